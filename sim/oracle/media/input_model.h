// What the rules make of the input (design §4, "Input and output loss"), from what the input port says: when to try
// again, when it is over, and with which exit code. It judges nothing.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "sim/oracle/media/media_model.h"
#include "sim/scenario/scenario.h"
#include "sim/trace/observation.h"

namespace sw::sim {

class InputModel {
 public:
  InputModel(const Scenario& scenario, std::shared_ptr<const MediaModel> media)
      : scenario_(scenario), media_(std::move(media)) {}

  // What an observation asks of the worker, or finds it doing.
  enum class Step : uint8_t {
    kNone,
    kMustClose,     // the run is over, by what was just handed over
    kClosed,        // as it had to
    kClosedUnasked  // the worker wants no more input: it drains, or ends
  };
  Step on(Timestamp now, const Observation& observation);

  // The input is open, and this is when it will be given up if nothing comes.
  std::optional<Timestamp> patience_ends() const;
  // The next attempt.
  std::optional<Timestamp> retry_at() const { return retry_at_; }
  // Nothing will be tried any more.
  struct Over {
    Timestamp at;
    int exit_code;
  };
  const std::optional<Over>& over() const { return over_; }
  uint64_t losses() const { return losses_; }
  bool open() const { return run_.has_value(); }
  bool readable() const { return readable_; }

 private:
  enum class Answer : uint8_t { kRefused, kNotFound, kSilent };
  Step on_event(Timestamp now, const ports::Event& event);
  Step on_alarm(Timestamp now);
  Step lose(Timestamp now, Answer answer);
  void wait(Timestamp now, Answer answer);
  Step finish(Timestamp now, int exit_code);

  const Scenario& scenario_;
  std::shared_ptr<const MediaModel> media_;
  std::optional<ports::PipelineRunId> run_;
  std::optional<Timestamp> opened_;
  std::optional<Timestamp> first_media_;  // of the run
  std::optional<Timestamp> last_media_;
  std::optional<Timestamp> warned_;
  std::optional<Timestamp> retry_at_;
  std::optional<Over> over_;
  bool must_close_ = false;
  bool readable_ = false;
  bool stopped_ = false;
  int step_ = 0;
  uint64_t losses_ = 0;
};

}  // namespace sw::sim

// Holds a run to what its scenario expects of it: events at their times, counts, metrics, the exit.
//
// Events are the happenings of sim/trace/happening.h, each also by the segment that it is about, and two more:
//   output.first    the first unit that was written to the output
//   output.piece    the first video unit of each segment's length of output, counted from the first unit on as batches
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/scenario.h"
#include "sim/trace/observation.h"
#include "sim/world/run.h"

namespace sw::sim {

// An expectation that did not come true: in one line with its arithmetic, and when it should have at the latest, or did
// too early.
struct Unmet {
  std::string text;
  Timestamp at;
};

class ExpectationWatch final : public Observer {
 public:
  // The scenario outlives the watch. To be fed behind the wire reader, so that it sees messages, too.
  explicit ExpectationWatch(const Scenario& scenario);

  void on(Timestamp now, const Observation& observation) override;
  std::vector<Unmet> conclude(const RunEnd& end) const;

 private:
  struct Seen {
    std::vector<TimeDelta> at;  // since the start; the first kMaxTimes of them
    int64_t count = 0;
  };
  std::string judge(const Expectation& expectation, const RunEnd& end) const;
  Timestamp when(const Expectation& expectation, const RunEnd& end) const;
  std::string judge(const ExpectEvent& what, TimeDelta tolerance) const;
  std::string judge(const ExpectCount& what) const;
  void note(Timestamp now, const std::string& name, std::optional<int64_t> batch);
  void learn(const Logged& logged);
  void look_at_output(Timestamp now, const ports::OutputUnit& unit);
  std::optional<int64_t> batch_of(const Observation& observation) const;
  const Seen* find(const std::string& event, const std::optional<int64_t>& batch) const;
  static std::string judge(const ExpectMetric& what, const RunEnd& end);
  static std::string judge(const ExpectExit& what, TimeDelta tolerance, const RunEnd& end);

  const Scenario& scenario_;
  std::map<std::string, Seen, std::less<>> seen_;        // what is expected, by name and name#batch
  std::map<std::string, int64_t, std::less<>> batches_;  // by fragment id
  std::optional<MediaTime> first_output_;
  int64_t next_piece_ = 0;
};

}  // namespace sw::sim

// Oracle "input": the input is opened, given up and tried again when the rules say (design §4, "Input and output
// loss"; spec, edge cases).
//   opened-unasked, opened-early, opened-late   tried again 1, 2, 4 s after a loss or a failed attempt; at start every
//                    4 s more, until the ready timeout
//   not-closed       a run that is over, or silent for 5 s, is closed at once
//   closed-unasked   the input was closed though media came, no end was asked for, and the STS was not lost
//   retry-missing    the next attempt was never made
//   exit-code        0 when the stream ended, 4 when it was lost or never readable, 3 without an audio track, 7 for
//                    media that cannot be carried
#include "sim/oracle/media/input_model.h"
#include "sim/oracle/media/media_oracles.h"
#include "sim/oracle/media/text.h"

namespace sw::sim {
namespace {

class Input final : public Oracle {
 public:
  Input(const Scenario& scenario, Verdict& verdict, SharedModel media)
      : Oracle("input", scenario, verdict), media_(media), model_(scenario, std::move(media)) {}

  void on(Timestamp now, const Observation& observation) override {
    const bool handed_over = std::holds_alternative<EventHanded>(observation);
    if (handed_over) check_waiting(now);
    if (std::holds_alternative<InputOpened>(observation)) check_opened(now);
    const auto step = model_.on(now, observation);
    if (step == InputModel::Step::kMustClose) close_due_ = now;
    if (step == InputModel::Step::kClosed) close_due_.reset();
    if (step == InputModel::Step::kClosedUnasked) unasked_ = now;
    if (handed<ports::StopRequested>(observation) != nullptr || handed<ports::OutputFailed>(observation) != nullptr) {
      stopped_ = true;
    }
  }

  void at_end(const RunEnd& end) override {
    check_waiting(end.ended);
    if (!end.exit_code || !model_.over() || stopped_ || unasked_) return;
    // An output that failed or stood still while the rest went out has the last word.
    const int code = model_.over()->exit_code;
    if (*end.exit_code == code || *end.exit_code == 5 || (*end.exit_code == 7 && stopped_)) return;
    violated("exit-code", end.ended, std::to_string(*end.exit_code) + " instead of " + std::to_string(code));
  }

 private:
  TimeDelta slack() const { return slack_of(scenario()); }

  void check_opened(Timestamp now) {
    if (!opened_) {
      opened_ = true;
      if (now > kSimulationStart + slack()) violated("opened-late", now, "the first attempt is made at the start");
      return;
    }
    const auto due = model_.retry_at();
    if (!due) return violated("opened-unasked", now, "no attempt is due");
    if (now < *due) violated("opened-early", now, "due at " + said(*due));
    if (now > *due + slack()) violated("opened-late", now, "due at " + said(*due));
  }

  // Something else happens: what had to be done by now must be done.
  void check_waiting(Timestamp now) {
    if (close_due_) {
      violated("not-closed", now, "the input was over at " + said(*close_due_));
      close_due_.reset();
    }
    if (stopped_ || unasked_ || model_.over()) return;
    if (const auto end = model_.patience_ends(); end && now > *end + slack() && !std::exchange(told_, true)) {
      violated("not-closed", now, "nothing had come by " + said(*end));
    }
    if (const auto due = model_.retry_at(); due && now > *due + slack() && !std::exchange(told_, true)) {
      violated("retry-missing", now, "due at " + said(*due));
    }
  }

  SharedModel media_;
  InputModel model_;
  bool opened_ = false;
  bool told_ = false;
  bool stopped_ = false;
  std::optional<Timestamp> unasked_;
  std::optional<Timestamp> close_due_;
};

}  // namespace

std::unique_ptr<Oracle> make_input(const Scenario& scenario, Verdict& verdict, SharedModel model) {
  return std::make_unique<Input>(scenario, verdict, std::move(model));
}

}  // namespace sw::sim

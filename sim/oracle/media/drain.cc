// Oracle "drain": how a run ends (design §4, "Input and output loss", last paragraph).
//   not-decided      60 % of the drain time after a signal or the input's end every segment is decided
//   not-flushed      85 % after it, everything that is ready has gone out
//   too-long         100 % after it, the worker is gone; 10 s where the STS was lost for good
//   second-signal    a second signal ends at once, with 128 + signal
//   exit-code        0 for a drained signal or a normal end; 4, 3, 7 as the input ended; 6 for an STS lost for good
//   exit-unasked     it ended though nothing asked for it
//   media-after-stop the first signal stops the input
#include "sim/oracle/media/input_model.h"
#include "sim/oracle/media/media_oracles.h"
#include "sim/oracle/media/numbers.h"
#include "sim/oracle/media/text.h"

namespace sw::sim {
namespace {

constexpr int kOutputFailed = 5;
constexpr int kStsLost = 6;
constexpr int kPipelineFailed = 7;
constexpr int kSignalBase = 128;

class Drain final : public Oracle {
 public:
  Drain(const Scenario& scenario, Verdict& verdict, SharedModel media)
      : Oracle("drain", scenario, verdict), media_(media), input_(scenario, std::move(media)) {}

  void on(Timestamp now, const Observation& observation) override {
    const bool handed_over = std::holds_alternative<EventHanded>(observation);
    if (handed_over) check_milestones(now);
    const auto step = input_.on(now, observation);
    for (const ClosedSegment& segment : media_->closed()) segments_ += segment.batch ? 1 : 0;
    for (const PlacedMedia& unit : media_->placed()) pictures_ += unit.track == Track::kVideo ? 1 : 0;
    if (const auto* stop = handed<ports::StopRequested>(observation)) on_signal(now, stop->signal);
    if (const auto* failed = handed<ports::OutputFailed>(observation); failed != nullptr && failed->run == output_) {
      output_failed_ = failed->connection ? kOutputFailed : kPipelineFailed;
    }
    if (input_.over() && !cause_)
      cause_ = Cause{input_.over()->at, input_.over()->exit_code, scenario().worker.drain_timeout};
    if (step == InputModel::Step::kClosedUnasked && !cause_) {
      cause_ = Cause{now, kStsLost, numbers::kLostStsFlush};
      unasked_ = true;
    }
    count(observation);
    if (const auto* opened = std::get_if<OutputOpened>(&observation)) output_ = opened->run;
    if (std::holds_alternative<InputOpened>(observation) && stopped_)
      violated("media-after-stop", now, "the input was opened again");
    if (const auto* exited = std::get_if<WorkerExited>(&observation)) on_exit(now, exited->code);
  }

  void at_end(const RunEnd& end) override {
    if (!exited_) check_milestones(end.ended);
  }

 private:
  struct Cause {
    Timestamp at;
    int code;
    TimeDelta limit;
  };

  TimeDelta slack() const { return slack_of(scenario()); }

  void on_signal(Timestamp now, int signal) {
    if (stopped_) second_ = kSignalBase + signal;
    stopped_ = true;
    if (!cause_) cause_ = Cause{now, 0, scenario().worker.drain_timeout};
  }

  void count(const Observation& observation) {
    if (const auto* counted = std::get_if<Counted>(&observation)) {
      if (counted->counter == ports::Counter::kAudioFragments) decided_ += counted->n;
      // In the dubbing modes only pictures can be too late.
      if (counted->counter == ports::Counter::kDroppedUnits && counted->label == "late") written_ += counted->n;
    } else if (const auto* written = std::get_if<OutputWritten>(&observation)) {
      written_ += written->unit.track == Track::kVideo ? 1 : 0;
    }
  }

  // Each is looked at when something happens after it, and before the worker does anything about that.
  void check_milestones(Timestamp now) {
    if (second_ && !exited_) {
      violated("second-signal", now, "it has not ended");
      second_.reset();
    }
    if (!cause_ || exited_ || output_failed_) return;
    const auto passed = [&](int percent) { return now > cause_->at + cause_->limit * percent / 100 + slack(); };
    if (passed(100) && !std::exchange(told_over_, true))
      violated("too-long", now, "the end began at " + said(cause_->at));
    if (unasked_ || media_->passthrough()) return;
    if (passed(numbers::kDrainFallbackPercent) && decided_ < segments_ && !std::exchange(told_decided_, true)) {
      violated("not-decided", now, std::to_string(segments_ - decided_) + " segments wait");
    }
    if (passed(numbers::kDrainFlushPercent) && written_ < pictures_ && !std::exchange(told_flushed_, true)) {
      violated("not-flushed", now, std::to_string(pictures_ - written_) + " pictures wait");
    }
  }

  void on_exit(Timestamp now, int code) {
    exited_ = true;
    if (second_) {
      if (code != *second_)
        violated("second-signal", now, "exit " + std::to_string(code) + " instead of " + std::to_string(*second_));
      return;
    }
    if (output_failed_) {
      if (code != *output_failed_) violated("exit-code", now, std::to_string(code) + " when the output failed");
      return;
    }
    // Oracle output_failure looks at an output that does not move.
    if (code == kOutputFailed) return;
    if (!cause_) return violated("exit-unasked", now, "with " + std::to_string(code));
    if (code != cause_->code) {
      violated("exit-code", now, std::to_string(code) + " instead of " + std::to_string(cause_->code));
    }
  }

  SharedModel media_;
  InputModel input_;
  std::optional<Cause> cause_;
  std::optional<int> second_;
  std::optional<int> output_failed_;
  std::optional<ports::PipelineRunId> output_;
  bool stopped_ = false;
  bool unasked_ = false;
  bool exited_ = false;
  bool told_over_ = false;
  bool told_decided_ = false;
  bool told_flushed_ = false;
  uint64_t segments_ = 0;
  uint64_t decided_ = 0;
  uint64_t pictures_ = 0;
  uint64_t written_ = 0;
};

}  // namespace

std::unique_ptr<Oracle> make_drain(const Scenario& scenario, Verdict& verdict, SharedModel model) {
  return std::make_unique<Drain>(scenario, verdict, std::move(model));
}

}  // namespace sw::sim

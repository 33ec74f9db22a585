// Oracle "output_failure": an output that is lost ends the worker at once (design §4, "Input and output loss"): exit 5
// when RTMP was refused or closed, 7 when the pipeline itself failed, and 5 when no byte moved for 10 s while bytes
// were pending.
//   not-ended     OutputFailed of the present run, and the worker goes on
//   exit-code     it ended with another code
//   given-up      exit 5 though the output neither failed nor stood still for 10 s
//   stuck         the peer takes nothing, bytes wait for it, and 12 s later the worker still runs
#include "sim/oracle/media/media_oracles.h"
#include "sim/oracle/media/numbers.h"
#include "sim/oracle/media/text.h"

namespace sw::sim {
namespace {

constexpr int kOutputFailed = 5;
constexpr int kPipelineFailed = 7;
// The output's progress is not looked at all the time, and what waits for the other track is not pending.
constexpr TimeDelta kLook = TimeDelta::Seconds(2);
// A server that hung answers a connect, and takes bytes again, within this.
constexpr TimeDelta kRecovery = TimeDelta::Seconds(2);
// What the network takes though the peer does not (sim/media/media_output.h), and what each unit adds to its bytes.
constexpr std::size_t kNetworkBytes = 256 * 1024;
constexpr std::size_t kOverhead = 17;

class OutputFailure final : public Oracle {
 public:
  OutputFailure(const Scenario& scenario, Verdict& verdict) : Oracle("output_failure", scenario, verdict) {}

  void on(Timestamp now, const Observation& observation) override {
    if (std::holds_alternative<EventHanded>(observation)) check_ended(now);
    if (const auto* failed = handed<ports::OutputFailed>(observation); failed != nullptr && failed->run == run_) {
      wanted_ = failed->connection ? kOutputFailed : kPipelineFailed;
      failed_at_ = now;
    } else if (const auto* opened = std::get_if<OutputOpened>(&observation)) {
      run_ = opened->run;
      opened_ = now;
      taken_ = 0;
      if (obstacles_ > 0) obstructed_ = now;
    } else if (std::holds_alternative<OutputEnded>(observation)) {
      ended_ = now;
    } else if (const auto* written = std::get_if<OutputWritten>(&observation)) {
      on_written(now, written->unit);
    } else if (const auto* began = std::get_if<FaultBegan>(&observation)) {
      on_fault(now, began->id, true);
    } else if (const auto* over = std::get_if<FaultEnded>(&observation)) {
      on_fault(now, over->id, false);
    } else if (const auto* exited = std::get_if<WorkerExited>(&observation)) {
      on_exit(now, exited->code);
    }
  }

 private:
  static bool obstructs(const FaultAction& action) {
    return std::holds_alternative<WedgeOutput>(action) || std::holds_alternative<HangServer>(action);
  }

  void on_fault(Timestamp now, std::string_view id, bool on) {
    for (const WorldFault& fault : scenario().faults) {
      if (fault.id != id) continue;
      if (std::holds_alternative<LimitOutput>(fault.action)) slow_ = slow_ || on;
      if (!obstructs(fault.action)) continue;
      obstacles_ += on ? 1 : -1;
      if (on && obstacles_ == 1) {
        // An output that is still connecting has not moved a byte before either.
        obstructed_ = opened_ && now - *opened_ < kLook ? *opened_ : now;
        taken_ = 0;
      }
      if (obstacles_ <= 0) {
        if (obstructed_) last_obstacle_ = Span{*obstructed_, now};
        obstructed_.reset();
        full_.reset();
      }
    }
  }

  void on_written(Timestamp now, const ports::OutputUnit& unit) {
    if (!obstructed_) return;
    taken_ += unit.payload->size() + kOverhead;
    if (taken_ > kNetworkBytes && !full_) full_ = now;
  }

  void check_ended(Timestamp now) {
    if (wanted_ && !exited_) {
      violated("not-ended", now, "the output failed at " + said(*failed_at_));
      wanted_.reset();
    }
    if (full_ && !exited_ && run_ && now > *full_ + numbers::kWedged + kLook && !std::exchange(told_, true)) {
      violated("stuck", now, "nothing is taken since " + said(*full_));
    }
  }

  void on_exit(Timestamp now, int code) {
    exited_ = true;
    if (wanted_ && code != *wanted_ && code < 128) {
      return violated("exit-code", now, std::to_string(code) + " instead of " + std::to_string(*wanted_));
    }
    if (wanted_ || code != kOutputFailed) return;
    // A drain whose time is over leaves the rest undelivered, and that is a failed output, too.
    if (obstructed_) last_obstacle_ = Span{*obstructed_, now};
    const bool stood_still =
        last_obstacle_ && now <= last_obstacle_->until + kRecovery && now >= last_obstacle_->since + numbers::kWedged;
    const bool drain_over = ended_ || slow_ || obstacles_ > 0;
    if (!stood_still && !drain_over) violated("given-up", now, "the output had not failed");
  }

  std::optional<ports::PipelineRunId> run_;
  std::optional<int> wanted_;
  std::optional<Timestamp> failed_at_;
  std::optional<Timestamp> opened_;
  std::optional<Timestamp> ended_;
  std::optional<Timestamp> obstructed_;
  std::optional<Timestamp> full_;
  struct Span {
    Timestamp since, until;
  };
  std::optional<Span> last_obstacle_;
  std::size_t taken_ = 0;
  int obstacles_ = 0;
  bool slow_ = false;
  bool exited_ = false;
  bool told_ = false;
};

}  // namespace

std::unique_ptr<Oracle> make_output_failure(const Scenario& scenario, Verdict& verdict) {
  return std::make_unique<OutputFailure>(scenario, verdict);
}

}  // namespace sw::sim

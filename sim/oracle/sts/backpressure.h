// Backpressure (FR-015c; design §4): of one session, forgotten with it. In a pause, which only `none` lifts, nothing is
// sent but one fragment each pause limit while nothing is in flight; in a slow_down every fragment goes out at least
// the recommended delay (absent: 1000 ms; at most 30 s) after its segment closed and after the fragment before it, but
// for the same exception where the delay exceeds the STS time-out. Events of another stream mean nothing.
#pragma once

#include <optional>
#include <vector>

#include "sim/oracle/oracle.h"
#include "sim/oracle/sts/fragment_view.h"

namespace sw::sim {

class BackpressureOracle final : public Oracle {
 public:
  BackpressureOracle(const Scenario& scenario, Verdict& verdict) : Oracle("backpressure", scenario, verdict) {}
  void on(Timestamp now, const Observation& observation) override;

 private:
  void on_signal(Timestamp now, const WireEvent& event);
  void on_sent(Timestamp now, const WireEvent& event);
  bool is_exception(Timestamp now) const;

  FragmentView view_;
  bool paused_ = false;
  TimeDelta delay_ = TimeDelta::Zero();
  std::optional<Timestamp> blocked_since_;  // by a pause, or by a delay above the time-out
  std::optional<Timestamp> last_exception_;
  bool spoken_ = false;             // the service has said something in the bytes that are handled
  std::vector<TimeDelta> passing_;  // delays that counted in them before a signal, once something was said
  std::optional<Timestamp> last_sent_;
};

}  // namespace sw::sim

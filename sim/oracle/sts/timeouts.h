// Time-outs (FR-016a, FR-016b; design §4): the STS time-out runs from hand-over to the transport, exactly; a segment
// whose fragment is not answered by then falls back at that instant, no earlier and no later, unless it ended before
// for another reason. A session that is gone ends its fragments at once (FR-016e).
#pragma once

#include <deque>

#include "sim/oracle/oracle.h"
#include "sim/oracle/sts/fragment_view.h"

namespace sw::sim {

class TimeoutOracle final : public Oracle {
 public:
  TimeoutOracle(const Scenario& scenario, Verdict& verdict) : Oracle("timeouts", scenario, verdict) {}
  void on(Timestamp now, const Observation& observation) override;

 private:
  struct Sent {
    std::string id;
    Timestamp until;
  };
  void check_overdue(Timestamp now);
  void check_fall_back(Timestamp now, std::string_view id);

  FragmentView view_;
  std::deque<Sent> sent_;  // not over yet, in the order of sending
};

}  // namespace sw::sim

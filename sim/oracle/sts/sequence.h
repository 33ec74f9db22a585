// Sending in order (FR-013b, FR-014a, FR-014c; design §4, STS session): nothing before stream:ready and nothing after
// stream:end; sequence numbers contiguous from 0 in each session; a fragment id once in a run; never more in flight
// than min(asked, confirmed). In flight is what was sent and neither answered nor older than the STS time-out.
#pragma once

#include <map>
#include <set>

#include "sim/oracle/oracle.h"

namespace sw::sim {

class SequenceOracle final : public Oracle {
 public:
  SequenceOracle(const Scenario& scenario, Verdict& verdict) : Oracle("sequence", scenario, verdict) {}
  void on(Timestamp now, const Observation& observation) override;

 private:
  struct Session {
    int64_t asked = 0;
    std::optional<int64_t> limit = {};  // once ready
    bool ended = false;                 // stream:end went out
    int64_t next = 0;
    std::map<std::string, Timestamp, std::less<>> in_flight = {};
  };
  void on_worker(Timestamp now, const WireEvent& event, Session& session);
  void on_fragment(Timestamp now, const WireEvent& event, Session& session);
  void on_service(const WireEvent& event, Session& session);

  std::map<ports::ConnectionId, Session> sessions_;
  std::set<std::string, std::less<>> ids_;
};

}  // namespace sw::sim

// What is said of results (FR-015b; design §4, STS session): every fragment:processed that names a fragment is acked,
// once and at once, while the connection is there; `applied` only for the first answer to a fragment of this session
// and stream that came within the time-out with a status of success or partial. A result that is late, repeated,
// unknown or of another stream or session is answered `received`.
#pragma once

#include <optional>
#include <set>

#include "sim/oracle/oracle.h"
#include "sim/oracle/sts/fragment_view.h"

namespace sw::sim {

class AckOracle final : public Oracle {
 public:
  AckOracle(const Scenario& scenario, Verdict& verdict) : Oracle("acks", scenario, verdict) {}
  void on(Timestamp now, const Observation& observation) override;

 private:
  struct Owed {
    std::string id;
    Timestamp since;
    ports::ConnectionId connection;
    bool may_apply;
  };
  void on_result(Timestamp now, const WireEvent& event);
  void on_ack(Timestamp now, const WireEvent& event);
  void check_owed(Timestamp now);

  FragmentView view_;
  std::vector<Owed> owed_;
  std::set<std::string, std::less<>> applied_;
};

}  // namespace sw::sim

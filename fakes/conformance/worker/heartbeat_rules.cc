#include "fakes/conformance/worker/heartbeat_rules.h"

namespace sw::fakes::conformance::worker {

void HeartbeatRules::on_ping(Timestamp now, std::string_view data) {
  if (pings_.size() < kMaxPings) pings_.push_back({now, std::string(data)});
}

void HeartbeatRules::on_pong(Timestamp now, std::string_view data) {
  if (pings_.empty()) return ledger_.broken(Rule::kHeartbeatPong, now, "a pong without a ping");
  const Ping ping = pings_.front();
  pings_.pop_front();
  ledger_.check(Rule::kHeartbeatPong, ping.data == data, now, "a pong with \"" + shown(data) + "\", which no ping had");
  ledger_.check(Rule::kHeartbeatPong, now - ping.at <= timeout_, now,
                "a pong " + shown(now - ping.at) + " after its ping");
}

void HeartbeatRules::on_end(Timestamp now) {
  for (const Ping& ping : pings_) {
    if (now - ping.at >= timeout_) {
      ledger_.broken(Rule::kHeartbeatPong, now, "no pong within " + shown(timeout_) + " of its ping");
    }
  }
  pings_.clear();
}

}  // namespace sw::fakes::conformance::worker

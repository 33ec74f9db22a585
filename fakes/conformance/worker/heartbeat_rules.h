// Engine.IO pings and their pongs, of one connection.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "fakes/conformance/worker/ledger.h"

namespace sw::fakes::conformance::worker {

class HeartbeatRules {
 public:
  HeartbeatRules(Ledger& ledger, TimeDelta ping_timeout) : ledger_(ledger), timeout_(ping_timeout) {}

  void on_ping(Timestamp now, std::string_view data);
  void on_pong(Timestamp now, std::string_view data);
  // The connection, or the run, is over.
  void on_end(Timestamp now);

 private:
  struct Ping {
    Timestamp at;
    std::string data;
  };
  static constexpr std::size_t kMaxPings = 16;  // unanswered; a service that sends more gives the connection up

  Ledger& ledger_;
  const TimeDelta timeout_;
  std::deque<Ping> pings_;
};

}  // namespace sw::fakes::conformance::worker

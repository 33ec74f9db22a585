// The life of a stream on one connection: stream:init, stream:pause and stream:resume, stream:end.
#pragma once

#include <rapidjson/document.h>

#include <optional>
#include <string_view>

#include "fakes/conformance/worker/handshake_rules.h"
#include "fakes/conformance/worker/ledger.h"

namespace sw::fakes::conformance::worker {

class LifeRules {
 public:
  LifeRules(Ledger& ledger, TimeDelta tolerance) : ledger_(ledger), tolerance_(tolerance) {}

  // An event of the worker. `said`: the ids of its handshake.
  void on_event(Timestamp now, std::string_view name, const rapidjson::Value& payload, const Introduction& said);
  // stream:complete goes out.
  void on_complete() { complete_ = true; }
  // The connection is over.
  void on_end(Timestamp now, bool by_worker);

  bool has_init() const { return has_init_; }
  bool has_ended() const { return ended_.has_value(); }

 private:
  void on_init(Timestamp now, const rapidjson::Value& payload, const Introduction& said);
  void on_turn(Timestamp now, bool pauses);

  Ledger& ledger_;
  const TimeDelta tolerance_;
  bool any_event_ = false;
  bool has_init_ = false;
  bool paused_ = false;
  std::optional<Timestamp> ended_;
  bool complete_ = false;
};

}  // namespace sw::fakes::conformance::worker

// How one session follows backpressure.
//
// A pause that has lasted a minute with nothing in flight may be probed with one fragment a minute
// (docs/adr/0007-a-pause-is-probed.md).
#pragma once

#include <rapidjson/document.h>

#include <optional>
#include <string_view>

#include "fakes/conformance/worker/ledger.h"

namespace sw::fakes::conformance::worker {

class PressureRules {
 public:
  PressureRules(Ledger& ledger, TimeDelta tolerance) : ledger_(ledger), tolerance_(tolerance) {}

  // A backpressure event of the session's own stream goes out.
  void on_signal(Timestamp now, const rapidjson::Value& payload);
  // Before the fragment counts as in flight itself: `any_in_flight` are others.
  void on_fragment(Timestamp now, const rapidjson::Value& payload, bool any_in_flight);
  // The connection, or the run, is over.
  void on_end(Timestamp now) { leave_pause(now); }

 private:
  struct SlowDown {
    Timestamp since;
    TimeDelta delay;
  };
  bool may_probe(Timestamp now, bool any_in_flight) const;
  void check_delay(Timestamp now, std::optional<TimeDelta> behind);
  void leave_pause(Timestamp now);

  Ledger& ledger_;
  const TimeDelta tolerance_;
  std::optional<Timestamp> paused_;  // since
  std::optional<SlowDown> slow_;
  std::optional<Timestamp> last_fragment_;
  std::optional<TimeDelta> least_behind_;  // of fragments that nothing held back
};

}  // namespace sw::fakes::conformance::worker

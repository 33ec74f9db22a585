// One connection as such: how it is joined, what it survives, and how either side leaves it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "fakes/conformance/worker/ledger.h"
#include "fakes/wire/messages.h"

namespace sw::fakes::conformance::worker {

// Who ended a connection; or it is still open, and the run is over.
enum class EndedBy : uint8_t { kWorker, kService, kNobody };

class ConnectionRules {
 public:
  ConnectionRules(Ledger& ledger, TimeDelta tolerance) : ledger_(ledger), tolerance_(tolerance) {}

  // A packet of either side that is no event, and no ping or pong.
  void on_packet(Timestamp now, const wire::WirePacket& packet);
  void on_worker_event(Timestamp now, std::string_view name);
  void on_worker_broken(Timestamp now, std::string_view why);
  void on_closing(Timestamp now, wire::Sender sender);
  // The service says something that must end nothing.
  void on_provocation(Timestamp now, Rule rule);
  // `stream_ended`: the worker may leave.
  void on_end(Timestamp now, EndedBy who, bool stream_ended);

  // The worker has said that it leaves, with whatever word; the service said so before it.
  bool worker_has_left() const { return worker_said_; }
  bool service_left_first() const { return service_said_first_; }

 private:
  struct Provocation {
    Timestamp at;
    Rule rule;
  };
  static constexpr std::size_t kMaxProvocations = 256;

  void on_worker_packet(Timestamp now, const wire::WirePacket& packet);
  void says_goodbye(bool worker);
  void check_disconnect(Timestamp now, EndedBy who);

  Ledger& ledger_;
  const TimeDelta tolerance_;
  bool opened_ = false;  // the service's open packet is out
  bool joined_ = false;  // CONNECT came
  bool worker_said_ = false;
  bool service_said_first_ = false;
  bool service_closes_ = false;            // with a close frame
  std::optional<Timestamp> disconnected_;  // by the service
  std::vector<Provocation> provocations_;
};

}  // namespace sw::fakes::conformance::worker

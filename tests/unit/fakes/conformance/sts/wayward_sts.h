// Services that are wrong in ways that no script of the fake STS can be: one never says no and counts wrong, the other
// says no to everything that is not exactly as it likes. It has the calls of sts::StsService.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "contracts/messages.h"
#include "fakes/sts/output.h"
#include "worker/protocol/sio_server.h"

namespace sw::fakes::conformance::testing {

enum class Manner : uint8_t { kObliging, kPedantic };

class WaywardSts {
 public:
  explicit WaywardSts(Manner manner) : manner_(manner) {}

  // The pedant is so hurt by a packet that it cannot read that it closes for good.
  bool accepting(Timestamp) const { return !hurt_; }
  void on_connected(Timestamp now, sts::ConnectionId connection);
  void on_bytes(Timestamp now, sts::ConnectionId connection, std::string_view bytes);
  void on_closed(Timestamp now, sts::ConnectionId connection);
  // It has no heartbeat: nothing is ever due.
  void on_time(Timestamp) {}
  std::optional<Timestamp> deadline() const { return std::nullopt; }
  sts::StsOutputs take_outputs() { return std::exchange(outputs_, {}); }

 private:
  using Client = protocol::SioServerConnection;
  void drain(sts::ConnectionId connection, Client& client);
  void on_event(Client& client, const protocol::socket_io::EventReceived& event);
  void on_init(Client& client, const rapidjson::Value& payload);
  void on_fragment(Client& client, const rapidjson::Value& payload);
  void refuse(Client& client, const std::string& fragment_id = {});
  void say(Client& client, const contracts::StsMessage& message);

  const Manner manner_;
  bool hurt_ = false;
  std::map<sts::ConnectionId, std::unique_ptr<Client>> clients_;
  std::set<std::string> streams_;  // that there have been
  std::optional<contracts::FragmentProcessed> latest_;
  sts::StsOutputs outputs_;
};

}  // namespace sw::fakes::conformance::testing

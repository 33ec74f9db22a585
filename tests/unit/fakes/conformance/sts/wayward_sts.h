// Services that are wrong in ways that no script of the fake STS can be. It has the calls of sts::StsService.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/messages.h"
#include "fakes/sts/output.h"
#include "worker/protocol/sio_server.h"

namespace sw::fakes::conformance::testing {

enum class Manner : uint8_t {
  kObliging,  // never says no, counts wrong, never ends a connection
  kPedantic,  // says no to everything that is not exactly as it likes; takes a bad packet ill
  kHasty,     // takes its time for results, and forgets them on stream:pause and stream:end; serves few at once
  kSlow,      // as obliging, but works on one fragment at a time, half a minute on each
};

class WaywardSts {
 public:
  explicit WaywardSts(Manner manner) : manner_(manner) {}

  bool accepting(Timestamp);
  void on_connected(Timestamp now, sts::ConnectionId connection);
  void on_bytes(Timestamp now, sts::ConnectionId connection, std::string_view bytes);
  void on_closed(Timestamp now, sts::ConnectionId connection);
  // It has no heartbeat: only results are ever due.
  void on_time(Timestamp now);
  std::optional<Timestamp> deadline() const;
  sts::StsOutputs take_outputs() { return std::exchange(outputs_, {}); }

 private:
  using Client = protocol::SioServerConnection;
  struct Owed {
    Timestamp due;
    sts::ConnectionId connection;
    contracts::FragmentProcessed result;
  };
  void drain(Timestamp now, sts::ConnectionId connection, Client& client);
  void on_event(Timestamp now, sts::ConnectionId connection, Client& client,
                const protocol::socket_io::EventReceived& event);
  void on_init(Client& client, const rapidjson::Value& payload);
  void on_fragment(Timestamp now, sts::ConnectionId connection, Client& client, const rapidjson::Value& payload);
  void on_end(sts::ConnectionId connection, Client& client, const rapidjson::Value& payload);
  void forget(sts::ConnectionId connection);
  void refuse(Client& client, const std::string& fragment_id = {});
  void say(Client& client, const contracts::StsMessage& message);

  const Manner manner_;
  bool hurt_ = false;  // the next one will not be served
  bool simulates_ = false;
  std::vector<Owed> owed_;
  std::set<sts::ConnectionId> paused_;  // for ever
  std::set<sts::ConnectionId> used_;    // had a fragment
  std::map<sts::ConnectionId, std::unique_ptr<Client>> clients_;
  std::set<std::string> streams_;  // that there have been
  std::set<std::string> ended_;
  std::optional<contracts::FragmentProcessed> latest_;
  sts::StsOutputs outputs_;
};

}  // namespace sw::fakes::conformance::testing

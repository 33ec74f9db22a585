// What the worker puts on the wire keeps the protocols (RFC 6455 §4.1 and §5; Engine.IO v4 and Socket.IO v5 protocol):
//   - every byte can be read: frames masked, in order and of minimal length, texts in UTF-8, packets and JSON whole;
//   - the opening handshake has the headers that a WebSocket client must send;
//   - of Engine.IO the worker sends messages and pongs alone; each ping is answered with its own data, by one pong, and
//     before the next event unless the connection is closed by then;
//   - of Socket.IO it sends one CONNECT, once the service's open packet is there; events and acks between the answer to
//     it and its DISCONNECT; and nothing behind that.
// What the service sends may break all this: then the connection is not judged any further.
#pragma once

#include <deque>
#include <map>
#include <string>

#include "sim/oracle/oracle.h"

namespace sw::sim {

class WireOracle final : public Oracle {
 public:
  WireOracle(const Scenario& scenario, Verdict& verdict) : Oracle("wire", scenario, verdict) {}
  void on(Timestamp now, const Observation& observation) override;

 private:
  struct Session {
    bool opened = false;                 // the service's open packet came
    bool asked = false;                  // CONNECT went out
    bool connected = false;              // and was answered
    bool left = false;                   // DISCONNECT went out
    std::deque<std::string> pings = {};  // unanswered
  };
  void check_request(Timestamp now, std::string_view request);
  void on_packet(Timestamp now, const WirePacket& packet);
  void on_service(const WirePacket& packet, Session& session);
  void on_pong(Timestamp now, std::string_view data, Session& session);

  std::map<ports::ConnectionId, Session> sessions_;
};

}  // namespace sw::sim

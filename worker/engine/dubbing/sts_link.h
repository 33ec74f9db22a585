// One connection after another to the STS service: Socket.IO over the network port, contracts on top. It decides
// nothing: core says when to connect and what to send, and hears what came.
//
// Order of calls: open(), then the network's events of this connection as they come, on_time() at its deadline, send()
// and close(). After each call take_event() until there is none; what close() finds is forgotten.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "contracts/fragment_result.h"
#include "contracts/messages.h"
#include "worker/base/ids.h"
#include "worker/base/url.h"
#include "worker/ports/network.h"
#include "worker/ports/random.h"
#include "worker/protocol/sio_client.h"

namespace sw::engine {

// The namespace is connected: messages may be sent.
struct LinkUp {};
// The connection is over, and was not closed by us.
struct LinkDown {
  std::string why;
};
struct LinkMessage {
  contracts::StsMessage message;
};
// A message that breaks its schema; `reference`: whose result it was, where it is a fragment:processed that says so.
struct LinkMalformed {
  std::string event;
  std::string why;
  std::optional<contracts::FragmentReference> reference;
};
// A packet that is valid but has no meaning now.
struct LinkIgnored {
  std::string_view what;  // static
};
using LinkEvent = std::variant<LinkUp, LinkDown, LinkMessage, LinkMalformed, LinkIgnored>;

class StsLink {
 public:
  struct Identity {
    Url url;
    StreamId stream;
    WorkerId worker;
  };
  // Both ports outlive the link.
  StsLink(Identity identity, ports::Network& network, ports::Random& random);

  // Begins a new connection; the one before is closed.
  void open();
  // Ends the connection in an orderly way; nothing of it is told afterwards.
  void close();

  void on(Timestamp now, const ports::Connected& event);
  void on(Timestamp now, const ports::Received& event);
  void on(Timestamp now, const ports::Closed& event);
  std::optional<Timestamp> deadline() const;
  void on_time(Timestamp now);

  protocol::socket_io::SendResult send(const contracts::WorkerMessage& message);
  std::optional<LinkEvent> take_event();

 private:
  bool is_current(ports::ConnectionId connection) const { return sio_ && connection == connection_; }
  ports::Endpoint endpoint() const;
  protocol::SioClientOptions options() const;
  void carry_out_outputs();
  void carry_out(protocol::ClientOutput output);
  void on_event(const protocol::socket_io::EventReceived& event);
  void acknowledge(uint64_t id);
  void on_malformed(const std::string& name, const rapidjson::Value& payload, const contracts::ParseError& error);
  void end(std::string why);

  Identity identity_;
  ports::Network& network_;
  ports::Random& random_;
  ports::ConnectionId connection_{0};
  std::unique_ptr<protocol::SioClient> sio_;
  std::deque<LinkEvent> events_;
};

}  // namespace sw::engine

#include "tests/unit/protocol/websocket/probe.h"

#include <utility>
#include <variant>

#include "tests/unit/protocol/bytes.h"

namespace sw::protocol::testing {
namespace {

std::string name(websocket::EndKind kind) {
  switch (kind) {
    case websocket::EndKind::kBadOptions:
      return "bad-options";
    case websocket::EndKind::kRefused:
      return "refused";
    case websocket::EndKind::kHandshake:
      return "handshake";
    case websocket::EndKind::kPeerClosed:
      return "peer-closed";
    case websocket::EndKind::kPeerGone:
      return "peer-gone";
    case websocket::EndKind::kProtocol:
      return "protocol";
    case websocket::EndKind::kTooLarge:
      return "too-large";
  }
  return "";
}

std::string describe(const websocket::Event& event) {
  if (std::holds_alternative<websocket::Opened>(event)) return "opened";
  if (const auto* message = std::get_if<websocket::Message>(&event)) {
    return (message->binary ? "binary " : "text ") + message->payload;
  }
  const auto& ended = std::get<websocket::Ended>(event);
  return "ended " + name(ended.kind) + " " + std::to_string(ended.code) + ": " + ended.text;
}

}  // namespace

websocket::EventSink Probe::sink() {
  return [this](const websocket::Event& event) { lines_.push_back(describe(event)); };
}

void Probe::start() { connection_.start(sink()); }
void Probe::receive(std::string_view bytes) { connection_.receive(bytes, sink()); }
void Probe::peer_closed() { connection_.peer_closed(sink()); }

void Probe::receive_in(std::size_t chunk, std::string_view bytes) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(chunk, bytes.size()))) receive(bytes.substr(0, chunk));
}

Probe make_client(websocket::ClientOptions options) {
  if (options.host.empty()) options.host = "sts";
  return Probe(websocket::Connection(std::move(options), example_key_then_zero_masks()));
}

Probe make_open_client(std::size_t max_message_bytes) {
  websocket::ClientOptions options;
  options.max_message_bytes = max_message_bytes;
  Probe client = make_client(options);
  client.start();
  client.receive(switching_protocols());
  client.sent();
  return client;
}

Probe make_server(websocket::ServerOptions options) {
  Probe server{websocket::Connection(std::move(options))};
  server.start();
  return server;
}

Probe make_open_server(std::size_t max_message_bytes) {
  websocket::ServerOptions options;
  options.max_message_bytes = max_message_bytes;
  Probe server = make_server(options);
  server.receive(upgrade_request());
  server.sent();
  return server;
}

}  // namespace sw::protocol::testing

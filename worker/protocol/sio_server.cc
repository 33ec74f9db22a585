#include "worker/protocol/sio_server.h"

#include <iterator>
#include <utility>

#include "worker/base/earlier.h"
#include "worker/protocol/close_code.h"
#include "worker/protocol/engine_io/request.h"
#include "worker/protocol/limits.h"

namespace sw::protocol {
namespace {

engine_io::OpenPacket make_open(const SioServerOptions& options, const RandomWords& random) {
  engine_io::OpenPacket open{engine_io::make_sid(random), options.ping_interval, options.ping_timeout, std::nullopt};
  if (options.announce_max_payload) open.max_payload = options.max_payload;
  return open;
}

}  // namespace

SioServerConnection::SioServerConnection(SioServerOptions options, RandomWords random)
    : options_(std::move(options)),
      engine_(websocket::Connection(websocket::ServerOptions{
                  [this](const websocket::Request& request) { return judge(request); }, options_.max_payload}),
              engine_io::ServerSession(make_open(options_, random))),
      socket_(options_.socket_io, random) {}

std::optional<websocket::Refusal> SioServerConnection::judge(const websocket::Request& request) {
  const bool raw = !options_.raw_path.empty() && request.path == options_.raw_path;
  if (!raw && request.path != options_.path) return websocket::Refusal{404, "text/plain", "not found\n"};
  if (auto refusal = engine_io::find_refusal(request)) return refusal;
  raw_ = raw;
  request_ = request;
  return std::nullopt;
}

void SioServerConnection::start(Timestamp now) {
  handshake_deadline_ = now + options_.handshake_time;
  engine_.start(now, [&](engine_io::Event event) { handle(now, std::move(event)); });
  flush();
}

void SioServerConnection::on_bytes(Timestamp now, std::string_view bytes) {
  engine_.receive(now, bytes, [&](engine_io::Event event) { handle(now, std::move(event)); });
  flush();
}

void SioServerConnection::on_peer_closed(Timestamp now) {
  peer_closed_ = true;
  engine_.peer_closed(now, [&](engine_io::Event event) { handle(now, std::move(event)); });
  flush();
}

std::optional<Timestamp> SioServerConnection::deadline() const {
  if (closed_) return std::nullopt;
  return earlier(handshake_deadline_, earlier(engine_.deadline(), socket_.deadline()));
}

void SioServerConnection::on_time(Timestamp now) {
  if (closed_) return;
  if (handshake_deadline_ && now >= *handshake_deadline_) {
    finish(DisconnectReason::kConnectTimeout, "no handshake in time", kNormalClosure);
  }
  socket_io::Actions actions;
  socket_.on_time(now, actions);
  carry_out(std::move(actions));
  engine_.on_time(now, [&](engine_io::Event event) { handle(now, std::move(event)); });
  flush();
}

void SioServerConnection::handle(Timestamp now, engine_io::Event event) {
  if (closed_) return;
  if (std::holds_alternative<engine_io::TransportOpened>(event)) {
    handshake_deadline_.reset();
    if (!raw_) socket_.start(now);
    learned_.emplace_back(Accepted{std::move(request_)});
  } else if (auto* message = std::get_if<engine_io::MessageReceived>(&event)) {
    on_message(now, std::move(*message));
  } else if (auto* closed = std::get_if<engine_io::Closed>(&event)) {
    finish(closed->reason, std::move(closed->text), kNormalClosure);
  }
}

void SioServerConnection::on_message(Timestamp now, engine_io::MessageReceived message) {
  if (raw_) {
    learned_.emplace_back(RawMessage{message.binary, std::move(message.payload)});
    return;
  }
  socket_io::Actions actions;
  if (message.binary) {
    socket_.on_binary(std::move(message.payload), actions);
  } else {
    socket_.on_text(now, std::move(message.payload), actions);
  }
  carry_out(std::move(actions));
}

void SioServerConnection::carry_out(socket_io::Actions actions) {
  for (socket_io::Action& action : actions) {
    if (!closed_) carry_out(std::move(action));
  }
}

void SioServerConnection::carry_out(socket_io::Action action) {
  if (const auto* send = std::get_if<socket_io::Send>(&action)) {
    engine_.send(send->binary, send->payload);
  } else if (auto* connected = std::get_if<socket_io::Connected>(&action)) {
    learned_.emplace_back(std::move(*connected));
  } else if (auto* event = std::get_if<socket_io::EventReceived>(&action)) {
    learned_.emplace_back(std::move(*event));
  } else if (auto* acked = std::get_if<socket_io::Acked>(&action)) {
    learned_.emplace_back(std::move(*acked));
  } else if (auto* left = std::get_if<socket_io::Left>(&action)) {
    learned_.emplace_back(std::move(*left));
  } else if (auto* ignored = std::get_if<socket_io::Ignored>(&action)) {
    learned_.emplace_back(*ignored);
  } else if (auto* failed = std::get_if<socket_io::Failed>(&action)) {
    finish(failed->timeout ? DisconnectReason::kConnectTimeout : DisconnectReason::kProtocol, std::string(failed->text),
           kPolicyViolation);
  }
}

socket_io::SendResult SioServerConnection::emit(std::string_view nsp, const socket_io::Emission& emission) {
  if (closed_) return socket_io::SendResult::kNotConnected;
  socket_io::Actions actions;
  const auto result = socket_.emit(nsp, emission, kMaxMessageBytes, actions);
  carry_out(std::move(actions));
  flush();
  return result;
}

socket_io::SendResult SioServerConnection::acknowledge(std::string_view nsp, const socket_io::Acknowledgement& ack) {
  if (closed_) return socket_io::SendResult::kNotConnected;
  socket_io::Actions actions;
  const auto result = socket_.acknowledge(nsp, ack, kMaxMessageBytes, actions);
  carry_out(std::move(actions));
  flush();
  return result;
}

bool SioServerConnection::send_raw(bool binary, std::string_view payload) {
  if (!raw_ || closed_) return false;
  const bool sent = engine_.send(binary, payload);
  flush();
  return sent;
}

void SioServerConnection::disconnect(std::string_view nsp) {
  if (closed_) return;
  socket_io::Actions actions;
  socket_.disconnect(nsp, actions);
  carry_out(std::move(actions));
  flush();
}

void SioServerConnection::close() {
  if (closed_) return;
  engine_.close(kNormalClosure, "");
  closed_ = true;
  flush();
  outputs_.emplace_back(CloseConnection{});
}

void SioServerConnection::finish(DisconnectReason reason, std::string text, uint16_t code) {
  engine_.close(code, text);
  closed_ = true;
  learned_.emplace_back(Disconnected{reason, std::move(text)});
  if (!peer_closed_) learned_.emplace_back(CloseConnection{});
}

void SioServerConnection::flush() {
  if (std::string bytes = engine_.take_output(); !bytes.empty()) outputs_.emplace_back(SendBytes{std::move(bytes)});
  std::move(learned_.begin(), learned_.end(), std::back_inserter(outputs_));
  learned_.clear();
}

std::vector<ServerOutput> SioServerConnection::take_outputs() { return std::exchange(outputs_, {}); }

}  // namespace sw::protocol

#include "worker/protocol/sio_client.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "worker/protocol/close_code.h"
#include "worker/protocol/limits.h"

namespace sw::protocol {
namespace {

constexpr std::string_view kQuery = "?EIO=4&transport=websocket";

websocket::ClientOptions websocket_options(SioClientOptions& options) {
  websocket::ClientOptions result;
  result.host = std::move(options.host);
  result.port = options.port;
  result.secure = options.secure;
  result.resource = options.path + std::string(kQuery);
  result.headers = std::move(options.headers);
  result.max_message_bytes = options.max_message_bytes;
  return result;
}

}  // namespace

SioClient::SioClient(SioClientOptions options, RandomWords random)
    : engine_(websocket::Connection(websocket_options(options), std::move(random)), engine_io::ClientSession()),
      socket_(std::move(options.socket_io)) {}

void SioClient::start(Timestamp now) {
  if (state_ != State::kIdle) return;
  state_ = State::kHandshake;
  engine_.start(now, [&](engine_io::Event event) { handle(now, std::move(event)); });
  flush();
}

void SioClient::on_bytes(Timestamp now, std::string_view bytes) {
  engine_.receive(now, bytes, [&](engine_io::Event event) { handle(now, std::move(event)); });
  flush();
}

void SioClient::on_peer_closed(Timestamp now) {
  peer_closed_ = true;
  engine_.peer_closed(now, [&](engine_io::Event event) { handle(now, std::move(event)); });
  flush();
}

std::optional<Timestamp> SioClient::deadline() const {
  if (state_ == State::kClosed) return std::nullopt;
  const auto heartbeat = engine_.deadline();
  const auto packet = socket_.deadline();
  if (!heartbeat || !packet) return heartbeat ? heartbeat : packet;
  return std::min(*heartbeat, *packet);
}

void SioClient::on_time(Timestamp now) {
  if (state_ == State::kClosed) return;
  socket_io::Actions actions;
  socket_.on_time(now, actions);
  carry_out(std::move(actions));
  engine_.on_time(now, [&](engine_io::Event event) { handle(now, std::move(event)); });
  flush();
}

void SioClient::handle(Timestamp now, engine_io::Event event) {
  if (state_ == State::kClosed) return;
  socket_io::Actions actions;
  if (std::holds_alternative<engine_io::TransportOpened>(event)) {
    state_ = State::kAwaitingOpen;
  } else if (const auto* opened = std::get_if<engine_io::Opened>(&event)) {
    on_open(opened->open);
    socket_.start(actions);
  } else if (auto* message = std::get_if<engine_io::MessageReceived>(&event)) {
    if (message->binary) {
      socket_.on_binary(std::move(message->payload), actions);
    } else {
      socket_.on_text(now, std::move(message->payload), actions);
    }
  } else {
    auto& closed = std::get<engine_io::Closed>(event);
    finish(closed.reason, std::move(closed.text), kNormalClosure);
  }
  carry_out(std::move(actions));
}

void SioClient::on_open(const engine_io::OpenPacket& open) {
  state_ = State::kConnecting;
  open_packet_ = open;
  max_send_bytes_ =
      static_cast<std::size_t>(std::min<uint64_t>(open.max_payload.value_or(kMaxMessageBytes), kMaxMessageBytes));
}

void SioClient::carry_out(socket_io::Actions actions) {
  for (socket_io::Action& action : actions) {
    if (state_ != State::kClosed) carry_out(std::move(action));
  }
}

void SioClient::carry_out(socket_io::Action action) {
  if (const auto* send = std::get_if<socket_io::Send>(&action)) {
    engine_.send(send->binary, send->payload);
  } else if (auto* connected = std::get_if<socket_io::Connected>(&action)) {
    state_ = State::kConnected;
    learned_.emplace_back(std::move(*connected));
  } else if (auto* event = std::get_if<socket_io::EventReceived>(&action)) {
    learned_.emplace_back(std::move(*event));
  } else if (auto* acked = std::get_if<socket_io::Acked>(&action)) {
    learned_.emplace_back(std::move(*acked));
  } else if (auto* ignored = std::get_if<socket_io::Ignored>(&action)) {
    learned_.emplace_back(*ignored);
  } else if (auto* refused = std::get_if<socket_io::ConnectRefused>(&action)) {
    finish(DisconnectReason::kConnectError, std::move(refused->message), kNormalClosure);
  } else if (std::holds_alternative<socket_io::Left>(action)) {
    finish(DisconnectReason::kServerDisconnect, "the server ended the session", kNormalClosure);
  } else {
    const auto& failed = std::get<socket_io::Failed>(action);
    finish(DisconnectReason::kProtocol, std::string(failed.text), kPolicyViolation);
  }
}

socket_io::SendResult SioClient::emit(const socket_io::Emission& emission) {
  socket_io::Actions actions;
  const auto result = socket_.emit(emission, max_send_bytes_, actions);
  carry_out(std::move(actions));
  flush();
  return result;
}

socket_io::SendResult SioClient::acknowledge(const socket_io::Acknowledgement& ack) {
  socket_io::Actions actions;
  const auto result = socket_.acknowledge(ack, max_send_bytes_, actions);
  carry_out(std::move(actions));
  flush();
  return result;
}

void SioClient::close() {
  if (state_ == State::kClosed) return;
  socket_io::Actions actions;
  socket_.disconnect(actions);
  carry_out(std::move(actions));
  engine_.close(kNormalClosure, "");
  state_ = State::kClosed;
  flush();
  outputs_.emplace_back(CloseConnection{});
}

void SioClient::finish(DisconnectReason reason, std::string text, uint16_t code) {
  socket_io::Actions ignored;
  socket_.disconnect(ignored);
  engine_.close(code, text);
  state_ = State::kClosed;
  learned_.emplace_back(Disconnected{reason, std::move(text)});
  if (!peer_closed_) learned_.emplace_back(CloseConnection{});
}

void SioClient::flush() {
  if (std::string bytes = engine_.take_output(); !bytes.empty()) outputs_.emplace_back(SendBytes{std::move(bytes)});
  std::move(learned_.begin(), learned_.end(), std::back_inserter(outputs_));
  learned_.clear();
}

std::vector<ClientOutput> SioClient::take_outputs() { return std::exchange(outputs_, {}); }

}  // namespace sw::protocol

#include "worker/protocol/engine_io/client_session.h"

#include <utility>

#include "worker/protocol/engine_io/packet.h"
#include "worker/protocol/limits.h"

namespace sw::protocol::engine_io {

void ClientSession::start(Timestamp /*now*/, Actions& /*actions*/) {
  if (std::holds_alternative<Idle>(state_)) state_ = AwaitingOpen{};
}

bool ClientSession::is_inactive() const {
  return std::holds_alternative<Idle>(state_) || std::holds_alternative<Closed>(state_);
}

void ClientSession::on_text(Timestamp now, std::string message, Actions& actions) {
  if (is_inactive()) return;
  if (std::holds_alternative<AwaitingOpen>(state_)) return await_open(now, message, actions);
  const auto packet = decode(message);
  if (!packet) return end(EndReason::kProtocol, packet.error(), actions);
  switch (packet->type) {
    case PacketType::kMessage:
      message.erase(0, 1);
      actions.emplace_back(MessageReceived{false, std::move(message)});
      break;
    case PacketType::kPing:
      on_ping(now, packet->data, actions);
      break;
    case PacketType::kClose:
      end(EndReason::kPeerClosed, "the server closed the session", actions);
      break;
    case PacketType::kOpen:
      end(EndReason::kProtocol, "a second open packet", actions);
      break;
    case PacketType::kPong:  // Nobody asked; the reference client ignores these three as well.
    case PacketType::kUpgrade:
    case PacketType::kNoop:
      break;
  }
}

void ClientSession::await_open(Timestamp now, std::string_view message, Actions& actions) {
  const auto packet = decode(message);
  if (!packet) return end(EndReason::kProtocol, packet.error(), actions);
  if (packet->type != PacketType::kOpen) return end(EndReason::kProtocol, "a packet before the open packet", actions);
  auto open = parse_open(packet->data);
  if (!open) return end(EndReason::kProtocol, open.error(), actions);
  const Timestamp deadline = now + open->ping_interval + open->ping_timeout;
  state_ = Open{*open, deadline};
  actions.emplace_back(Opened{*std::move(open)});
}

void ClientSession::on_ping(Timestamp now, std::string_view data, Actions& actions) {
  if (data.size() > kMaxHeartbeatPayloadBytes) {
    return end(EndReason::kProtocol, "a ping longer than its limit", actions);
  }
  auto& open = std::get<Open>(state_);
  open.ping_deadline = now + open.open.ping_interval + open.open.ping_timeout;
  actions.emplace_back(SendText{encode(PacketType::kPong, data)});
}

void ClientSession::on_binary(std::string message, Actions& actions) {
  if (is_inactive()) return;
  if (std::holds_alternative<AwaitingOpen>(state_)) {
    return end(EndReason::kProtocol, "a packet before the open packet", actions);
  }
  actions.emplace_back(MessageReceived{true, std::move(message)});
}

std::optional<Timestamp> ClientSession::deadline() const {
  const auto* open = std::get_if<Open>(&state_);
  if (open == nullptr) return std::nullopt;
  return open->ping_deadline;
}

void ClientSession::on_time(Timestamp now, Actions& actions) {
  const auto due = deadline();
  if (due && now >= *due) end(EndReason::kPingTimeout, "ping timeout", actions);
}

const OpenPacket* ClientSession::open() const {
  const auto* open = std::get_if<Open>(&state_);
  return open == nullptr ? nullptr : &open->open;
}

void ClientSession::end(EndReason reason, std::string_view text, Actions& actions) {
  state_ = Closed{};
  actions.emplace_back(Ended{reason, text});
}

}  // namespace sw::protocol::engine_io

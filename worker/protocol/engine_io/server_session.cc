#include "worker/protocol/engine_io/server_session.h"

#include <utility>

#include "worker/protocol/engine_io/packet.h"
#include "worker/protocol/limits.h"

namespace sw::protocol::engine_io {

ServerSession::ServerSession(OpenPacket open) : open_(std::move(open)) {}

void ServerSession::start(Timestamp now, Actions& actions) {
  if (!std::holds_alternative<Idle>(state_)) return;
  state_ = AwaitingPing{now + open_.ping_interval};
  actions.emplace_back(SendText{encode(PacketType::kOpen, to_json(open_))});
}

bool ServerSession::is_open() const {
  return std::holds_alternative<AwaitingPing>(state_) || std::holds_alternative<AwaitingPong>(state_);
}

void ServerSession::on_text(Timestamp now, std::string message, Actions& actions) {
  if (!is_open()) return;
  const auto packet = decode(message);
  if (!packet) return end(EndReason::kProtocol, packet.error(), actions);
  switch (packet->type) {
    case PacketType::kMessage:
      message.erase(0, 1);
      actions.emplace_back(MessageReceived{false, std::move(message)});
      break;
    case PacketType::kPong:
      on_pong(now, packet->data, actions);
      break;
    case PacketType::kClose:
      end(EndReason::kPeerClosed, "the client closed the session", actions);
      break;
    case PacketType::kNoop:
      break;
    case PacketType::kOpen:  // A server's packet, a heartbeat in the wrong direction, and an upgrade from nothing.
    case PacketType::kPing:
    case PacketType::kUpgrade:
      end(EndReason::kProtocol, "a packet that a client must not send", actions);
      break;
  }
}

void ServerSession::on_binary(std::string message, Actions& actions) {
  if (is_open()) actions.emplace_back(MessageReceived{true, std::move(message)});
}

void ServerSession::on_pong(Timestamp now, std::string_view data, Actions& actions) {
  if (data.size() > kMaxHeartbeatPayloadBytes) {
    return end(EndReason::kProtocol, "a pong longer than its limit", actions);
  }
  const auto* waiting = std::get_if<AwaitingPong>(&state_);
  if (waiting == nullptr) return;
  const Timestamp due = waiting->next_ping;
  state_ = AwaitingPing{due};
  if (now >= due) ping(now, now, actions);
}

void ServerSession::ping(Timestamp now, Timestamp due, Actions& actions) {
  state_ = AwaitingPong{due + open_.ping_interval, now + open_.ping_timeout};
  actions.emplace_back(SendText{encode(PacketType::kPing)});
}

std::optional<Timestamp> ServerSession::deadline() const {
  if (const auto* waiting = std::get_if<AwaitingPing>(&state_)) return waiting->due;
  if (const auto* waiting = std::get_if<AwaitingPong>(&state_)) return waiting->deadline;
  return std::nullopt;
}

void ServerSession::on_time(Timestamp now, Actions& actions) {
  const auto due = deadline();
  if (!due || now < *due) return;
  if (std::holds_alternative<AwaitingPing>(state_)) return ping(now, *due, actions);
  end(EndReason::kPingTimeout, "ping timeout", actions);
}

void ServerSession::end(EndReason reason, std::string_view text, Actions& actions) {
  state_ = Closed{};
  actions.emplace_back(Ended{reason, text});
}

}  // namespace sw::protocol::engine_io

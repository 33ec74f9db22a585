#include "worker/protocol/socket_io/client_session.h"

#include <utility>

#include "contracts/utf8.h"
#include "worker/protocol/limits.h"
#include "worker/protocol/one_line.h"

namespace sw::protocol::socket_io {
namespace {

// The reason in a CONNECT_ERROR: a message within an object, or, from older servers, a string.
std::string reason_of(const Packet& packet) {
  const rapidjson::Value& payload = packet.payload->root();
  const std::string_view text = payload.IsString() ? std::string_view(payload.GetString(), payload.GetStringLength())
                                                   : find_string(payload, "message");
  return on_one_line(std::string(contracts::cut_utf8(text, kMaxReasonBytes)));
}

}  // namespace

ClientSession::ClientSession(ClientOptions options) : options_(std::move(options)), decoder_(options_.limits) {}

void ClientSession::start(Actions& actions) {
  if (!std::holds_alternative<Idle>(state_)) return;
  state_ = Connecting{};
  actions.emplace_back(Send{false, encode_connect(options_.nsp, options_.auth)});
}

bool ClientSession::is_active() const {
  return std::holds_alternative<Connecting>(state_) || std::holds_alternative<Channel>(state_);
}

void ClientSession::on_text(Timestamp now, std::string text, Actions& actions) {
  if (is_active()) on_decoded(decoder_.on_text(now, std::move(text)), actions);
}

void ClientSession::on_binary(std::string bytes, Actions& actions) {
  if (is_active()) on_decoded(decoder_.on_binary(std::move(bytes)), actions);
}

void ClientSession::on_decoded(expected<std::optional<Packet>, PacketError> decoded, Actions& actions) {
  if (!decoded) return fail(decoded.error().text, actions);
  if (!*decoded) return;
  if ((*decoded)->nsp != options_.nsp) {
    actions.emplace_back(Ignored{"a packet of another namespace"});
    return;
  }
  on_packet(**std::move(decoded), actions);
}

void ClientSession::on_packet(Packet packet, Actions& actions) {
  switch (packet.type) {
    case PacketType::kConnect:
      return on_connect(packet, actions);
    case PacketType::kConnectError:
      state_ = Closed{};
      actions.emplace_back(ConnectRefused{reason_of(packet)});
      return;
    case PacketType::kDisconnect:
      state_ = Closed{};
      actions.emplace_back(Left{options_.nsp});
      return;
    case PacketType::kEvent:
    case PacketType::kBinaryEvent:
    case PacketType::kAck:
    case PacketType::kBinaryAck:
      return on_event(std::move(packet), actions);
  }
}

void ClientSession::on_connect(const Packet& packet, Actions& actions) {
  auto* connecting = std::get_if<Connecting>(&state_);
  if (connecting == nullptr) {
    actions.emplace_back(Ignored{"a second CONNECT"});
    return;
  }
  const std::string_view sid = packet.payload ? find_string(packet.payload->root(), "sid") : std::string_view();
  if (sid.empty() || sid.size() > kMaxSidBytes) return fail("a CONNECT without a proper sid", actions);
  std::vector<Packet> early = std::move(connecting->early);
  state_ = Channel(options_.nsp);
  actions.emplace_back(Connected{options_.nsp, std::string(sid), std::nullopt});
  for (Packet& event : early) std::get<Channel>(state_).on_packet(std::move(event), actions);
}

void ClientSession::on_event(Packet packet, Actions& actions) {
  if (auto* channel = std::get_if<Channel>(&state_)) return channel->on_packet(std::move(packet), actions);
  auto& connecting = std::get<Connecting>(state_);
  connecting.early_bytes += packet.bytes;
  if (connecting.early.size() == kMaxEarlyEvents || connecting.early_bytes > kMaxEarlyBytes) {
    return fail("more events before CONNECT than their limit", actions);
  }
  connecting.early.push_back(std::move(packet));
}

std::optional<Timestamp> ClientSession::deadline() const {
  if (!is_active()) return std::nullopt;
  return decoder_.deadline();
}

void ClientSession::on_time(Timestamp now, Actions& actions) {
  const auto due = deadline();
  if (due && now >= *due) fail("a binary packet that stays unfinished", actions);
}

SendResult ClientSession::emit(const Emission& emission, std::size_t max_bytes, Actions& actions) {
  auto* channel = std::get_if<Channel>(&state_);
  return channel == nullptr ? SendResult::kNotConnected : channel->emit(emission, max_bytes, actions);
}

SendResult ClientSession::acknowledge(const Acknowledgement& ack, std::size_t max_bytes, Actions& actions) {
  auto* channel = std::get_if<Channel>(&state_);
  return channel == nullptr ? SendResult::kNotConnected : channel->acknowledge(ack, max_bytes, actions);
}

void ClientSession::disconnect(Actions& actions) {
  if (is_connected()) actions.emplace_back(Send{false, encode_disconnect(options_.nsp)});
  state_ = Closed{};
}

void ClientSession::fail(std::string_view text, Actions& actions) {
  state_ = Closed{};
  actions.emplace_back(Failed{text});
}

}  // namespace sw::protocol::socket_io

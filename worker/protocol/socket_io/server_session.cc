#include "worker/protocol/socket_io/server_session.h"

#include <algorithm>
#include <utility>

#include "worker/protocol/engine_io/request.h"
#include "worker/protocol/limits.h"

namespace sw::protocol::socket_io {

ServerSession::ServerSession(ServerOptions options, RandomWords random)
    : options_(std::move(options)), random_(std::move(random)), decoder_(options_.limits) {}

void ServerSession::start(Timestamp now) {
  active_ = true;
  connect_deadline_ = now + options_.connect_time;
}

void ServerSession::on_text(Timestamp now, std::string text, Actions& actions) {
  if (active_) on_decoded(decoder_.on_text(now, std::move(text)), actions);
}

void ServerSession::on_binary(std::string bytes, Actions& actions) {
  if (active_) on_decoded(decoder_.on_binary(std::move(bytes)), actions);
}

void ServerSession::on_decoded(expected<std::optional<Packet>, PacketError> decoded, Actions& actions) {
  if (!decoded) return fail({decoded.error().text}, actions);
  if (*decoded) on_packet(**std::move(decoded), actions);
}

void ServerSession::on_packet(Packet packet, Actions& actions) {
  Channel* channel = find(packet.nsp);
  if (packet.type == PacketType::kConnect) {
    if (channel != nullptr) return fail({"a second CONNECT to a namespace"}, actions);
    return on_connect(std::move(packet), actions);
  }
  if (channel == nullptr) return fail({"a packet for a namespace that was not joined"}, actions);
  switch (packet.type) {
    case PacketType::kConnect:
    case PacketType::kConnectError:
      return fail({"a packet that a client must not send"}, actions);
    case PacketType::kDisconnect:
      leave(packet.nsp);
      actions.emplace_back(Left{std::move(packet.nsp)});
      return;
    case PacketType::kEvent:
    case PacketType::kBinaryEvent:
    case PacketType::kAck:
    case PacketType::kBinaryAck:
      return channel->on_packet(std::move(packet), actions);
  }
}

void ServerSession::on_connect(Packet packet, Actions& actions) {
  const auto& served = options_.namespaces;
  if (std::find(served.begin(), served.end(), packet.nsp) == served.end()) {
    if (++refused_connects_ > kMaxRefusedConnects) return fail({"too many unknown namespaces"}, actions);
    actions.emplace_back(Send{false, encode_connect_error(packet.nsp, "Invalid namespace")});
    return;
  }
  std::string sid = engine_io::make_sid(random_);
  connect_deadline_.reset();
  channels_.emplace_back(packet.nsp);
  actions.emplace_back(Send{false, encode_connect(packet.nsp, "{\"sid\":" + quote(sid) + "}")});
  actions.emplace_back(Connected{std::move(packet.nsp), std::move(sid), std::move(packet.payload)});
}

std::optional<Timestamp> ServerSession::deadline() const {
  if (!active_) return std::nullopt;
  const auto unfinished = decoder_.deadline();
  if (!unfinished || !connect_deadline_) return unfinished ? unfinished : connect_deadline_;
  return std::min(*unfinished, *connect_deadline_);
}

void ServerSession::on_time(Timestamp now, Actions& actions) {
  const auto due = deadline();
  if (!due || now < *due) return;
  if (connect_deadline_ && now >= *connect_deadline_) return fail({"no CONNECT in time", true}, actions);
  fail({"a binary packet that stays unfinished"}, actions);
}

SendResult ServerSession::emit(std::string_view nsp, const Emission& emission, std::size_t max_bytes,
                               Actions& actions) {
  Channel* channel = find(nsp);
  return channel == nullptr ? SendResult::kNotConnected : channel->emit(emission, max_bytes, actions);
}

SendResult ServerSession::acknowledge(std::string_view nsp, const Acknowledgement& ack, std::size_t max_bytes,
                                      Actions& actions) {
  Channel* channel = find(nsp);
  return channel == nullptr ? SendResult::kNotConnected : channel->acknowledge(ack, max_bytes, actions);
}

void ServerSession::disconnect(std::string_view nsp, Actions& actions) {
  if (find(nsp) == nullptr) return;
  leave(nsp);
  actions.emplace_back(Send{false, encode_disconnect(nsp)});
}

Channel* ServerSession::find(std::string_view nsp) {
  const auto found = std::find_if(channels_.begin(), channels_.end(), [&](const Channel& c) { return c.nsp() == nsp; });
  return found == channels_.end() ? nullptr : &*found;
}

void ServerSession::leave(std::string_view nsp) {
  std::erase_if(channels_, [&](const Channel& channel) { return channel.nsp() == nsp; });
}

void ServerSession::fail(Failed failure, Actions& actions) {
  active_ = false;
  channels_.clear();
  actions.emplace_back(failure);
}

}  // namespace sw::protocol::socket_io

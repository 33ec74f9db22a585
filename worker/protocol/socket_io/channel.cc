#include "worker/protocol/socket_io/channel.h"

#include <algorithm>
#include <utility>

#include "contracts/utf8.h"
#include "worker/protocol/limits.h"

namespace sw::protocol::socket_io {

std::string_view to_text(SendResult result) {
  switch (result) {
    case SendResult::kSent:
      return "sent";
    case SendResult::kNotConnected:
      return "not connected";
    case SendResult::kTooLarge:
      return "too large";
    case SendResult::kBadName:
      return "bad event name";
    case SendResult::kBadText:
      return "not UTF-8";
    case SendResult::kBadAck:
      return "bad ack id";
    case SendResult::kTooManyAttachments:
      return "too many attachments";
  }
  return "";
}

SendResult Channel::emit(const Emission& emission, std::size_t max_bytes, Actions& actions) {
  if (emission.name.size() > kMaxEventNameBytes || is_reserved_event(emission.name)) return SendResult::kBadName;
  if (emission.ack_id) {
    if (*emission.ack_id > kMaxAckId || awaited_acks_.count(*emission.ack_id) > 0) return SendResult::kBadAck;
    if (awaited_acks_.size() >= kMaxPendingAcks) return SendResult::kBadAck;
  }
  const OutgoingEvent event{nsp_, emission.ack_id, emission.name, emission.arguments, emission.attachments.size()};
  const SendResult result = send(encode(event), emission.attachments, max_bytes, actions);
  if (result == SendResult::kSent && emission.ack_id) awaited_acks_.insert(*emission.ack_id);
  return result;
}

SendResult Channel::acknowledge(const Acknowledgement& ack, std::size_t max_bytes, Actions& actions) {
  const OutgoingAck packet{nsp_, ack.id, ack.arguments, ack.attachments.size()};
  return send(encode(packet), ack.attachments, max_bytes, actions);
}

SendResult Channel::send(std::string text, std::span<const std::string> attachments, std::size_t max_bytes,
                         Actions& actions) {
  if (attachments.size() > kMaxAttachments) return SendResult::kTooManyAttachments;
  const auto too_large = [&](const std::string& attachment) { return attachment.size() > max_bytes; };
  if (text.size() + 1 > max_bytes || std::any_of(attachments.begin(), attachments.end(), too_large)) {
    return SendResult::kTooLarge;
  }
  if (contracts::find_invalid_utf8(text) != std::string_view::npos) return SendResult::kBadText;
  actions.emplace_back(Send{false, std::move(text)});
  for (const std::string& attachment : attachments) actions.emplace_back(Send{true, attachment});
  return SendResult::kSent;
}

void Channel::on_packet(Packet packet, Actions& actions) {
  if (packet.type == PacketType::kEvent || packet.type == PacketType::kBinaryEvent) {
    const rapidjson::Value& name = packet.payload->root()[0];
    std::string text(name.GetString(), name.GetStringLength());
    Arguments arguments(*std::move(packet.payload), 1, std::move(packet.attachments));
    actions.emplace_back(EventReceived{nsp_, std::move(text), std::move(arguments), packet.id});
  } else if (awaited_acks_.erase(*packet.id) == 0) {
    actions.emplace_back(Ignored{"an ack that nobody awaits"});
  } else {
    Arguments arguments(*std::move(packet.payload), 0, std::move(packet.attachments));
    actions.emplace_back(Acked{nsp_, *packet.id, std::move(arguments)});
  }
}

}  // namespace sw::protocol::socket_io

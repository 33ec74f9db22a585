// Packets of Engine.IO and Socket.IO: what is written is read as the same, and what is damaged is refused with a reason
// or read as something that can be written again.
#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include <optional>
#include <string>

#include "contracts/json_text.h"
#include "tests/unit/protocol/arbitrary_wire.h"
#include "worker/protocol/engine_io/open_packet.h"
#include "worker/protocol/engine_io/packet.h"
#include "worker/protocol/json/json_document.h"
#include "worker/protocol/limits.h"
#include "worker/protocol/socket_io/arguments.h"
#include "worker/protocol/socket_io/decoder.h"

namespace sw::protocol::testing {
namespace {

constexpr Timestamp kNow = Timestamp::FromSeconds(1);

RC_GTEST_PROP(JsonProperty, IsReadAsItWasWritten, ()) {
  const std::string text = any_json(4);
  const auto document = JsonDocument::parse(text);
  RC_ASSERT(document.has_value());
  const auto by_contracts = contracts::parse_json(text);
  RC_ASSERT(by_contracts.has_value());
  RC_ASSERT(contracts::to_json(document->root()) == contracts::to_json(*by_contracts));
}

// There are two readers, one for packets and one for texts of our own: they take and refuse the same.
RC_GTEST_PROP(JsonProperty, ThatIsDamagedIsJudgedAlikeByBothReaders, ()) {
  const std::string text = damaged(any_json(4), "{}[]\",:\\u0dDeE-.9 \xC3\xED");
  const bool taken = JsonDocument::parse(text).has_value();
  const auto by_contracts = contracts::parse_json(text);
  RC_CLASSIFY(taken, "still JSON");
  RC_ASSERT(taken == by_contracts.has_value());
}

RC_GTEST_PROP(EnginePacketProperty, IsReadAsItWasWritten, (const std::string& data)) {
  const auto type = static_cast<engine_io::PacketType>(*rc::gen::inRange(0, 7));
  const std::string text = engine_io::encode(type, data);
  const auto packet = engine_io::decode(text);
  RC_ASSERT(packet.has_value());
  RC_ASSERT(packet->type == type);
  RC_ASSERT(packet->data == data);
}

RC_GTEST_PROP(EnginePacketProperty, OfAnyTextIsItsTypeAndItsDataOrRefused, (const std::string& text)) {
  const auto packet = engine_io::decode(text);
  if (packet) {
    RC_ASSERT(engine_io::encode(packet->type, packet->data) == text);
  } else {
    RC_ASSERT(!packet.error().empty());
  }
}

engine_io::OpenPacket any_open() {
  const int64_t interval = *rc::gen::element<int64_t>(0, 1, 300, 25'000, kMaxHeartbeatMillis);
  const int64_t timeout = *rc::gen::element<int64_t>(1, 200, 20'000, kMaxHeartbeatMillis);
  std::optional<uint64_t> max_payload;
  if (*rc::gen::arbitrary<bool>()) max_payload = *rc::gen::inRange<uint64_t>(1, kMaxMessageBytes * 4);
  return {"s" + any_word(16), TimeDelta::Millis(interval), TimeDelta::Millis(timeout), max_payload};
}

RC_GTEST_PROP(OpenPacketProperty, IsReadAsItWasWritten, ()) {
  const engine_io::OpenPacket open = any_open();
  const auto read = engine_io::parse_open(engine_io::to_json(open));
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == open);
}

// The rule once more, on what stands in the text: times are whole milliseconds of a range, the payload is one byte at
// least or absent.
RC_GTEST_PROP(OpenPacketProperty, IsTakenWhereEveryNumberIsAllowedAndNowhereElse, ()) {
  const auto any_token = [] {
    return *rc::gen::element<std::string>("-1", "0", "1", "25000", "86400000", "86400001", "2.5", "\"7\"", "null");
  };
  const std::string interval = any_token(), timeout = any_token(), payload = any_token();
  const auto read = engine_io::parse_open("{\"sid\":\"s\",\"pingInterval\":" + interval +
                                          ",\"pingTimeout\":" + timeout + ",\"maxPayload\":" + payload + "}");
  const bool one_at_least = timeout == "1" || timeout == "25000" || timeout == "86400000";
  const bool zero_at_least = interval == "0" || interval == "1" || interval == "25000" || interval == "86400000";
  const bool payload_is_good = payload != "-1" && payload != "0" && payload != "\"7\"";
  RC_ASSERT(read.has_value() == (one_at_least && zero_at_least && payload_is_good));
}

RC_GTEST_PROP(OpenPacketProperty, ThatIsDamagedIsRefusedOrWithinItsLimits, ()) {
  const std::string text = damaged(engine_io::to_json(any_open()), "{}[]\",:0123456789-.eE\\ \x80");
  const auto read = engine_io::parse_open(text);
  RC_CLASSIFY(read.has_value(), "still an open packet");
  if (!read) {
    RC_ASSERT(!read.error().empty());
    return;
  }
  RC_ASSERT(!read->sid.empty());
  RC_ASSERT(read->sid.size() <= kMaxSidBytes);
  RC_ASSERT(read->ping_interval >= TimeDelta::Zero());
  RC_ASSERT(read->ping_timeout >= TimeDelta::Millis(1));
  RC_ASSERT(read->ping_interval + read->ping_timeout <= TimeDelta::Millis(2 * kMaxHeartbeatMillis));
  RC_ASSERT(engine_io::parse_open(engine_io::to_json(*read)) == *read);
}

// A whole packet from its text and its attachments; none where it is refused, with the reason checked.
std::optional<socket_io::Packet> decode(const WireEvent& event, const std::string& text) {
  socket_io::Decoder decoder;
  auto packet = decoder.on_text(kNow, text);
  for (const std::string& attachment : event.attachments) {
    if (!packet || *packet) break;
    packet = decoder.on_binary(attachment);
  }
  if (!packet) {
    RC_ASSERT(!packet.error().text.empty());
    return std::nullopt;
  }
  return *std::move(packet);
}

std::string arguments_of(const socket_io::Packet& packet, std::size_t skipped) {
  return socket_io::Arguments(*packet.payload, skipped, packet.attachments).json();
}

RC_GTEST_PROP(SocketPacketProperty, OfAnEventIsReadAsItWasWritten, ()) {
  const WireEvent event = any_event();
  const auto packet = decode(event, event.text());
  RC_ASSERT(packet.has_value());
  RC_ASSERT((packet->type == socket_io::PacketType::kBinaryEvent) == !event.attachments.empty());
  RC_ASSERT(packet->nsp == event.nsp);
  RC_ASSERT(packet->id == event.id);
  RC_ASSERT(packet->attachments == event.attachments);
  RC_ASSERT(packet->payload->root()[0].GetString() == event.name);
  const auto meant = contracts::parse_json("[" + event.arguments + "]");
  RC_ASSERT(meant.has_value());
  RC_ASSERT("[" + arguments_of(*packet, 1) + "]" == contracts::to_json(*meant));
}

RC_GTEST_PROP(SocketPacketProperty, OfAnAckIsReadAsItWasWritten, ()) {
  WireEvent event = any_event();
  const uint64_t id = event.id.value_or(0);
  const auto packet =
      decode(event, encode(socket_io::OutgoingAck{event.nsp, id, event.arguments, event.attachments.size()}));
  RC_ASSERT(packet.has_value());
  RC_ASSERT((packet->type == socket_io::PacketType::kBinaryAck) == !event.attachments.empty());
  RC_ASSERT(packet->nsp == event.nsp);
  RC_ASSERT(packet->id == id);
  RC_ASSERT(packet->attachments == event.attachments);
}

RC_GTEST_PROP(SocketPacketProperty, ThatIsDamagedIsRefusedOrCanBeWrittenAgain, ()) {
  WireEvent event = any_event();
  const auto packet = decode(event, damaged(event.text(), "0123456-/,[]{}\"\\:numplacehodr_ \x80"));
  RC_CLASSIFY(packet.has_value(), "still a packet");
  if (!packet || packet->type != socket_io::PacketType::kEvent) return;
  const std::string name = packet->payload->root()[0].GetString();
  RC_ASSERT(!socket_io::is_reserved_event(name));
  const std::string again =
      encode(socket_io::OutgoingEvent{packet->nsp, packet->id, name, arguments_of(*packet, 1), 0});
  const auto read_again = decode({}, again);
  RC_ASSERT(read_again.has_value());
  RC_ASSERT(read_again->nsp == packet->nsp);
  RC_ASSERT(read_again->id == packet->id);
  RC_ASSERT(contracts::to_json(read_again->payload->root()) == contracts::to_json(packet->payload->root()));
}

}  // namespace
}  // namespace sw::protocol::testing

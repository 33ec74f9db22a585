// Socket.IO v5 packets (Socket.IO protocol, revision 5, "Packet encoding"): the exact text that is sent, and what came.
//
//   <type>[<number of attachments>-][<namespace>,][<ack id>][<JSON>]
//
// The namespace "/" is never written. A binary packet's attachments follow its text as binary messages, in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "worker/protocol/json/json_document.h"

namespace sw::protocol::socket_io {

enum class PacketType : uint8_t { kConnect, kDisconnect, kEvent, kAck, kConnectError, kBinaryEvent, kBinaryAck };

// A packet that came, whole and valid: an event's payload is an array that begins with its name, and so on.
struct Packet {
  PacketType type = PacketType::kEvent;
  std::string nsp = "/";
  std::optional<uint64_t> id;
  std::optional<JsonDocument> payload;
  std::vector<std::string> attachments;
  std::size_t bytes = 0;  // of its text and its attachments
};

// What was wrong with a packet.
enum class PacketFault : uint8_t {
  kEmpty,
  kUnknownType,
  kAttachmentCount,  // absent, zero or above the limit
  kNamespace,
  kAckId,
  kJson,
  kPayload,  // JSON that does not belong to this type of packet
  kEventName,
  kReservedEventName,
  kPlaceholder,
  kUnexpectedText,    // while attachments are outstanding
  kUnexpectedBinary,  // while none is
  kUnfinishedTooLarge,
};
struct PacketError {
  PacketFault fault;
  std::string_view text;  // static
};

// Names that Socket.IO keeps for itself; neither sent nor accepted as an event.
bool is_reserved_event(std::string_view name);

// What must be true of the parameters below: `nsp` begins with '/', JSON texts are valid, `arguments` are JSON values
// separated by commas (or nothing), `attachments` of them stand as placeholders.
struct OutgoingEvent {
  std::string_view nsp;
  std::optional<uint64_t> id;
  std::string_view name;
  std::string_view arguments;
  std::size_t attachments = 0;
};
struct OutgoingAck {
  std::string_view nsp;
  uint64_t id;
  std::string_view arguments;
  std::size_t attachments = 0;
};

std::string encode_connect(std::string_view nsp, std::string_view payload = {});  // payload: JSON, or none
std::string encode_connect_error(std::string_view nsp, std::string_view message);
std::string encode_disconnect(std::string_view nsp);
std::string encode(const OutgoingEvent& event);
std::string encode(const OutgoingAck& ack);
// `{"_placeholder":true,"num":0}`
std::string placeholder_json(std::size_t index);

}  // namespace sw::protocol::socket_io

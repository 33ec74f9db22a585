#include "worker/protocol/socket_io/packet_text.h"

#include <charconv>
#include <utility>
#include <vector>

#include "contracts/utf8.h"
#include "worker/protocol/limits.h"
#include "worker/protocol/socket_io/arguments.h"

namespace sw::protocol::socket_io {
namespace {

using rapidjson::Value;
using Fault = PacketFault;
using Checked = expected<void, PacketError>;

unexpected<PacketError> fail(Fault fault, std::string_view text) { return unexpected(PacketError{fault, text}); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_binary(PacketType type) { return type == PacketType::kBinaryEvent || type == PacketType::kBinaryAck; }

// The head of a packet, read from left to right.
class HeadReader {
 public:
  explicit HeadReader(std::string_view text) : rest_(text), size_(text.size()) {}
  std::size_t consumed() const { return size_ - rest_.size(); }
  bool done() const { return rest_.empty(); }

  expected<PacketType, PacketError> type() {
    if (rest_.empty()) return fail(Fault::kEmpty, "an empty Socket.IO packet");
    const char c = take(1).front();
    if (c < '0' || c > '6') return fail(Fault::kUnknownType, "an unknown Socket.IO packet type");
    return static_cast<PacketType>(c - '0');
  }

  expected<std::size_t, PacketError> attachments(std::size_t max) {
    const std::string_view digits = take_digits();
    if (rest_.empty() || rest_.front() != '-') return fail(Fault::kAttachmentCount, "no attachment count");
    take(1);
    std::size_t count = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), count);
    if (result.ec != std::errc() || count == 0) return fail(Fault::kAttachmentCount, "a bad attachment count");
    if (count > max) return fail(Fault::kAttachmentCount, "more attachments than their limit");
    return count;
  }

  // A custom namespace ends at its comma, or with the packet.
  expected<std::string, PacketError> nsp() {
    if (rest_.empty() || rest_.front() != '/') return std::string("/");
    const std::string_view name = take(rest_.find(',') == std::string_view::npos ? rest_.size() : rest_.find(','));
    if (!rest_.empty()) take(1);
    if (name.size() > kMaxNamespaceBytes) return fail(Fault::kNamespace, "a namespace longer than its limit");
    if (contracts::find_invalid_utf8(name) != std::string_view::npos) {
      return fail(Fault::kNamespace, "a namespace that is not UTF-8");
    }
    return std::string(name);
  }

  expected<std::optional<uint64_t>, PacketError> id() {
    const std::string_view digits = take_digits();
    if (digits.empty()) return std::optional<uint64_t>();
    if (digits.size() > kMaxAckIdDigits) return fail(Fault::kAckId, "an ack id longer than its limit");
    uint64_t id = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), id);
    if (id > kMaxAckId) return fail(Fault::kAckId, "an ack id above its limit");
    return std::optional<uint64_t>(id);
  }

 private:
  std::string_view take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  std::string_view take_digits() {
    std::size_t count = 0;
    while (count < rest_.size() && is_digit(rest_[count])) ++count;
    return take(count);
  }

  std::string_view rest_;
  std::size_t size_;
};

Checked check_event(const Value& payload) {
  if (!payload.IsArray() || payload.Empty()) return fail(Fault::kPayload, "an event without a name");
  if (!payload[0].IsString()) return fail(Fault::kEventName, "an event name that is no string");
  const std::string_view name(payload[0].GetString(), payload[0].GetStringLength());
  if (name.size() > kMaxEventNameBytes) return fail(Fault::kEventName, "an event name longer than its limit");
  if (is_reserved_event(name)) return fail(Fault::kReservedEventName, "a reserved event name");
  return {};
}

Checked check_payload(const Packet& packet) {
  const Value* payload = packet.payload ? &packet.payload->root() : nullptr;
  switch (packet.type) {
    case PacketType::kConnect:
      if (payload != nullptr && !payload->IsObject())
        return fail(Fault::kPayload, "a CONNECT payload that is no object");
      break;
    case PacketType::kDisconnect:
      if (payload != nullptr) return fail(Fault::kPayload, "a DISCONNECT with a payload");
      break;
    case PacketType::kConnectError:
      if (payload == nullptr || !(payload->IsObject() || payload->IsString())) {
        return fail(Fault::kPayload, "a CONNECT_ERROR without a reason");
      }
      break;
    case PacketType::kEvent:
    case PacketType::kBinaryEvent:
      if (payload == nullptr) return fail(Fault::kPayload, "an event without a name");
      return check_event(*payload);
    case PacketType::kAck:
    case PacketType::kBinaryAck:
      if (!packet.id) return fail(Fault::kAckId, "an ack without an id");
      if (payload == nullptr || !payload->IsArray()) return fail(Fault::kPayload, "an ack without arguments");
      break;
  }
  return {};
}

// Walks the tree without recursion; depth and number of values are bounded since it was parsed.
Checked check_placeholders(const Value& root, std::size_t attachments) {
  std::vector<const Value*> open = {&root};
  while (!open.empty()) {
    const Value& value = *open.back();
    open.pop_back();
    if (is_placeholder(value)) {
      const auto index = placeholder_index(value);
      if (!index || *index >= attachments) return fail(Fault::kPlaceholder, "a placeholder without an attachment");
    } else if (value.IsArray()) {
      for (const Value& element : value.GetArray()) open.push_back(&element);
    } else if (value.IsObject()) {
      for (const auto& member : value.GetObject()) open.push_back(&member.value);
    }
  }
  return {};
}

// Fills in everything but the payload; returns where that begins.
expected<std::size_t, PacketError> read_head(std::string_view text, std::size_t max_attachments, PacketText& result) {
  HeadReader reader(text);
  const auto type = reader.type();
  if (!type) return unexpected(type.error());
  result.packet.type = *type;
  if (is_binary(*type)) {
    const auto count = reader.attachments(max_attachments);
    if (!count) return unexpected(count.error());
    result.attachments = *count;
  }
  auto nsp = reader.nsp();
  if (!nsp) return unexpected(nsp.error());
  result.packet.nsp = *std::move(nsp);
  const auto id = reader.id();
  if (!id) return unexpected(id.error());
  result.packet.id = *id;
  return reader.consumed();
}

}  // namespace

expected<PacketText, PacketError> parse_packet(std::string text, std::size_t max_attachments) {
  PacketText result;
  result.packet.bytes = text.size();
  const auto offset = read_head(text, max_attachments, result);
  if (!offset) return unexpected(offset.error());
  if (*offset < text.size()) {
    auto document = JsonDocument::parse(std::move(text), *offset);
    if (!document) return fail(Fault::kJson, to_text(document.error()));
    result.packet.payload = *std::move(document);
  }
  if (const auto checked = check_payload(result.packet); !checked) return unexpected(checked.error());
  if (result.attachments > 0) {
    const auto checked = check_placeholders(result.packet.payload->root(), result.attachments);
    if (!checked) return unexpected(checked.error());
  }
  return result;
}

}  // namespace sw::protocol::socket_io

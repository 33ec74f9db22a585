#include "worker/protocol/socket_io/decoder.h"

#include <utility>

#include "worker/protocol/socket_io/packet_text.h"

namespace sw::protocol::socket_io {
namespace {

unexpected<PacketError> fail(PacketFault fault, std::string_view text) { return unexpected(PacketError{fault, text}); }

}  // namespace

expected<std::optional<Packet>, PacketError> Decoder::on_text(Timestamp now, std::string text) {
  if (unfinished_) return fail(PacketFault::kUnexpectedText, "a text where an attachment belongs");
  auto parsed = parse_packet(std::move(text), limits_.attachments);
  if (!parsed) return unexpected(parsed.error());
  if (parsed->attachments == 0) return std::optional(std::move(parsed->packet));
  if (parsed->packet.bytes > limits_.unfinished_bytes) {
    return fail(PacketFault::kUnfinishedTooLarge, "a binary packet larger than its limit");
  }
  unfinished_ = Unfinished{std::move(parsed->packet), parsed->attachments, now + limits_.unfinished_time};
  return std::optional<Packet>();
}

expected<std::optional<Packet>, PacketError> Decoder::on_binary(std::string bytes) {
  if (!unfinished_) return fail(PacketFault::kUnexpectedBinary, "an attachment without a packet");
  unfinished_->packet.bytes += bytes.size();
  if (unfinished_->packet.bytes > limits_.unfinished_bytes) {
    return fail(PacketFault::kUnfinishedTooLarge, "a binary packet larger than its limit");
  }
  unfinished_->packet.attachments.push_back(std::move(bytes));
  if (--unfinished_->missing > 0) return std::optional<Packet>();
  std::optional<Packet> packet(std::move(unfinished_->packet));
  unfinished_.reset();
  return packet;
}

std::optional<Timestamp> Decoder::deadline() const {
  if (!unfinished_) return std::nullopt;
  return unfinished_->deadline;
}

}  // namespace sw::protocol::socket_io

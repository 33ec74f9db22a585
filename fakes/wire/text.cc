#include "fakes/wire/text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace sw::fakes::wire {
namespace {

constexpr uint64_t kHighBits = 0x8080'8080'8080'8080;
constexpr std::size_t kMaxAttachmentDigits = 4;

// How many bytes the character has that begins at `text`; 0 where it is none.
std::size_t character(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<uint8_t>(text[at]); };
  const uint8_t first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
  const bool surrogate = first == 0xed && byte(1) > 0x9f;
  const bool too_high = first == 0xf4 && byte(1) > 0x8f;
  return overlong || surrogate || too_high ? 0 : size;
}

std::size_t digits(std::string_view text) {
  const auto end = std::ranges::find_if(text, [](char c) { return c < '0' || c > '9'; });
  return static_cast<std::size_t>(end - text.begin());
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    uint64_t eight = 0;
    if (text.size() >= sizeof eight) {
      std::memcpy(&eight, text.data(), sizeof eight);
      if ((eight & kHighBits) == 0) {
        text.remove_prefix(sizeof eight);
        continue;
      }
    }
    const std::size_t size = character(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::optional<SocketHead> socket_head(std::string_view packet) {
  if (packet.empty() || packet[0] < '0' || packet[0] > '6') return std::nullopt;
  SocketHead head{.type = packet[0], .attachments = 0, .nsp = "/", .size = 1};
  if (head.type >= '5') {
    const std::size_t count = digits(packet.substr(head.size));
    if (count == 0 || count > kMaxAttachmentDigits) return std::nullopt;
    for (std::size_t i = 0; i < count; ++i) head.attachments = head.attachments * 10 + (packet[head.size + i] - '0');
    head.size += count;
    if (packet.substr(head.size, 1) != "-") return std::nullopt;
    ++head.size;
  }
  if (packet.substr(head.size, 1) == "/") {
    const auto comma = packet.find(',', head.size);
    head.nsp = packet.substr(head.size, comma == std::string_view::npos ? comma : comma - head.size);
    head.size = comma == std::string_view::npos ? packet.size() : comma + 1;
  }
  head.size += digits(packet.substr(head.size));
  return head;
}

}  // namespace sw::fakes::wire

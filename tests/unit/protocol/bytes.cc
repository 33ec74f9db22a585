#include "tests/unit/protocol/bytes.h"

#include <array>
#include <memory>

#include "worker/base/random.h"

namespace sw::protocol::testing {
namespace {

// "the sample nonce" (RFC 6455 §1.3), as little-endian words.
constexpr std::array<uint32_t, 4> kExampleWords = {0x20656874, 0x706D6173, 0x6E20656C, 0x65636E6F};

std::string header(Opcode opcode, std::size_t size, bool fin, bool mask) {
  const int mask_bit = mask ? 0x80 : 0;
  std::string bytes(1, static_cast<char>((fin ? 0x80 : 0) | static_cast<int>(opcode)));
  int length_bytes = 0;
  if (size < 126) {
    bytes.push_back(static_cast<char>(mask_bit | static_cast<int>(size)));
  } else if (size < 65'536) {
    bytes.push_back(static_cast<char>(mask_bit | 126));
    length_bytes = 2;
  } else {
    bytes.push_back(static_cast<char>(mask_bit | 127));
    length_bytes = 8;
  }
  for (int i = length_bytes - 1; i >= 0; --i) bytes.push_back(static_cast<char>(size >> (8 * i)));
  return bytes;
}

}  // namespace

std::string frame(Opcode opcode, std::string_view payload, bool fin) {
  return header(opcode, payload.size(), fin, false).append(payload);
}

std::string masked_frame(Opcode opcode, std::string_view payload, bool fin) {
  return header(opcode, payload.size(), fin, true).append(4, '\0').append(payload);
}

std::string close_payload(uint16_t code, std::string_view reason) {
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  return payload.append(reason);
}

RandomWords example_key_then_zero_masks() {
  return [draws = std::size_t{0}]() mutable { return draws < kExampleWords.size() ? kExampleWords[draws++] : 0; };
}

RandomWords seeded(uint64_t seed) {
  // Copies of the function go on where the others are, as those of a named stream do.
  auto draws = std::make_shared<uint64_t>(0);
  return [seed, draws] { return static_cast<uint32_t>(keyed_draw(seed, "protocol test", 0, (*draws)++)); };
}

std::string switching_protocols(std::string_view more_headers) {
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
         std::string(kExampleAccept) + "\r\n" + std::string(more_headers) + "\r\n";
}

std::string upgrade_request(std::string_view resource, std::string_view more_headers) {
  return "GET " + std::string(resource) +
         " HTTP/1.1\r\nHost: sts\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: " +
         std::string(kExampleKey) + "\r\n" + std::string(more_headers) + "\r\n";
}

}  // namespace sw::protocol::testing

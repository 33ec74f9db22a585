// Bytes of HTTP and WebSocket, written down by hand (RFC 6455), for tests that play the other end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "worker/protocol/random_words.h"

namespace sw::protocol::testing {

enum class Opcode : uint8_t { kContinuation = 0, kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10 };

// A frame as a server sends it: not masked.
std::string frame(Opcode opcode, std::string_view payload, bool fin = true);
// A frame as a client sends it, masked with zeros, so that its payload stays readable.
std::string masked_frame(Opcode opcode, std::string_view payload, bool fin = true);
inline std::string text_frame(std::string_view payload) { return frame(Opcode::kText, payload); }
inline std::string masked_text_frame(std::string_view payload) { return masked_frame(Opcode::kText, payload); }
std::string close_payload(uint16_t code, std::string_view reason = {});

// The key that RFC 6455 §1.3 takes as its example, drawn as four words, then masks of zero for ever.
RandomWords example_key_then_zero_masks();
inline constexpr std::string_view kExampleKey = "dGhlIHNhbXBsZSBub25jZQ==";
inline constexpr std::string_view kExampleAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

// Even, repeatable bits.
RandomWords seeded(uint64_t seed);

// A server's answer to a client with the example key.
std::string switching_protocols(std::string_view more_headers = {});
// A client's request with the example key.
std::string upgrade_request(std::string_view resource = "/socket.io/?EIO=4&transport=websocket",
                            std::string_view more_headers = {});

}  // namespace sw::protocol::testing

// Golden transcripts: what python-socketio's client and server said to each other, and what each application saw.
// tests/interop/record_transcripts.py writes them and describes their lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "worker/protocol/random_words.h"

namespace sw::protocol::testing {

enum class Side : uint8_t { kClient, kServer };

// Bytes that `from` sent, as they passed by.
struct SentBytes {
  Side from;
  std::string bytes;
};
// What the application of `by` was told, in the words of observed.h.
struct SawLine {
  Side by;
  std::string line;
};
// What the application of `by` emitted, or, with `acks`, answered.
struct Deed {
  Side by;
  std::string event;
  std::string arguments;
  std::vector<std::string> attachments;
  std::optional<uint64_t> asks;
  std::optional<uint64_t> acks;
};
using Step = std::variant<SentBytes, SawLine, Deed>;

// The transcript of that name in tests/interop/transcripts.
std::vector<Step> read_transcript(const std::string& name);

// All that `side` sent.
std::string bytes_of(const std::vector<Step>& steps, Side side);
std::vector<std::string> lines_of(const std::vector<Step>& steps, Side side);

// The Sec-WebSocket-Key of the client's request.
std::string key_of(const std::vector<Step>& steps);
// Words that make a client choose `key`; zero masks from then on.
RandomWords words_for_key(std::string_view key);

// The frames behind the head of an HTTP message, unmasked, as "text PAYLOAD", "binary PAYLOAD", "pong PAYLOAD" …
std::vector<std::string> frames_of(std::string_view bytes);

}  // namespace sw::protocol::testing

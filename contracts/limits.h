// Every length that a peer controls in an event, and the numbers that the contract itself fixes. Each limit here is
// reached by a test in tests/unit/contracts or tests/contract; contracts/README.md lists them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sw::contracts {

// JSON text as a whole: one Socket.IO packet. Longer text is refused before it is parsed.
inline constexpr std::size_t kMaxJsonText = 16 * 1024 * 1024;
// Objects and arrays inside one another; the deepest event (config:error_simulation in a packet) needs 4.
inline constexpr std::size_t kMaxJsonDepth = 32;
// Values in one text, containers and members included: bounds the memory of a parsed text to a few times its length.
inline constexpr std::size_t kMaxJsonValues = 65'536;

// Characters (Unicode code points) in stream_id, worker_id, session_id, fragment_id, error_id. Longer is refused: an
// identifier that was cut would be another identifier.
inline constexpr std::size_t kMaxIdCharacters = 256;
// Characters in a short name that code compares: format, language, voice, error code. Longer is refused.
inline constexpr std::size_t kMaxNameCharacters = 128;
// Bytes of a text that only people read: message, reason, description, model name. Longer is cut, not refused: an
// error event must not lose its code because a stack trace came along.
inline constexpr std::size_t kMaxTextBytes = 4'096;
// Bytes of a transcript or a translation. Longer is cut.
inline constexpr std::size_t kMaxTranscriptBytes = 16'384;
// Bytes of free-form metadata, as compact JSON. Longer counts as absent.
inline constexpr std::size_t kMaxMetadataBytes = 4'096;
// Rules in one config:error_simulation. More are refused.
inline constexpr std::size_t kMaxSimulationRules = 1'000;

// Characters of base64 audio that are read at all; what is left to the parser is bounded by kMaxJsonText anyway.
inline constexpr std::size_t kMaxAudioTextCharacters = kMaxJsonText;
// Base64 audio above this is FRAGMENT_TOO_LARGE (spec 016 §8.1: 10 MB): never sent, and answered with that code.
inline constexpr std::size_t kFragmentTooLargeCharacters = 10 * 1024 * 1024;
// Bytes that base64_decode() gives at most unless told otherwise.
inline constexpr std::size_t kMaxAudioBytes = kMaxAudioTextCharacters / 4 * 3;

// Ranges of the schemas.
inline constexpr int64_t kMinChunkDurationMs = 100;
inline constexpr int64_t kMaxChunkDurationMs = 5'000;
inline constexpr int64_t kMinInflight = 1;
inline constexpr int64_t kMaxInflight = 10;
inline constexpr int64_t kMinTimeoutMs = 1'000;
inline constexpr int64_t kMaxTimeoutMs = 30'000;
inline constexpr int64_t kMinAudioRateHz = 8'000;
inline constexpr int64_t kMaxAudioRateHz = 96'000;
inline constexpr int64_t kMaxAudioDurationMs = 60'000;
inline constexpr int64_t kMaxDisconnectDelayMs = 60'000;

// What an STS assumes where stream:init leaves it out.
inline constexpr int64_t kDefaultInflight = 3;
inline constexpr int64_t kDefaultTimeoutMs = 8'000;

}  // namespace sw::contracts

// What a link is like: how long bytes take, and in which pieces they arrive.
#pragma once

#include <cstddef>
#include <cstdint>

#include "worker/base/units.h"

namespace sw::sim {

// The two directions of a connection, and both.
enum class Way : uint8_t { kToServer = 1, kToWorker = 2, kBoth = 3 };

constexpr bool includes(Way ways, Way way) { return (static_cast<uint8_t>(ways) & static_cast<uint8_t>(way)) != 0; }

// In which pieces what was written arrives. A piece is never longer than ports::kMaxReceivedChunk.
enum class Pieces : uint8_t {
  kAsWritten,  // each write on its own; nothing is copied
  kDrawn,      // cut and joined at any byte, by named draws
  kBytewise,   // every byte on its own: slow, for short scenarios
  kJoined,     // held for join_window, then whatever has come meanwhile in one piece
};

struct LinkSettings {
  TimeDelta latency = TimeDelta::Millis(1);  // one way
  TimeDelta jitter = TimeDelta::Zero();      // at most this much more, drawn for each piece; the order is kept
  int64_t bytes_per_second = 0;              // 0: no limit
  Pieces pieces = Pieces::kAsWritten;
  TimeDelta join_window = TimeDelta::Millis(5);  // kJoined and kDrawn: how long a piece may be held back
};

// Bytes that the operating systems of both ends take from a writer whose peer does not read or cannot be reached,
// before they wait in ports::Network::pending().
inline constexpr std::size_t kSocketBuffer = 256 * 1024;

// TLS is modelled as one more round trip before the connection is up, and as nothing else.
inline constexpr int64_t kTlsRoundTrips = 1;

}  // namespace sw::sim

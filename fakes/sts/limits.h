// Every length and number that a peer or a script could drive up, as far as contracts/limits.h and
// worker/protocol/limits.h do not bound it. Each is reached by a test in tests/unit/fakes/sts.
#pragma once

#include <cstddef>
#include <cstdint>

#include "contracts/limits.h"
#include "worker/base/units.h"

namespace sw::fakes::sts {

// Fragments of one session whose results are still to be sent. One more is refused with QUEUE_FULL.
inline constexpr std::size_t kMaxHeldFragments = 64;
// Characters of their base64 audio in all: as much as may be in flight where the contracts are kept. A fragment that
// would make it more is refused likewise.
inline constexpr std::size_t kMaxHeldAudio = contracts::kMaxInflight * contracts::kFragmentTooLargeCharacters;
// Fragment ids that a session remembers, to know one that comes twice. Older ones are forgotten.
inline constexpr std::size_t kMaxRememberedIds = 4'096;
// Fragments that count as in flight because no ack has come. The oldest is given up for a new one.
inline constexpr std::size_t kMaxUnacknowledged = 256;
// Processing times that a session keeps for its percentiles, the latest ones.
inline constexpr std::size_t kMaxTimings = 4'096;
// Streams whose last fragment is remembered beyond its session, for results that come too late.
inline constexpr std::size_t kMaxFormerStreams = 64;
// Bytes that a frozen connection holds back. One that sends more is reset.
inline constexpr std::size_t kMaxFrozenBytes = 16 * 1024 * 1024;
// Codes of errors that the statistics tell apart; the rest is counted as "other".
inline constexpr std::size_t kMaxCountedCodes = 64;

// --- What a script may ask for ---

inline constexpr std::size_t kMaxScriptBytes = 1024 * 1024;
inline constexpr std::size_t kMaxFaults = 1'000;
inline constexpr int64_t kMaxCount = 1'000'000'000;  // sequence numbers, nth of something, uses
inline constexpr int64_t kMaxCopies = 100;
inline constexpr int64_t kMaxHeldBack = 100;  // results that one may be held back behind
inline constexpr int64_t kMaxHugeBytes = 32 * 1024 * 1024;
inline constexpr TimeDelta kMaxScriptTime = TimeDelta::Minutes(7 * 24 * 60);
// How often a storm may repeat.
inline constexpr TimeDelta kMinRepeat = TimeDelta::Millis(1);
// Repetitions of one fault that a late call makes up for; older ones are skipped.
inline constexpr int64_t kMaxCatchUp = 1'000;

}  // namespace sw::fakes::sts

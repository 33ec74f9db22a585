// The numbers of the rules, each in one place with its source. What an operator may change is a setting instead
// (worker/engine/settings.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "worker/base/units.h"

namespace sw::core {

// ---- Input (spec, edge cases: "retries 3 times with exponential backoff (1s, 2s, 4s)"; design §4, input loss).

inline constexpr std::array<TimeDelta, 3> kInputRetryDelays{TimeDelta::Seconds(1), TimeDelta::Seconds(2),
                                                            TimeDelta::Seconds(4)};
// Without any media for this long a running input is lost, and an attempt to open one has failed.
inline constexpr TimeDelta kInputSilenceLimit = TimeDelta::Seconds(5);
// An end of stream this soon after a warning is a loss: a server that vanishes shows as a warning, then an end.
inline constexpr TimeDelta kInputWarningMemory = TimeDelta::Seconds(5);

// ---- Timeline (design §4).

// A PTS step may exceed its arrival step by this much before it is a jump.
inline constexpr TimeDelta kJumpTolerance = TimeDelta::Millis(500);
// Audio that is further than this from its epoch's IDR is of another timeline.
inline constexpr TimeDelta kTrackSkewLimit = TimeDelta::Seconds(5);
// Audio that waits for the first IDR of an epoch: five seconds of 48 kHz AAC-LC. The oldest goes first.
inline constexpr std::size_t kMaxHeldAudioUnits = 240;
// The deepest reordering that H.264 allows (ITU-T H.264 §A.3.1: MaxDpbFrames is at most 16).
inline constexpr int kMaxReorderFrames = 16;
// Assumed where the stream does not say: what encoders for live use produce.
inline constexpr int kDefaultReorderFrames = 2;
// Until two DTS are known: 30 frames a second.
inline constexpr TimeDelta kAssumedFrameDuration = TimeDelta::Ticks(1, 30);
// A longer step between two DTS is a hole, not a frame duration.
inline constexpr TimeDelta kMaxFrameDuration = TimeDelta::Seconds(1);

// ---- Output (design §4, output loss).

// No byte moving for this long while bytes are pending means that the output is wedged.
inline constexpr TimeDelta kOutputStallLimit = TimeDelta::Seconds(10);
// How often the output's progress is looked at.
inline constexpr TimeDelta kOutputPollPeriod = TimeDelta::Millis(500);
// More than this waiting to go out is a wedged output, too: 64 MiB are minutes of any live stream.
inline constexpr uint64_t kMaxOutputPendingBytes = 64 * 1024 * 1024;
// A track that is this far behind the other is declared absent up to there, so that a muxer need not wait for it.
inline constexpr TimeDelta kInterleaveLimit = TimeDelta::Seconds(1);

}  // namespace sw::core

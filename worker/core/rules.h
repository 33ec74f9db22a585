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

// ---- Segments (FR-009 to FR-011; design §4).

// A segment closes this long after the first track passed its boundary, whether or not the other one has.
inline constexpr TimeDelta kSegmentPatience = TimeDelta::Seconds(1);
// A rest shorter than this at the end of a stream or epoch belongs to the output but is no segment; a segment with less
// real audio is not sent (FR-011).
inline constexpr TimeDelta kMinSegment = TimeDelta::Seconds(1);

// ---- Output (design §4, output loss).

// No byte moving for this long while bytes are pending means that the output is wedged.
inline constexpr TimeDelta kOutputStallLimit = TimeDelta::Seconds(10);
// How often the output's progress is looked at.
inline constexpr TimeDelta kOutputPollPeriod = TimeDelta::Millis(500);
// More than this waiting to go out is a wedged output, too: 64 MiB are minutes of any live stream.
inline constexpr uint64_t kMaxOutputPendingBytes = 64 * 1024 * 1024;
// A track that is this far behind the other, and for this long has brought nothing that the other one's units wait for,
// is declared absent, so that a muxer need not wait for it any longer.
inline constexpr TimeDelta kInterleaveLimit = TimeDelta::Seconds(1);
// A track that does bring something may be this far behind: a server drops a publisher that is silent for 10 s.
inline constexpr TimeDelta kMaxInterleave = TimeDelta::Seconds(8);
// The DTS of a picture is at least this far behind the one before: RTMP's timestamps are in milliseconds (RTMP 1.0 §4).
inline constexpr TimeDelta kMinDtsStep = TimeDelta::Millis(1);

// ---- STS session (spec FR-013, FR-014; design §4, STS session).

// For TCP, TLS, WebSocket and namespace CONNECT together.
inline constexpr TimeDelta kStsConnectLimit = TimeDelta::Seconds(10);
// From stream:init to stream:ready (FR-013a-timeout).
inline constexpr TimeDelta kStsReadyLimit = TimeDelta::Seconds(10);
// For stream:complete, once the results are in or no longer awaited.
inline constexpr TimeDelta kStsCompleteLimit = TimeDelta::Seconds(5);
// A segment with less real audio than this is not sent (FR-011, design §4, segments).
inline constexpr TimeDelta kMinSentAudio = TimeDelta::Seconds(1);
// Fragments that are over and still recognised, so that an answer to one is called late, not unknown. The oldest goes
// first.
inline constexpr std::size_t kMaxRememberedFragments = 256;
// Segments that wait to be sent; one more falls back. Due times end each wait long before.
inline constexpr std::size_t kMaxWaitingSegments = 32;
// How many round trips the overload rule looks back on.
inline constexpr std::size_t kRoundTripMemory = 8;

// ---- STS reconnection (spec FR-016f; design §4, reconnect).

inline constexpr std::array<TimeDelta, 5> kStsRetryDelays{TimeDelta::Seconds(2), TimeDelta::Seconds(4),
                                                          TimeDelta::Seconds(8), TimeDelta::Seconds(16),
                                                          TimeDelta::Seconds(32)};
// Readiness of this length proves a session, as one applied fragment does: the ladder starts anew.
inline constexpr TimeDelta kStsReadinessProof = TimeDelta::Seconds(60);
// Two recycles of the session are at least this far apart.
inline constexpr TimeDelta kRecycleInterval = TimeDelta::Seconds(30);

// ---- Breaker (spec FR-021, FR-022).

inline constexpr int kBreakerThreshold = 5;
inline constexpr TimeDelta kBreakerCooldown = TimeDelta::Seconds(30);

// ---- Backpressure (spec FR-015c; design §4, backpressure).

// The delay of a slow_down that names none, and the longest that is obeyed.
inline constexpr TimeDelta kDefaultSlowDown = TimeDelta::Millis(1000);
inline constexpr TimeDelta kMaxSlowDown = TimeDelta::Seconds(30);
// A segment that waits for a slow_down of at most this may hold the output; with a longer one it falls back when due.
inline constexpr TimeDelta kSlowDownHoldLimit = TimeDelta::Seconds(8);

// ---- Playout (design §4, playout).

// The longest that one segment may hold the output; then it falls back.
inline constexpr TimeDelta kHoldLimit = TimeDelta::Seconds(8);
// A hold ends this long after what it waited for.
inline constexpr TimeDelta kHoldMargin = TimeDelta::Millis(500);
// How long a lateness is remembered; the target is the greatest of them plus kHoldMargin.
inline constexpr TimeDelta kLatenessMemory = TimeDelta::Minutes(10);
// Above the target, output runs this part of 1x faster: 1/100.
inline constexpr int64_t kSpeedUpDivisor = 100;
// The output connects this long before the first release, where the delay allows (a server drops a publisher that is
// silent for 10 s).
inline constexpr TimeDelta kConnectLead = TimeDelta::Seconds(1);
// Media goes out in steps of this length.
inline constexpr TimeDelta kReleaseStep = TimeDelta::Millis(100);
// Once the output has been dry for this long, filler is published, with a picture this often.
inline constexpr TimeDelta kDryLimit = TimeDelta::Seconds(1);
inline constexpr TimeDelta kFillerPicturePeriod = TimeDelta::Seconds(1);
// The source's clock is the least difference between arrivals and media times over this many spans of this length.
inline constexpr TimeDelta kClockSpan = TimeDelta::Seconds(6);
inline constexpr std::size_t kClockSpans = 10;
// The output follows it by at most this much per span: 500 ppm. Crystals differ by 100.
inline constexpr TimeDelta kMaxClockStep = TimeDelta::Millis(3);
// Less than this is jitter, not drift.
inline constexpr TimeDelta kClockDeadBand = TimeDelta::Millis(1);
// Two pieces of audio are joined with a fade of this length (field notes: a plain cut leaves a step).
inline constexpr TimeDelta kCrossFade = TimeDelta::Millis(5);

// A reply may be off by the greater of these: 150 ms, and 1/10 of its segment.
inline constexpr TimeDelta kReplyTolerance = TimeDelta::Millis(150);
inline constexpr int64_t kReplyToleranceDivisor = 10;
// A difference between audio and video of this much is not slewed away but cut: it would soon be 120 ms (SC-004).
inline constexpr TimeDelta kMaxSyncDelta = TimeDelta::Millis(100);

// ---- Drain (design §4, input and output loss).

// In-flight fragments fall back when this part of WORKER_DRAIN_TIMEOUT is over.
inline constexpr int kDrainFallbackPercent = 60;
// From this part of it on, what is ready goes out as fast as the output takes it.
inline constexpr int kDrainFlushPercent = 85;
// How long ready pairs are flushed when the STS is lost for good (exit 6).
inline constexpr TimeDelta kLostStsFlushLimit = TimeDelta::Seconds(10);

}  // namespace sw::core

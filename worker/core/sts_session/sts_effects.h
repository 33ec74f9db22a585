// What the STS side of the worker wants done, as values, in the order in which it is to be done.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "worker/base/units.h"
#include "worker/core/breaker/breaker.h"
#include "worker/core/fragment_tracker/fragment.h"
#include "worker/core/sts_session/sts_messages.h"

namespace sw::core {

// Why a segment keeps its original audio: the labels of worker_fallback_reason_total (design §4, counting).
enum class FallbackReason : uint8_t {
  kTimeout,       // no answer within the STS time-out
  kError,         // the service answered with an error
  kUnusable,      // success without audio that can be used
  kDisconnected,  // no ready session, or it began before the session was ready
  kBreaker,       // the breaker is open, or another probe is out
  kPaused,        // due while the service had asked for a pause
  kSlowDown,      // due while waiting for a slow_down too long to hold the output
  kOverload,      // no slot in time
  kPlayout,       // held the output for as long as a segment may
  kTooShort,      // less than 1 s of real audio
  kTooLarge,      // larger than the service takes
  kUnsupported,   // audio that the schema cannot carry
  kDrain,         // the worker is ending
};
inline constexpr std::size_t kFallbackReasons = static_cast<std::size_t>(FallbackReason::kDrain) + 1;

// ---- Segments and fragments.

// Hand this fragment:data to the transport, then say on_sent() or on_refused() before anything else.
struct SendFragment {
  SegmentNumber segment;
  FragmentId fragment;
  uint64_t sequence;
  bool breaker_probe;
  // Sent although the service asked for no fragments: how many since it did, counted from 1 (0: no such exception).
  std::size_t pause_exception;
};
// Validate the audio of the result that led to this, then say on_validated().
struct ValidateAudio {
  SegmentNumber segment;
};
// The segment's end: commit the validated audio to its pair.
struct ApplyAudio {
  SegmentNumber segment;
};
// The segment's end: it keeps its original audio.
struct FallBack {
  SegmentNumber segment;
  FallbackReason reason;
};
enum class AckStatus : uint8_t { kReceived, kApplied };
// Send this fragment:ack.
struct Acknowledge {
  std::string fragment_id;
  AckStatus status;
};

// ---- To be counted and logged.

// A result that ended nothing, and is never played.
struct ResultIgnored {
  std::string fragment_id;
  ResultMatch match;  // never kMatched
};
// An event of another stream, ignored.
struct ForeignEvent {};
// An answer came: worker_sts_rtt_ms.
struct RoundTrip {
  SegmentNumber segment;
  TimeDelta value;
};
enum class AlertCause : uint8_t {
  kUnusableAudio,     // a success whose audio cannot be used
  kUnsupportedAudio,  // the source's audio cannot be sent; once until it can again
  kSequenceMismatch,  // a result with the right fragment and the wrong number
  kPauseException,    // a fragment goes out although the service asked for none; once per pause
};
struct Alert {
  AlertCause cause;
  SegmentNumber segment;
};
enum class RecycleCause : uint8_t { kInvalidSequence, kStreamNotFound, kProbeTimeout, kTimeouts, kRequested };
// The session no longer works; it is replaced, at once where the last recycle was long enough ago.
struct RecycleWanted {
  RecycleCause cause;
};

// ---- The connection.

// Begin to connect; a new connection in every respect.
struct OpenConnection {
  bool recycle;
};
// End the connection, whatever its state; nothing of it may be reported afterwards.
struct CloseConnection {};
struct SendStreamInit {};
struct SendStreamPause {};
struct SendStreamResume {};
struct SendStreamEnd {};
// Fragments may be sent.
struct SessionReady {
  StreamReady ready;
  std::size_t limit;  // min(asked, confirmed)
  bool reconnected;   // counts for worker_reconnection_total: not the first one
};
enum class AttemptFailure : uint8_t {
  kConnectTimeout,  // 10 s without namespace CONNECT
  kReadyTimeout,    // 10 s without stream:ready
  kClosed,          // refused, broken or closed
  kInvalidConfig,   // the service refuses stream:init
  kNoSlots,         // it confirms max_inflight 0 or less
};
struct AttemptFailed {
  AttemptFailure why;
};
enum class SessionEnd : uint8_t { kLost, kRecycled, kCompleted, kNotCompleted };
// A session that was ready is over. kCompleted and kNotCompleted: after stream:end, with or without stream:complete.
struct SessionOver {
  SessionEnd how;
};
// The next attempt, and the how-manieth since the ladder started, from 1.
struct ReconnectAt {
  Timestamp at;
  std::size_t attempt;
};
// Nothing will be sent or connected any more. `gave_up`: five attempts failed (exit 6), else the drain is complete.
struct StsOver {
  bool gave_up;
};

using StsEffect =
    std::variant<SendFragment, ValidateAudio, ApplyAudio, FallBack, Acknowledge, ResultIgnored, ForeignEvent, RoundTrip,
                 Alert, BreakerMove, RecycleWanted, OpenConnection, CloseConnection, SendStreamInit, SendStreamPause,
                 SendStreamResume, SendStreamEnd, SessionReady, AttemptFailed, SessionOver, ReconnectAt, StsOver>;
using StsEffects = std::vector<StsEffect>;

}  // namespace sw::core

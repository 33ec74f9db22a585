// What an Echo STS does wrong, and when: a script of identified faults, as values. docs/FAKE_STS.md describes its JSON
// form, fakes/sts/script_parser.h reads it.
//
// There are three kinds of faults:
//   - of fragments: looked up when a fragment arrives, for those that the pick names while the fault is on;
//   - of spans: what the service does differently as long as the fault is on;
//   - of moments: something that happens when the fault begins, and again after each `every` while it is on.
// A fault begins at a time since the service's start, or some time after the nth fragment, session or connection of
// the service; it is on for `lasting`, or for ever. Where two faults of one kind of action apply, the first counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "contracts/error_code.h"
#include "contracts/fragment_events.h"
#include "contracts/fragment_result.h"
#include "worker/base/units.h"

namespace sw::fakes::sts {

// --- When ---

enum class Milestone : uint8_t {
  kFragment,    // a fragment:data arrived, right or wrong
  kSession,     // a stream:ready was sent
  kConnection,  // a connection was accepted
};
// `after` the nth of them, counted from 1 over all connections. The fault of a moment comes behind what the milestone
// itself causes; the others are on from the milestone on.
struct AfterNth {
  Milestone what;
  int64_t n;
  TimeDelta after;
  bool operator==(const AfterNth&) const = default;
};
using Begin = std::variant<TimeDelta, AfterNth>;  // TimeDelta: since the service's start

// --- Whom: every condition that is there must hold ---

struct Pick {
  std::optional<std::string> stream = {};
  std::optional<int64_t> session = {};  // the nth of the service, from 1
  // Of fragments alone.
  std::optional<int64_t> from = {};   // sequence number, inclusive
  std::optional<int64_t> to = {};     // sequence number, inclusive
  std::optional<int64_t> every = {};  // each nth fragment of its session
  std::optional<std::string> fragment_id = {};
  bool operator==(const Pick&) const = default;
};

// --- Faults of fragments ---

// Takes this long instead of the settings' time. `overtaken`: later results do not wait for it.
struct Slow {
  TimeDelta delay;
  TimeDelta jitter = TimeDelta::Zero();
  bool overtaken = false;
  bool operator==(const Slow&) const = default;
};

// Never gets a result. `blocks`: the later ones wait for it for ever, as with strictly ordered services; otherwise it
// is dropped when its result would be due. `acknowledged`: it is still acked as queued.
struct Silent {
  bool blocks = false;
  bool acknowledged = true;
  bool operator==(const Silent&) const = default;
};

// Its result goes out behind the next `behind` results.
struct WrongOrder {
  int64_t behind = 1;
  bool operator==(const WrongOrder&) const = default;
};

// Its result goes out `copies` more times, `gap` apart.
struct Duplicate {
  int64_t copies = 1;
  TimeDelta gap = TimeDelta::Zero();
  bool operator==(const Duplicate&) const = default;
};

// A flag that may also be null or missing on the wire.
enum class WireFlag : uint8_t { kTrue, kFalse, kNull, kAbsent };

// What a result or an error event says went wrong. Any code can be said, known or not.
struct Blame {
  std::string code;
  std::string message = "scripted error";
  WireFlag retryable = WireFlag::kAbsent;
  std::optional<contracts::Stage> stage = {};
  bool operator==(const Blame&) const = default;
};

enum class AudioForm : uint8_t {
  kEcho,
  kMissing,        // no dubbed_audio
  kNull,           // dubbed_audio is null
  kEmpty,          // data_base64 is ""
  kNotBase64,      // data_base64 is no base64
  kUndecodable,    // base64 of bytes that are no audio
  kTruncated,      // the first half of the bytes
  kWrongDuration,  // longer or shorter by `stretch`
};

// Its result is another than it would have been.
struct Alter {
  contracts::FragmentStatus status = contracts::FragmentStatus::kSuccess;
  AudioForm audio = AudioForm::kEcho;
  TimeDelta stretch = TimeDelta::Zero();        // for kWrongDuration
  std::optional<int64_t> sample_rate_hz = {};   // said of the audio
  std::optional<int64_t> channels = {};         // said of the audio
  std::optional<Blame> error = {};              // absent: none, even with kFailed
  std::optional<std::string> fragment_id = {};  // another than its own
  std::optional<std::string> stream_id = {};    // another than its own
  std::optional<int64_t> sequence_number = {};  // another than its own
  bool nulls = false;                           // optional fields that have no value are null
  bool operator==(const Alter&) const = default;
};

enum class FragmentNaming : uint8_t { kOwn, kNone, kNull };

// It is answered by an `error` event. `result`: the result follows all the same.
struct AnswerWithError {
  Blame error;
  contracts::ErrorSeverity severity = contracts::ErrorSeverity::kError;
  FragmentNaming naming = FragmentNaming::kOwn;
  bool result = false;
  bool operator==(const AnswerWithError&) const = default;
};

// --- Faults of spans ---

enum class HandshakeAnswer : uint8_t {
  kHttpError,    // with `status`
  kGarbage,      // bytes that are no HTTP
  kSilent,       // nothing, ever
  kClose,        // closed at once
  kWrongAccept,  // 101 with a wrong Sec-WebSocket-Accept
  kBadOpen,      // an open packet that is no JSON
  kNoOpen,       // no open packet
  kNoConnect,    // no answer to CONNECT, nor to anything after it; pings go out
};
// Connections that are accepted meanwhile are answered so.
struct Handshake {
  HandshakeAnswer answer = HandshakeAnswer::kHttpError;
  int64_t status = 500;
  bool operator==(const Handshake&) const = default;
};

// A stream:init is answered in another way.
struct AnswerInit {
  bool silent = false;                        // never ready
  std::optional<Blame> error = {};            // an `error` event instead of ready
  std::optional<int64_t> max_inflight = {};   // confirmed, whatever was asked; 0 and less too
  std::optional<std::string> stream_id = {};  // ready for another stream
  TimeDelta delay = TimeDelta::Zero();        // ready comes this much later
  bool operator==(const AnswerInit&) const = default;
};

// No Engine.IO pings.
struct StopPings {
  bool operator==(const StopPings&) const = default;
};

// The process hangs: nothing is read, nothing sent; afterwards all that came is read. At most kMaxFrozenBytes.
struct Freeze {
  bool operator==(const Freeze&) const = default;
};

// The process is gone: all connections are reset, all state is lost, nobody is accepted until the span's end.
struct Restart {
  bool operator==(const Restart&) const = default;
};

// --- Faults of moments ---

struct SendPressure {
  contracts::BackpressureAction action = contracts::BackpressureAction::kPause;
  contracts::BackpressureSeverity severity = contracts::BackpressureSeverity::kHigh;
  std::optional<int64_t> recommended_delay_ms = {};
  std::optional<std::string> stream_id = {};  // of another stream than the session's
  bool nulls = false;
  bool operator==(const SendPressure&) const = default;
};

// An `error` event out of the blue.
struct SendError {
  Blame error;
  contracts::ErrorSeverity severity = contracts::ErrorSeverity::kError;
  std::optional<std::string> fragment_id = {};
  bool operator==(const SendError&) const = default;
};

// An event of any name and content.
struct SendEvent {
  std::string event;
  std::string payload;  // JSON; empty: no argument
  bool operator==(const SendEvent&) const = default;
};

enum class StrayResult : uint8_t {
  kUnknownFragment,  // of a fragment that never was
  kOtherStream,      // of a stream that is not the session's
  kEarlierSession,   // of the last fragment of this stream's session before
  kAnswered,         // of a fragment that has been answered
};
// A result that nobody waits for. Nothing is sent where there is no such fragment (yet).
struct SendStray {
  StrayResult of = StrayResult::kUnknownFragment;
  bool operator==(const SendStray&) const = default;
};

enum class PacketFault : uint8_t {
  kText,              // `text` as an Engine.IO packet, whatever it is
  kBadPacketType,     // a Socket.IO packet of a type that does not exist
  kBadJson,           // an event whose JSON is broken off
  kNoEventName,       // an event that is no array with a name
  kBadAttachments,    // a binary event with an impossible number of attachments
  kUnexpectedBinary,  // a binary message that nobody announced
  kUnfinishedBinary,  // a binary event whose attachment never comes
  kNotUtf8,           // a text message that is no UTF-8
  kHuge,              // an event of `bytes` bytes
  kBadFrame,          // a WebSocket frame with reserved bits
};
struct SendPacket {
  PacketFault fault = PacketFault::kBadJson;
  std::string text = {};
  int64_t bytes = 0;
  bool operator==(const SendPacket&) const = default;
};

enum class Farewell : uint8_t {
  kReset,       // TCP reset
  kClose,       // TCP end without a word
  kCloseFrame,  // a WebSocket close frame with `code`, then TCP end
  kDisconnect,  // Socket.IO DISCONNECT; the WebSocket stays open
};
struct EndConnection {
  Farewell how = Farewell::kReset;
  int64_t code = 1001;
  bool operator==(const EndConnection&) const = default;
};

using FaultAction = std::variant<Slow, Silent, WrongOrder, Duplicate, Alter, AnswerWithError,  //
                                 Handshake, AnswerInit, StopPings, Freeze, Restart,            //
                                 SendPressure, SendError, SendEvent, SendStray, SendPacket, EndConnection>;

struct Fault {
  std::string id;
  Begin begin = TimeDelta::Zero();
  std::optional<TimeDelta> lasting = {};  // absent: for ever
  std::optional<TimeDelta> every = {};    // of moments: again and again
  std::optional<int64_t> limit = {};      // at most this many uses
  Pick pick = {};
  FaultAction action;
  bool operator==(const Fault&) const = default;
};

struct StsScript {
  std::vector<Fault> faults;
  bool operator==(const StsScript&) const = default;
};

}  // namespace sw::fakes::sts

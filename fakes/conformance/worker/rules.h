// What a worker is held to, as one table: each rule with its stable name and the clause that it comes from.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sw::fakes::conformance::worker {

// In the order of the report.
enum class Rule : uint8_t {
  kHandshakeIds,
  kHandshakeTransport,
  kConnectOnce,
  kPacketValid,
  kPacketNoBinary,
  kPacketSize,
  kHeartbeatPong,
  kMessageKnown,
  kMessageSchema,
  kInitFirst,
  kInitContent,
  kFragmentAfterReady,
  kFragmentStream,
  kFragmentAudio,
  kFragmentSequence,
  kFragmentIdUnique,
  kFragmentMaxInflight,
  kBackpressurePause,
  kBackpressureSlowDown,
  kAckOnce,
  kAckKnown,
  kAckLate,
  kAckRepeated,
  kAckStray,
  kUnknownIgnored,
  kErrorSurvived,
  kStreamPauseResume,
  kStreamEndLast,
  kStreamCompleteAwaited,
  kDisconnectAnswered,
  kFarewell,
  kReconnectDelays,
  kReconnectSequence,
  kReconnectNoResend,
};

struct RuleText {
  Rule rule;
  std::string_view name;     // "fragment/sequence-contiguous"
  std::string_view claim;    // what holds where it passed
  std::string_view clause;   // of a schema, the spec or a protocol
  std::string_view untried;  // why it could not be tried, where it never was
};

// Every rule, in order.
std::span<const RuleText> all_rules();
const RuleText& text_of(Rule rule);

}  // namespace sw::fakes::conformance::worker

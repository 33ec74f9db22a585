#include "fakes/conformance/worker/rules.h"

#include <array>

#include "worker/base/check.h"

namespace sw::fakes::conformance::worker {
namespace {

constexpr std::string_view kNobody = "no worker connected";
constexpr std::string_view kNoEvent = "no event was received";
constexpr std::string_view kNoInit = "no stream:init was received";
constexpr std::string_view kNoFragment = "no fragment was received";
constexpr std::string_view kNoSecondSession = "no fragment came in a session after a loss";

constexpr std::array kRules = {
    RuleText{Rule::kHandshakeIds, "handshake/ids",
             "X-Stream-ID and X-Worker-ID are there, 1 to 64 letters, digits, hyphens and underscores", "spec FR-012b",
             kNobody},
    RuleText{Rule::kHandshakeTransport, "handshake/transport", "asks for EIO=4 over transport=websocket alone",
             "spec FR-012a; Engine.IO 4, handshake", kNobody},
    RuleText{Rule::kConnectOnce, "connect/once", "one CONNECT, behind the open packet and before any other packet",
             "Socket.IO 5, connection to a namespace", "no packet was received"},
    RuleText{Rule::kPacketValid, "packet/valid",
             "every frame and every packet can be read, and is one that a client sends",
             "RFC 6455 5; Engine.IO 4; Socket.IO 5", kNobody},
    RuleText{Rule::kPacketNoBinary, "packet/no-binary", "nothing binary: audio travels as base64 within JSON",
             "fragment_data.worker_to_sts.json /audio/data_base64", kNobody},
    RuleText{Rule::kPacketSize, "packet/size", "no message exceeds the announced maxPayload",
             "Engine.IO 4, handshake: maxPayload", kNoEvent},
    RuleText{Rule::kHeartbeatPong, "heartbeat/pong", "each ping is answered once, with its data, within pingTimeout",
             "spec FR-012d; Engine.IO 4, heartbeat", "no ping was due while a worker was connected"},
    RuleText{Rule::kMessageKnown, "message/known", "every event is one that a worker may send", "contracts/events.cc",
             kNoEvent},
    RuleText{Rule::kMessageSchema, "message/schema", "every payload keeps the schema of its event",
             "contracts/schemas/*.worker_to_sts.json", kNoEvent},
    RuleText{Rule::kInitFirst, "init/first", "stream:init is the first event of a connection and comes once",
             "spec FR-013a; contracts/events.cc", kNoEvent},
    RuleText{Rule::kInitContent, "init/content", "stream:init has the ids of the handshake and the format m4a",
             "spec FR-013a; stream_init.worker_to_sts.json", kNoInit},
    RuleText{Rule::kFragmentAfterReady, "fragment/after-ready", "no fragment before stream:ready", "spec FR-013b",
             kNoFragment},
    RuleText{Rule::kFragmentStream, "fragment/stream-id", "every event names the stream of its session",
             "spec FR-014a; fragment_data.worker_to_sts.json /stream_id", kNoFragment},
    RuleText{Rule::kFragmentAudio, "fragment/audio",
             "fragments are m4a of the rate and the channels that stream:init said",
             "spec FR-014a; fragment_data.worker_to_sts.json /audio", kNoFragment},
    RuleText{Rule::kFragmentSequence, "fragment/sequence-contiguous",
             "sequence numbers count the fragments of a session from 0 without a gap",
             "spec FR-014a; fragment_data.worker_to_sts.json /sequence_number", kNoFragment},
    RuleText{Rule::kFragmentIdUnique, "fragment/id-unique", "no fragment id comes twice in a session",
             "spec FR-014a; fragment_data.worker_to_sts.json /fragment_id", kNoFragment},
    RuleText{Rule::kFragmentMaxInflight, "fragment/max-inflight", "never more in flight than stream:ready confirmed",
             "spec FR-014c; stream_ready.sts_to_worker.json /max_inflight",
             "as many fragments as confirmed were never in flight"},
    RuleText{Rule::kBackpressurePause, "backpressure/pause", "no fragment from a pause until none",
             "spec FR-015c; backpressure.sts_to_worker.json /action",
             "no pause was sent, or it was not on for long enough"},
    RuleText{Rule::kBackpressureSlowDown, "backpressure/slow-down",
             "in a slow_down every fragment waits for recommended_delay_ms",
             "spec FR-015c; backpressure.sts_to_worker.json /recommended_delay_ms",
             "no fragment was received in a slow_down"},
    RuleText{Rule::kAckOnce, "ack/once", "every result is acked once, as received or as applied",
             "spec FR-015b; fragment_ack.worker_to_sts.json", "no result was sent early enough to be acked"},
    RuleText{Rule::kAckKnown, "ack/known", "no ack of a fragment whose result was never sent",
             "spec FR-015b; fragment_ack.worker_to_sts.json /fragment_id", "no ack was received"},
    RuleText{Rule::kAckLate, "ack/late-result",
             "a result that comes after timeout_ms is acked as received, not as applied",
             "spec FR-016a, FR-016b; fragment_ack.worker_to_sts.json /status", "no result was late"},
    RuleText{Rule::kAckRepeated, "ack/repeated-result", "a result that comes again is not applied again",
             "fragment_ack.worker_to_sts.json /status", "no result was repeated"},
    RuleText{Rule::kAckStray, "ack/unusable-result",
             "a result of no fragment of the session, or one that failed, is not applied",
             "spec FR-016g; fragment_ack.worker_to_sts.json /status", "no such result was sent"},
    RuleText{Rule::kUnknownIgnored, "event/unknown-ignored", "an event that nobody knows ends nothing",
             "contracts/README.md, reading", "no unknown event was sent, or the connection ended too soon behind it"},
    RuleText{Rule::kErrorSurvived, "event/error-survived",
             "an error that blames no fragment, and is not fatal, does not end the session",
             "spec FR-016c, FR-016d; error.sts_to_worker.json",
             "no such error was sent, or the connection ended too soon behind it"},
    RuleText{Rule::kStreamPauseResume, "stream/pause-resume",
             "stream:pause, stream:resume by turns, and no fragment between them", "spec FR-013c; contracts/events.cc",
             "the worker's input was never lost: no stream:pause was received"},
    RuleText{Rule::kStreamEndLast, "stream/end-last", "stream:end comes once, and only acks after it",
             "spec FR-013d; contracts/events.cc", "no stream:end was received"},
    RuleText{Rule::kStreamCompleteAwaited, "stream/complete-awaited",
             "after stream:end the worker awaits stream:complete, for 5 s at least", "spec FR-013d",
             "no connection was seen to end behind a stream:end"},
    RuleText{Rule::kDisconnectAnswered, "end/disconnect-answered",
             "put out of the namespace, the worker sends no more events and closes the connection within 5 s",
             "Socket.IO 5, disconnection from a namespace; spec FR-016f",
             "no DISCONNECT was sent, or the service closed as well"},
    RuleText{Rule::kFarewell, "end/farewell", "who closes says so: with a DISCONNECT or a close frame",
             "RFC 6455 7.1.2; Socket.IO 5, disconnection from a namespace",
             "the worker closed no connection of its own will"},
    RuleText{Rule::kReconnectDelays, "reconnect/delays",
             "attempts to reconnect come 2, 4, 8, 16, 32 s after the loss or the failure before", "spec FR-016f",
             "no connection was lost"},
    RuleText{Rule::kReconnectSequence, "reconnect/fresh-sequence", "the first fragment after a loss has the number 0",
             "spec FR-016g", kNoSecondSession},
    RuleText{Rule::kReconnectNoResend, "reconnect/no-resend", "no fragment of an earlier session is sent again",
             "spec FR-016g", kNoSecondSession},
};

}  // namespace

std::span<const RuleText> all_rules() { return kRules; }

const RuleText& text_of(Rule rule) {
  const RuleText& text = kRules[static_cast<std::size_t>(rule)];
  SW_CHECK(text.rule == rule);
  return text;
}

}  // namespace sw::fakes::conformance::worker

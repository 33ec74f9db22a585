#include "fakes/sts/script_actions.h"

#include <algorithm>

#include "contracts/json_text.h"
#include "fakes/sts/limits.h"
#include "fakes/sts/script_words.h"

namespace sw::fakes::sts {
namespace {

using contracts::IntegerRange;
using contracts::kBoolean;
using contracts::Word;

constexpr DurationRule kTime{TimeDelta::Zero(), kMaxScriptTime};
constexpr DurationRule kStretch{TimeDelta::Seconds(-60), TimeDelta::Seconds(60)};
constexpr IntegerRange kSequence{0, kMaxCount};

// true, false, null, or the word "absent".
struct FlagRule {
  using Type = WireFlag;
  std::string expectation() const { return "true, false, null or \"absent\""; }
  std::optional<WireFlag> read(const rapidjson::Value& value) const {
    if (value.IsNull()) return WireFlag::kNull;
    if (value.IsBool()) return value.GetBool() ? WireFlag::kTrue : WireFlag::kFalse;
    const auto word = Word<WireFlag>().read(value);
    return word == WireFlag::kAbsent ? word : std::nullopt;
  }
};

// Any JSON value, as compact text.
struct AnyJson {
  using Type = std::string;
  std::string expectation() const { return "JSON"; }
  std::optional<std::string> read(const rapidjson::Value& value) const { return contracts::to_json(value); }
};

Blame read_blame(StrictObject& in) {
  Blame blame;
  blame.code = in.required("code", contracts::kName, {});
  blame.message = in.with_default("message", contracts::kText, blame.message);
  blame.retryable = in.with_default("retryable", FlagRule(), blame.retryable);
  return blame;
}

// An object of its own, with a stage.
std::optional<Blame> read_inner_blame(StrictObject& outer, std::string_view name) {
  const rapidjson::Value* value = outer.find(name);
  if (value == nullptr) return std::nullopt;
  StrictObject in(*value, outer.pointer_to(name), outer.error());
  Blame blame = read_blame(in);
  blame.stage = in.optional("stage", Word<contracts::Stage>());
  in.finish();
  return blame;
}

FaultAction read_slow(StrictObject& in) {
  return Slow{in.required("delay", kTime, TimeDelta::Zero()), in.with_default("jitter", kTime, TimeDelta::Zero()),
              in.with_default("overtaken", kBoolean, false)};
}

FaultAction read_silent(StrictObject& in) {
  return Silent{in.with_default("blocks", kBoolean, false), in.with_default("acknowledged", kBoolean, true)};
}

FaultAction read_wrong_order(StrictObject& in) {
  return WrongOrder{in.with_default("behind", IntegerRange{1, kMaxHeldBack}, 1)};
}

FaultAction read_duplicate(StrictObject& in) {
  return Duplicate{in.with_default("copies", IntegerRange{1, kMaxCopies}, 1),
                   in.with_default("gap", kTime, TimeDelta::Zero())};
}

FaultAction read_alter(StrictObject& in) {
  Alter alter;
  alter.status = in.with_default("status", Word<contracts::FragmentStatus>(), alter.status);
  const bool failed = alter.status == contracts::FragmentStatus::kFailed;
  alter.audio = in.with_default("audio", Word<AudioForm>(), failed ? AudioForm::kMissing : AudioForm::kEcho);
  if (alter.audio == AudioForm::kWrongDuration) alter.stretch = in.required("stretch", kStretch, TimeDelta::Zero());
  alter.sample_rate_hz = in.optional("sample_rate_hz", IntegerRange{0, kMaxCount});
  alter.channels = in.optional("channels", IntegerRange{0, kMaxCount});
  alter.error = read_inner_blame(in, "error");
  alter.fragment_id = in.optional("fragment_id", contracts::kId);
  alter.stream_id = in.optional("stream_id", contracts::kId);
  alter.sequence_number = in.optional("sequence_number", kSequence);
  alter.nulls = in.with_default("nulls", kBoolean, false);
  return alter;
}

FaultAction read_answer_with_error(StrictObject& in) {
  AnswerWithError answer;
  answer.error = read_blame(in);
  answer.severity = in.with_default("severity", Word<contracts::ErrorSeverity>(), answer.severity);
  answer.naming = in.with_default("fragment_id", Word<FragmentNaming>(), answer.naming);
  answer.result = in.with_default("result", kBoolean, false);
  return answer;
}

FaultAction read_handshake(StrictObject& in) {
  Handshake handshake;
  handshake.answer = in.with_default("answer", Word<HandshakeAnswer>(), handshake.answer);
  if (handshake.answer == HandshakeAnswer::kHttpError) {
    handshake.status = in.with_default("status", IntegerRange{200, 599}, handshake.status);
  }
  return handshake;
}

FaultAction read_answer_init(StrictObject& in) {
  AnswerInit answer;
  answer.silent = in.with_default("silent", kBoolean, false);
  answer.error = read_inner_blame(in, "error");
  answer.max_inflight = in.optional("max_inflight", IntegerRange{-kMaxCount, kMaxCount});
  answer.stream_id = in.optional("stream_id", contracts::kId);
  answer.delay = in.with_default("delay", kTime, TimeDelta::Zero());
  return answer;
}

FaultAction read_stop_pings(StrictObject&) { return StopPings{}; }
FaultAction read_freeze(StrictObject&) { return Freeze{}; }
FaultAction read_restart(StrictObject&) { return Restart{}; }

FaultAction read_pressure(StrictObject& in) {
  SendPressure pressure;
  pressure.action = in.with_default("action", Word<contracts::BackpressureAction>(), pressure.action);
  pressure.severity = in.with_default("severity", Word<contracts::BackpressureSeverity>(), pressure.severity);
  pressure.recommended_delay_ms = in.optional("recommended_delay_ms", IntegerRange{0, kMaxCount});
  pressure.stream_id = in.optional("stream_id", contracts::kId);
  pressure.nulls = in.with_default("nulls", kBoolean, false);
  return pressure;
}

FaultAction read_error(StrictObject& in) {
  SendError error;
  error.error = read_blame(in);
  error.severity = in.with_default("severity", Word<contracts::ErrorSeverity>(), error.severity);
  error.fragment_id = in.optional("fragment_id", contracts::kId);
  return error;
}

FaultAction read_event(StrictObject& in) {
  return SendEvent{in.required("event", contracts::kName, {}), in.with_default("payload", AnyJson(), {})};
}

FaultAction read_stray(StrictObject& in) {
  return SendStray{in.required("of", Word<StrayResult>(), StrayResult::kUnknownFragment)};
}

FaultAction read_packet(StrictObject& in) {
  SendPacket packet;
  packet.fault = in.required("fault", Word<PacketFault>(), packet.fault);
  if (packet.fault == PacketFault::kText) packet.text = in.required("text", contracts::kText, {});
  if (packet.fault == PacketFault::kHuge) packet.bytes = in.required("bytes", IntegerRange{1, kMaxHugeBytes}, 1);
  return packet;
}

FaultAction read_end(StrictObject& in) {
  EndConnection end;
  end.how = in.required("how", Word<Farewell>(), end.how);
  if (end.how == Farewell::kCloseFrame) end.code = in.with_default("code", IntegerRange{1000, 4999}, end.code);
  return end;
}

// In the order of FaultAction's alternatives.
constexpr ActionRow kRows[] = {
    {"slow", ActionKind::kOfFragments, true, true, read_slow},
    {"silent", ActionKind::kOfFragments, true, true, read_silent},
    {"wrong_order", ActionKind::kOfFragments, true, true, read_wrong_order},
    {"duplicate", ActionKind::kOfFragments, true, true, read_duplicate},
    {"alter", ActionKind::kOfFragments, true, true, read_alter},
    {"answer_with_error", ActionKind::kOfFragments, true, true, read_answer_with_error},
    {"handshake", ActionKind::kOfSpan, false, true, read_handshake},
    {"answer_init", ActionKind::kOfSpan, true, true, read_answer_init},
    {"stop_pings", ActionKind::kOfSpan, true, false, read_stop_pings},
    {"freeze", ActionKind::kOfSpan, true, false, read_freeze},
    {"restart", ActionKind::kOfSpan, false, false, read_restart},
    {"backpressure", ActionKind::kOfMoment, true, true, read_pressure},
    {"error", ActionKind::kOfMoment, true, true, read_error},
    {"event", ActionKind::kOfMoment, true, true, read_event},
    {"stray_result", ActionKind::kOfMoment, true, true, read_stray},
    {"packet", ActionKind::kOfMoment, true, true, read_packet},
    {"end", ActionKind::kOfMoment, true, true, read_end},
};
static_assert(std::size(kRows) == std::variant_size_v<FaultAction>);

}  // namespace

std::span<const ActionRow> action_rows() { return kRows; }

const ActionRow* find_action(std::string_view word) {
  const auto found =
      std::find_if(std::begin(kRows), std::end(kRows), [&](const auto& row) { return row.word == word; });
  return found == std::end(kRows) ? nullptr : &*found;
}

const ActionRow& row_of(const FaultAction& action) { return kRows[action.index()]; }

}  // namespace sw::fakes::sts

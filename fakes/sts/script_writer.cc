#include "fakes/sts/script_writer.h"

#include <string_view>
#include <variant>

#include "contracts/object_writer.h"
#include "fakes/sts/script_actions.h"
#include "fakes/sts/script_words.h"
#include "fakes/sts/wire_flag.h"
#include "worker/base/duration.h"

namespace sw::fakes::sts {
namespace {

using contracts::ObjectWriter;

void time_member(ObjectWriter& out, std::string_view name, TimeDelta time) {
  out.member(name, signed_duration_text(time));
}
void time_unless_zero(ObjectWriter& out, std::string_view name, TimeDelta time) {
  if (time != TimeDelta::Zero()) time_member(out, name, time);
}
void flag_if(ObjectWriter& out, std::string_view name, bool value, bool usual = false) {
  if (value != usual) out.member(name, value);
}

void write_blame(ObjectWriter& out, const Blame& blame) {
  out.member("code", blame.code);
  out.member("message", blame.message);
  write_flag(out, "retryable", blame.retryable);
  out.member("stage", blame.stage);
}

void write(ObjectWriter& out, const Slow& slow) {
  time_member(out, "delay", slow.delay);
  time_unless_zero(out, "jitter", slow.jitter);
  flag_if(out, "overtaken", slow.overtaken);
}
void write(ObjectWriter& out, const Silent& silent) {
  flag_if(out, "blocks", silent.blocks);
  flag_if(out, "acknowledged", silent.acknowledged, true);
}
void write(ObjectWriter& out, const WrongOrder& order) { out.member("behind", order.behind); }
void write(ObjectWriter& out, const Duplicate& duplicate) {
  out.member("copies", duplicate.copies);
  time_unless_zero(out, "gap", duplicate.gap);
}
void write(ObjectWriter& out, const Alter& alter) {
  out.member("status", alter.status);
  out.member("audio", alter.audio);
  if (alter.audio == AudioForm::kWrongDuration) time_member(out, "stretch", alter.stretch);
  out.member("sample_rate_hz", alter.sample_rate_hz);
  out.member("channels", alter.channels);
  out.object("error", alter.error, write_blame);
  out.member("fragment_id", alter.fragment_id);
  out.member("stream_id", alter.stream_id);
  out.member("sequence_number", alter.sequence_number);
  flag_if(out, "nulls", alter.nulls);
}
void write(ObjectWriter& out, const AnswerWithError& answer) {
  write_blame(out, answer.error);
  out.member("severity", answer.severity);
  out.member("fragment_id", answer.naming);
  flag_if(out, "result", answer.result);
}
void write(ObjectWriter& out, const Handshake& handshake) {
  out.member("answer", handshake.answer);
  if (handshake.answer == HandshakeAnswer::kHttpError) out.member("status", handshake.status);
}
void write(ObjectWriter& out, const AnswerInit& answer) {
  flag_if(out, "silent", answer.silent);
  out.object("error", answer.error, write_blame);
  out.member("max_inflight", answer.max_inflight);
  out.member("stream_id", answer.stream_id);
  time_unless_zero(out, "delay", answer.delay);
}
void write(ObjectWriter&, const StopPings&) {}
void write(ObjectWriter&, const Freeze&) {}
void write(ObjectWriter&, const Restart&) {}
void write(ObjectWriter& out, const SendPressure& pressure) {
  out.member("action", pressure.action);
  out.member("severity", pressure.severity);
  out.member("recommended_delay_ms", pressure.recommended_delay_ms);
  out.member("stream_id", pressure.stream_id);
  flag_if(out, "nulls", pressure.nulls);
}
void write(ObjectWriter& out, const SendError& error) {
  write_blame(out, error.error);
  out.member("severity", error.severity);
  out.member("fragment_id", error.fragment_id);
}
void write(ObjectWriter& out, const SendEvent& event) {
  out.member("event", event.event);
  if (!event.payload.empty()) out.json_member("payload", event.payload);
}
void write(ObjectWriter& out, const SendStray& stray) { out.member("of", stray.of); }
void write(ObjectWriter& out, const SendPacket& packet) {
  out.member("fault", packet.fault);
  if (packet.fault == PacketFault::kText) out.member("text", packet.text);
  if (packet.fault == PacketFault::kHuge) out.member("bytes", packet.bytes);
}
void write(ObjectWriter& out, const EndConnection& end) {
  out.member("how", end.how);
  if (end.how == Farewell::kCloseFrame) out.member("code", end.code);
}

void write_milestone(ObjectWriter& out, const AfterNth& begin) {
  out.member(contracts::to_text(begin.what), begin.n);
  time_unless_zero(out, "after", begin.after);
}

void write_fragments(ObjectWriter& out, const Pick& pick) {
  if (pick.from && pick.from == pick.to) {
    out.member("sequence", pick.from);
  } else {
    out.member("from", pick.from);
    out.member("to", pick.to);
  }
  out.member("every", pick.every);
  out.member("id", pick.fragment_id);
}

void write_pick(ObjectWriter& out, const Pick& pick) {
  out.member("stream", pick.stream);
  out.member("session", pick.session);
  if (pick.from || pick.to || pick.every || pick.fragment_id) out.object("fragments", pick, write_fragments);
}

void write_fault(ObjectWriter& out, const Fault& fault) {
  out.member("id", fault.id);
  out.member("do", row_of(fault.action).word);
  if (const auto* at = std::get_if<TimeDelta>(&fault.begin)) time_unless_zero(out, "at", *at);
  if (const auto* nth = std::get_if<AfterNth>(&fault.begin)) out.object("at", *nth, write_milestone);
  if (fault.lasting) time_member(out, "for", *fault.lasting);
  if (fault.every) time_member(out, "every", *fault.every);
  out.member("limit", fault.limit);
  write_pick(out, fault.pick);
  std::visit([&](const auto& action) { write(out, action); }, fault.action);
}

}  // namespace

void append_json(std::string& out, const Fault& fault) { contracts::append_object(out, fault, write_fault); }

void append_json(std::string& out, const StsScript& script) {
  out += R"({"faults":[)";
  bool first = true;
  for (const Fault& fault : script.faults) {
    if (!first) out += ',';
    first = false;
    append_json(out, fault);
  }
  out += "]}";
}

}  // namespace sw::fakes::sts

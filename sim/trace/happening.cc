#include "sim/trace/happening.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "contracts/events.h"

namespace sw::sim {
namespace {

std::optional<Happening> named(std::string name, std::optional<int64_t> batch = {}) {
  return Happening{std::move(name), batch};
}

std::optional<Happening> nothing() { return std::nullopt; }

// Events that are told apart by a word inside.
constexpr std::array<std::pair<std::string_view, const char*>, 3> kDistinguished{
    {{"fragment:ack", "status"}, {"fragment:processed", "status"}, {"backpressure", "action"}}};

// "fragment:ack.applied"
std::string with_word(std::string_view event, const rapidjson::Value& payload) {
  std::string name(event);
  if (!payload.IsObject()) return name;
  for (const auto& [distinguished, member] : kDistinguished) {
    if (event != distinguished) continue;
    const auto word = payload.FindMember(member);
    if (word == payload.MemberEnd() || !word->value.IsString()) continue;
    name += "." + std::string(word->value.GetString(), word->value.GetStringLength());
  }
  return name;
}

template <class Value>
std::optional<Value> field(const Logged& logged, std::string_view name) {
  for (const ports::Field& one : logged.fields) {
    if (one.name == name && std::holds_alternative<Value>(one.value)) return std::get<Value>(one.value);
  }
  return std::nullopt;
}

// Everything that has no name below.
template <class Other>
std::optional<Happening> name(const Other&) {
  return nothing();
}

std::optional<Happening> name(const EventHanded& handed) {
  if (std::holds_alternative<ports::StopRequested>(handed.event)) return named("signal");
  if (std::holds_alternative<ports::InputDescribed>(handed.event)) return named("input.described");
  if (std::holds_alternative<ports::InputFormat>(handed.event)) return named("input.format");
  if (std::holds_alternative<ports::InputWarned>(handed.event)) return named("input.warned");
  if (std::holds_alternative<ports::InputEnded>(handed.event)) return named("input.ended");
  if (std::holds_alternative<ports::InputFailed>(handed.event)) return named("input.failed");
  if (std::holds_alternative<ports::OutputStarted>(handed.event)) return named("output.started");
  if (std::holds_alternative<ports::OutputDrained>(handed.event)) return named("output.drained");
  if (std::holds_alternative<ports::OutputFailed>(handed.event)) return named("output.failed");
  if (std::holds_alternative<ports::Connected>(handed.event)) return named("sts.up");
  if (std::holds_alternative<ports::Closed>(handed.event)) return named("sts.lost");
  return nothing();
}

std::optional<Happening> name(const WorkerExited&) { return named("exit"); }
std::optional<Happening> name(const InputOpened&) { return named("input.open"); }
std::optional<Happening> name(const InputClosed&) { return named("input.close"); }
std::optional<Happening> name(const OutputOpened&) { return named("output.open"); }
std::optional<Happening> name(const OutputWritten& written) {
  return named(written.unit.track == Track::kVideo ? "output.video" : "output.audio");
}
std::optional<Happening> name(const OutputEnded&) { return named("output.end"); }
std::optional<Happening> name(const OutputClosed&) { return named("output.close"); }
std::optional<Happening> name(const Connecting&) { return named("sts.connecting"); }
std::optional<Happening> name(const ConnectionClosed&) { return named("sts.close"); }
std::optional<Happening> name(const WireOpened&) { return named("sts.handshake"); }
std::optional<Happening> name(const WirePacket& packet) {
  const bool answered = packet.sender == Sender::kService && packet.engine_type == '4' && packet.socket_type == '0';
  return answered ? named("sts.connected") : nothing();
}

std::optional<Happening> name(const WireEvent& event) { return named(with_word(event.name, event.payload)); }

// Which segment something was about is only said in the log.
std::optional<Happening> name(const Logged& logged) {
  const auto batch = field<int64_t>(logged, "batchNumber");
  if (!batch) return nothing();
  if (logged.message == "segment closed") return named("segment.closed", batch);
  if (logged.message == "fragment applied") return named("applied", batch);
  if (logged.message != "the segment keeps its original audio") return nothing();
  return named("fallback." + std::string(field<std::string_view>(logged, "reason").value_or("")), batch);
}

// {stream}/{batch}_{kind}.{ending}, {stream}/{batch}.json
std::optional<Happening> name(const FileWritten& file) {
  const std::string_view last = file.path.substr(file.path.rfind('/') + 1);
  int64_t batch = 0;
  const auto number = std::from_chars(last.data(), last.data() + last.size(), batch);
  std::string_view rest(number.ptr, static_cast<std::size_t>(last.data() + last.size() - number.ptr));
  if (rest.starts_with('_')) rest.remove_prefix(1);
  const std::string_view kind = rest.starts_with('.') ? "metadata" : rest.substr(0, rest.find('.'));
  return named("file." + std::string(kind), batch);
}

std::optional<Happening> name(const Counted& counted) {
  const std::string label(counted.label);
  switch (counted.counter) {
    case ports::Counter::kHolds:
      return named("hold");
    case ports::Counter::kRecycles:
      return named("recycle." + label);
    case ports::Counter::kEpochs:
      return named("epoch." + label);
    case ports::Counter::kAlerts:
      return named("alert." + label);
    case ports::Counter::kInputLosses:
      return named("input.lost");
    case ports::Counter::kReconnections:
      return named("reconnected");
    default:
      return nothing();
  }
}

std::optional<Happening> name(const GaugeSet& set) {
  constexpr std::array<const char*, 3> kStates{"breaker.closed", "breaker.half_open", "breaker.open"};
  if (set.gauge != ports::Gauge::kBreakerState) return nothing();
  return named(kStates.at(static_cast<std::size_t>(set.value)));
}

std::optional<Happening> name(const ReadySet& set) { return named(set.ready ? "ready" : "not_ready"); }
std::optional<Happening> name(const FaultBegan& fault) { return named("fault." + std::string(fault.id)); }
std::optional<Happening> name(const FaultEnded& fault) { return named("healed." + std::string(fault.id)); }

// ---- All the names there are.

constexpr std::string_view kPlainNames[] = {
    "signal",         "exit",           "ready",          "not_ready",       "hold",
    "reconnected",    "input.open",     "input.close",    "input.warned",    "input.ended",
    "input.failed",   "input.lost",     "input.format",   "input.described", "output.open",
    "output.started", "output.drained", "output.failed",  "output.video",    "output.audio",
    "output.end",     "output.close",   "output.first",   "output.piece",    "applied",
    "segment.closed", "sts.connecting", "sts.up",         "sts.handshake",   "sts.connected",
    "sts.lost",       "sts.close",      "breaker.closed", "breaker.open",    "breaker.half_open"};

struct Family {
  std::string_view name;
  std::string_view members;  // each between two spaces
};
constexpr Family kFamilies[] = {
    {"fallback",
     " timeout error unusable disconnected breaker paused slow_down overload playout too_short too_large unsupported"
     " drain "},
    {"recycle", " invalid_sequence stream_not_found probe_timeout timeouts requested "},
    {"epoch", " start restart jump format_change "},
    {"alert", " unusable_audio unsupported_audio sequence_mismatch pause_exception "},
    {"file", " video audio dubbed metadata "},
    {"fragment:ack", " queued processing received applied "},
    {"fragment:processed", " success partial failed "},
    {"backpressure", " slow_down pause none "},
};

bool is_distinguished(std::string_view event) {
  return std::ranges::any_of(kDistinguished, [&](const auto& row) { return row.first == event; });
}

}  // namespace

bool is_happening(std::string_view name) {
  if (std::ranges::find(kPlainNames, name) != std::end(kPlainNames)) return true;
  const auto is_event = [&](const contracts::EventContract& row) {
    return row.name == name && row.direction != contracts::Direction::kLocal;
  };
  if (!is_distinguished(name) && std::ranges::any_of(contracts::all_events(), is_event)) return true;
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return false;
  const std::string member = " " + std::string(name.substr(dot + 1)) + " ";
  return std::ranges::any_of(kFamilies, [&](const Family& family) {
    return family.name == name.substr(0, dot) && family.members.find(member) != std::string_view::npos;
  });
}

std::optional<Happening> happening_of(const Observation& observation) {
  return std::visit([](const auto& one) { return name(one); }, observation);
}

}  // namespace sw::sim

#include "sim/trace/trace_line.h"

#include <array>
#include <cstdio>

#include "contracts/object_writer.h"
#include "sim/kernel/scheduler.h"
#include "sim/trace/happening.h"
#include "sim/trace/run_hash.h"
#include "worker/ports/metric_names.h"

namespace sw::sim {
namespace {

using contracts::ObjectWriter;

constexpr std::array<std::string_view, 15> kEvents{
    "alarm",         "signal",        "input.described", "input.format",   "input.unit",
    "input.warned",  "input.ended",   "input.failed",    "output.started", "output.drained",
    "output.failed", "net.connected", "net.received",    "net.closed",     "disk.done"};
static_assert(kEvents.size() == std::variant_size_v<ports::Event>);

constexpr std::array<std::string_view, 4> kLevels{"debug", "info", "warn", "error"};

void member(ObjectWriter& out, std::string_view name, uint64_t number) {
  out.member(name, static_cast<int64_t>(number));
}
void member(ObjectWriter& out, std::string_view name, MediaTime time) { out.member(name, time.nanos()); }

std::string_view view(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
// Bytes are told by how many they are, and by a number that tells others apart.
void content(ObjectWriter& out, std::string_view bytes) {
  member(out, "bytes", bytes.size());
  std::array<char, 9> hash{};
  std::snprintf(hash.data(), hash.size(), "%08x", short_hash(bytes));
  out.member("hash", std::string_view(hash.data()));
}
void content(ObjectWriter& out, const PayloadRef& payload) {
  if (payload != nullptr) content(out, view(payload->bytes()));
}

// ---- What an observation is called where happening_of() has no name for it, and its fields.

struct Words {
  ObjectWriter& out;

  template <class Event>
  void fields_of(const Event& event) const {
    if constexpr (requires { event.run; }) member(out, "run", event.run.value());
    if constexpr (requires { event.connection.value(); }) member(out, "connection", event.connection.value());
    if constexpr (requires { event.text; }) out.member("text", std::string_view(event.text));
    if constexpr (requires { event.bytes.size(); }) content(out, std::string_view(event.bytes));
    if constexpr (requires { event.error.size(); }) out.member("error", std::string_view(event.error));
    if constexpr (requires { event.signal; }) out.member("signal", static_cast<int64_t>(event.signal));
    if constexpr (requires { event.unit.track; }) {
      out.member("track", std::string_view(event.unit.track == Track::kVideo ? "video" : "audio"));
      if (event.unit.pts) member(out, "pts", *event.unit.pts);
      if (event.unit.keyframe) out.member("keyframe", true);
      content(out, event.unit.payload);
    }
  }

  void operator()(const EventHanded& handed) const {
    std::visit([&](const auto& event) { fields_of(event); }, handed.event);
  }
  void operator()(const WorkerExited& exited) const { out.member("code", static_cast<int64_t>(exited.code)); }
  void operator()(const OutputWritten& written) const {
    const ports::OutputUnit& unit = written.unit;
    member(out, "pts", unit.pts);
    member(out, "dts", unit.dts);
    if (unit.keyframe) out.member("keyframe", true);
    content(out, unit.payload);
  }
  void operator()(const OutputAdvanced& advanced) const { member(out, "until", advanced.until); }
  void operator()(const Connecting& connecting) const {
    member(out, "connection", connecting.connection.value());
    out.member("service", connecting.service);
  }
  void operator()(const BytesSent& sent) const {
    member(out, "connection", sent.connection.value());
    content(out, sent.bytes);
  }
  void operator()(const ConnectionClosed& closed) const { member(out, "connection", closed.connection.value()); }
  void sender(Sender sender) const {
    out.member("sender", std::string_view(sender == Sender::kWorker ? "worker" : "service"));
  }
  void operator()(const WirePacket& packet) const {
    sender(packet.sender);
    out.member("packet", std::string({packet.engine_type, packet.socket_type}));
  }
  void operator()(const WireClosing& closing) const { sender(closing.sender); }
  void operator()(const WireEvent& event) const {
    sender(event.sender);
    for (const char* field : {"fragment_id", "sequence_number", "max_inflight", "action", "code"}) {
      if (!event.payload.IsObject()) break;
      const auto found = event.payload.FindMember(field);
      if (found == event.payload.MemberEnd()) continue;
      if (found->value.IsString()) {
        out.member(field, std::string_view(found->value.GetString(), found->value.GetStringLength()));
      }
      if (found->value.IsInt64()) out.member(field, found->value.GetInt64());
    }
    member(out, "bytes", event.bytes);
  }
  void operator()(const WireBroken& broken) const { out.member("why", broken.why); }
  void operator()(const FileWritten& file) const {
    out.member("path", file.path);
    content(out, file.bytes);
  }
  void operator()(const FileRemoved& file) const { out.member("path", file.path); }
  void operator()(const FileFailed& file) const {
    out.member("path", file.path);
    out.member("error", file.error);
  }
  void operator()(const Logged& logged) const {
    out.member("level", kLevels.at(static_cast<std::size_t>(logged.level)));
    out.member("component", logged.component);
    out.member("message", logged.message);
    for (const ports::Field& field : logged.fields) {
      std::visit([&](const auto& value) { out.member(field.name, value); }, field.value);
    }
  }
  void operator()(const Counted& counted) const {
    out.member("metric", ports::name_of(counted.counter));
    if (!counted.label.empty()) out.member("label", counted.label);
    member(out, "n", counted.n);
  }
  void operator()(const GaugeSet& set) const {
    out.member("metric", ports::name_of(set.gauge));
    out.member("value", set.value);
  }
  void operator()(const Observed& observed) const {
    out.member("metric", ports::name_of(observed.histogram));
    out.member("value", observed.value);
  }
  template <class Other>
  void operator()(const Other&) const {}
};

std::string_view plain_name(const Observation& observation) {
  if (const auto* handed = std::get_if<EventHanded>(&observation)) return kEvents.at(handed->event.index());
  if (std::holds_alternative<OutputAdvanced>(observation)) return "output.advance";
  if (std::holds_alternative<OutputFormatSet>(observation)) return "output.format";
  if (std::holds_alternative<BytesSent>(observation)) return "net.sent";
  if (std::holds_alternative<WirePacket>(observation)) return "sts.packet";
  if (std::holds_alternative<WireBroken>(observation)) return "sts.broken";
  if (std::holds_alternative<WireClosing>(observation)) return "sts.closing";
  if (std::holds_alternative<FileRemoved>(observation)) return "file.removed";
  if (std::holds_alternative<FileFailed>(observation)) return "file.failed";
  if (std::holds_alternative<Logged>(observation)) return "log";
  if (std::holds_alternative<Counted>(observation)) return "count";
  if (std::holds_alternative<GaugeSet>(observation)) return "gauge";
  return "measured";
}

}  // namespace

std::string trace_line(Timestamp now, const Observation& observation) {
  std::string line;
  ObjectWriter out(line);
  out.begin();
  out.member("t", (now - kSimulationStart).nanos());
  const auto happening = happening_of(observation);
  out.member("on", happening ? std::string_view(happening->name) : plain_name(observation));
  std::visit(Words{out}, observation);
  out.end();
  return line;
}

}  // namespace sw::sim

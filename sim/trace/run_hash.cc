#include "sim/trace/run_hash.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>

namespace sw::sim {
namespace {

// Order matters, every bit counts; not cryptographic.
class Mixer {
 public:
  explicit Mixer(uint64_t hash) : hash_(hash) {}
  uint64_t value() const { return hash_; }

  void add(uint64_t word) {
    hash_ = std::rotl(hash_ ^ word * 0x9fb21c651e98df25, 27) * 0xbf58476d1ce4e5b9 + 0x94d049bb133111eb;
  }
  void add(int64_t number) { add(static_cast<uint64_t>(number)); }
  void add(bool flag) { add(static_cast<uint64_t>(flag)); }
  void add(double number) { add(std::bit_cast<uint64_t>(number)); }
  void add(std::string_view text) {
    add(text.size());
    for (std::size_t at = 0; at < text.size(); at += sizeof(uint64_t)) {
      uint64_t word = 0;
      std::memcpy(&word, text.data() + at, std::min(sizeof word, text.size() - at));
      add(word);
    }
  }
  void add(std::span<const uint8_t> bytes) {
    add(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  }
  void add(Timestamp time) { add(time.nanos()); }
  void add(MediaTime time) { add(time.nanos()); }
  template <class Kind>
  void add(NumberId<Kind> id) {
    add(id.value());
  }

 private:
  uint64_t hash_;
};

void mix(Mixer& out, const std::optional<MediaTime>& time) {
  out.add(time.has_value());
  if (time) out.add(*time);
}
void mix(Mixer& out, const PayloadRef& payload) {
  if (payload != nullptr) out.add(payload->bytes());
}
void mix(Mixer& out, const AccessUnit& unit) {
  out.add(static_cast<uint64_t>(unit.track));
  mix(out, unit.pts);
  mix(out, unit.dts);
  out.add(unit.keyframe);
  out.add(unit.arrival);
  mix(out, unit.payload);
}
void mix(Mixer& out, const VideoFormat& format) {
  out.add(std::span<const uint8_t>(format.codec_data));
  out.add(static_cast<int64_t>(format.width));
  out.add(static_cast<int64_t>(format.height));
  out.add(static_cast<int64_t>(format.reorder_frames.value_or(-1)));
}
void mix(Mixer& out, const AudioFormat& format) {
  out.add(std::span<const uint8_t>(format.codec_data));
  out.add(static_cast<int64_t>(format.sample_rate));
  out.add(static_cast<int64_t>(format.channels));
  out.add(static_cast<int64_t>(format.frame_samples));
}
void mix(Mixer& out, const std::vector<ports::InputDescribed::Media>& media) {
  for (const auto& [kind, encoding] : media) {
    out.add(std::string_view(kind));
    out.add(std::string_view(encoding));
  }
}

// ---- Events that are handed to the worker; their kind is in already.

template <class Event>
void mix_event(Mixer& out, const Event& event) {
  if constexpr (requires { event.run; }) out.add(event.run);
  if constexpr (requires { event.connection; }) out.add(event.connection);  // an id, or whether it was the peer
  if constexpr (requires { event.job; }) out.add(event.job);
  if constexpr (requires { event.text; }) out.add(std::string_view(event.text));
  if constexpr (requires { event.error.size(); }) out.add(std::string_view(event.error));
  if constexpr (requires { event.bytes; }) out.add(std::string_view(event.bytes));
  if constexpr (requires { event.unit; }) mix(out, event.unit);
  if constexpr (requires { event.media; }) mix(out, event.media);
  if constexpr (requires { event.format; }) std::visit([&](const auto& format) { mix(out, format); }, event.format);
  if constexpr (requires { event.type; }) out.add(static_cast<uint64_t>(event.type));
  if constexpr (requires { event.failure; }) out.add(static_cast<uint64_t>(event.failure));
  if constexpr (requires { event.reason; }) out.add(static_cast<uint64_t>(event.reason));
  if constexpr (requires { event.signal; }) out.add(static_cast<int64_t>(event.signal));
}

// ---- Observations; their kind is in already.

void mix(Mixer& out, const EventHanded& handed) {
  out.add(static_cast<uint64_t>(handed.event.index()));
  std::visit([&](const auto& event) { mix_event(out, event); }, handed.event);
}
void mix(Mixer& out, const WorkerExited& exited) { out.add(static_cast<int64_t>(exited.code)); }
void mix(Mixer& out, const InputOpened& opened) { out.add(opened.run); }
void mix(Mixer& out, const OutputOpened& opened) {
  out.add(opened.run);
  mix(out, opened.video);
  mix(out, opened.audio);
}
void mix(Mixer& out, const OutputWritten& written) {
  const ports::OutputUnit& unit = written.unit;
  out.add(static_cast<uint64_t>(unit.track));
  out.add(unit.pts);
  out.add(unit.dts);
  out.add(unit.duration.nanos());
  out.add(unit.keyframe);
  mix(out, unit.payload);
}
void mix(Mixer& out, const OutputAdvanced& advanced) {
  out.add(static_cast<uint64_t>(advanced.track));
  out.add(advanced.until);
}
void mix(Mixer& out, const OutputFormatSet& set) { mix(out, set.video); }
void mix(Mixer& out, const Connecting& connecting) {
  out.add(connecting.connection);
  out.add(connecting.service);
}
void mix(Mixer& out, const BytesSent& sent) {
  out.add(sent.connection);
  out.add(sent.bytes);
}
void mix(Mixer& out, const ConnectionClosed& closed) { out.add(closed.connection); }
void mix(Mixer& out, const FileWritten& file) {
  out.add(file.path);
  out.add(file.bytes);
}
void mix(Mixer& out, const FileRemoved& file) { out.add(file.path); }
void mix(Mixer& out, const FileFailed& file) {
  out.add(file.path);
  out.add(file.error);
}
void mix(Mixer& out, const Logged& logged) {
  out.add(static_cast<uint64_t>(logged.level));
  out.add(logged.component);
  out.add(logged.message);
  for (const ports::Field& field : logged.fields) {
    out.add(field.name);
    std::visit([&](const auto& value) { out.add(value); }, field.value);
  }
}
void mix(Mixer& out, const Counted& counted) {
  out.add(static_cast<uint64_t>(counted.counter));
  out.add(counted.label);
  out.add(counted.n);
}
void mix(Mixer& out, const GaugeSet& set) {
  out.add(static_cast<uint64_t>(set.gauge));
  out.add(set.value);
}
void mix(Mixer& out, const Observed& observed) {
  out.add(static_cast<uint64_t>(observed.histogram));
  out.add(observed.value);
}
void mix(Mixer& out, const ReadySet& set) { out.add(set.ready); }
void mix(Mixer& out, const FaultBegan& fault) { out.add(fault.id); }
void mix(Mixer& out, const FaultEnded& fault) { out.add(fault.id); }
// What carries nothing, and what was read from bytes that are in already.
template <class Other>
void mix(Mixer&, const Other&) {}

}  // namespace

void RunHash::on(Timestamp now, const Observation& observation) {
  Mixer out(hash_);
  out.add(now);
  out.add(static_cast<uint64_t>(observation.index()));
  std::visit([&](const auto& one) { mix(out, one); }, observation);
  hash_ = out.value();
  ++count_;
  if (keeps_steps_) steps_.push_back(hash_);
}

std::optional<std::size_t> first_difference(std::span<const uint64_t> a, std::span<const uint64_t> b) {
  const auto [in_a, in_b] = std::ranges::mismatch(a, b);
  if (in_a == a.end() && in_b == b.end()) return std::nullopt;
  return static_cast<std::size_t>(in_a - a.begin());
}

uint32_t short_hash(std::string_view bytes) {
  Mixer out(0);
  out.add(bytes);
  return static_cast<uint32_t>(out.value() >> 32);
}

}  // namespace sw::sim

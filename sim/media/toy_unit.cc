#include "sim/media/toy_unit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/media/byte_order.h"
#include "sim/media/tags.h"
#include "worker/base/check.h"

namespace sw::sim {
namespace {

constexpr uint8_t kMark = 'T';
constexpr uint8_t kShared = 1;  // flag
constexpr uint8_t kRamp = 0;
constexpr uint8_t kSamples = 1;
constexpr uint8_t kNote = 2;
// Shorter ones take more bytes than their samples.
constexpr std::size_t kLeastRamp = 8;
// How far a sample may be from a ramp that is not exact.
constexpr double kTolerance = 0x1p-24;
constexpr float kSampleUnit = 0x1p23F;
constexpr int32_t kLargestSample = (1 << 23) - 1;
// Loops of this many steps over floats are what the compiler turns into vectors.
constexpr std::size_t kBlock = 16;
constexpr std::array<float, kBlock> kIndices{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

struct Ramp {
  std::size_t count;
  float first;
  float step;
  float at(std::size_t i) const { return first + step * static_cast<float>(static_cast<int>(i)); }
};

bool is_in_range(float value) { return std::abs(value) <= 1.0F; }  // not for NaN

// kBlock values of the ramp from `from` on, the same as of at().
void fill_block(const Ramp& ramp, std::size_t from, float* values) {
  const auto base = static_cast<float>(static_cast<int>(from));
  for (std::size_t i = 0; i < kBlock; ++i) values[i] = ramp.first + ramp.step * (base + kIndices[i]);
}

bool block_fits(const Ramp& ramp, std::span<const float> samples, std::size_t from) {
  std::array<float, kBlock> values;
  fill_block(ramp, from, values.data());
  const float* block = samples.data() + from;
  int misses = 0;
  for (std::size_t i = 0; i < kBlock; ++i) misses += values[i] != block[i] ? 1 : 0;
  return misses == 0;
}

// The longest exact ramp at the front of `samples`, which are not empty.
Ramp exact_ramp(std::span<const float> samples) {
  Ramp ramp{1, samples[0], samples.size() > 1 ? samples[1] - samples[0] : 0.0F};
  std::size_t count = 0;
  while (count + kBlock <= samples.size() && block_fits(ramp, samples, count)) count += kBlock;
  while (count < samples.size() && samples[count] == ramp.at(count)) ++count;
  ramp.count = std::max<std::size_t>(count, 1);
  return ramp;
}

constexpr std::array<double, kMaxToyFrame> kInverse = [] {
  std::array<double, kMaxToyFrame> inverse{};
  for (std::size_t i = 1; i < kMaxToyFrame; ++i) inverse[i] = 1.0 / static_cast<double>(i);
  return inverse;
}();

// The longest ramp from the first sample on that no sample is further from than the tolerance: each narrows the range
// of steps that are possible.
Ramp near_ramp(std::span<const float> samples) {
  const double first = samples[0];
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  std::size_t count = 1;
  for (; count < samples.size(); ++count) {
    const double rise = samples[count] - first;
    const double low = std::max(least, (rise - kTolerance) * kInverse[count]);
    const double high = std::min(most, (rise + kTolerance) * kInverse[count]);
    if (!(low <= high) || !is_in_range(samples[count])) break;
    least = low;
    most = high;
  }
  return {count, samples[0], count > 1 ? static_cast<float>((least + most) / 2) : 0.0F};
}

// A ramp worth its bytes at the front of `samples`; its count is 0 where there is none.
Ramp find_ramp(std::span<const float> samples) {
  const Ramp none{0, 0, 0};
  if (!is_in_range(samples[0])) return none;
  const Ramp exact = exact_ramp(samples);
  const bool usable = exact.count >= kLeastRamp && is_in_range(exact.at(exact.count - 1));
  if (usable && exact.count == samples.size()) return exact;
  const Ramp near = near_ramp(samples);
  if (usable && exact.count >= near.count) return exact;
  return near.count >= kLeastRamp ? near : none;
}

void put_ramp(const Ramp& ramp, std::vector<uint8_t>& unit) {
  unit.push_back(kRamp);
  put(unit, static_cast<uint16_t>(ramp.count));
  put_float(unit, ramp.first);
  put_float(unit, ramp.step);
}

void put_sample(int64_t value, std::vector<uint8_t>& unit) {
  const auto bits = static_cast<uint32_t>(value);
  for (int shift = 0; shift < 24; shift += 8) unit.push_back(static_cast<uint8_t>(bits >> shift));
}

void put_samples(std::span<const float> samples, std::vector<uint8_t>& unit) {
  if (samples.empty()) return;
  unit.push_back(kSamples);
  put(unit, static_cast<uint16_t>(samples.size()));
  for (const float sample : samples) {
    const float clipped = std::isnan(sample) ? 0.0F : std::clamp(sample, -1.0F, 1.0F);
    put_sample(std::min<int64_t>(std::lrint(clipped * kSampleUnit), kLargestSample), unit);
  }
}

void put_runs(std::span<const float> samples, std::vector<uint8_t>& unit) {
  std::size_t pending = 0;  // samples at the front that are in no ramp
  while (pending < samples.size()) {
    const Ramp ramp = find_ramp(samples.subspan(pending));
    if (ramp.count == 0) {
      ++pending;
      continue;
    }
    put_samples(samples.first(pending), unit);
    put_ramp(ramp, unit);
    samples = samples.subspan(pending + ramp.count);
    pending = 0;
  }
  put_samples(samples, unit);
}

void put_head(bool shared, std::size_t frames, std::vector<uint8_t>& unit) {
  unit.push_back(kMark);
  unit.push_back(shared ? kShared : 0);
  put(unit, static_cast<uint16_t>(frames));
}

// ---- Reading.

struct Head {
  bool shared;
  std::size_t frames;
};

std::optional<Head> take_head(ByteReader& reader) {
  const auto mark = reader.take<uint8_t>();
  const auto flags = reader.take<uint8_t>();
  const auto frames = reader.take<uint16_t>();
  if (reader.failed() || mark != kMark || flags > kShared || frames == 0 || frames > kMaxToyFrame) return std::nullopt;
  return Head{flags == kShared, frames};
}

void fill(const Ramp& ramp, std::span<float> samples) {
  std::size_t i = 0;
  for (; i + kBlock <= samples.size(); i += kBlock) fill_block(ramp, i, samples.data() + i);
  for (; i < samples.size(); ++i) samples[i] = ramp.at(i);
}

std::optional<Ramp> read_ramp(ByteReader& reader, std::size_t count) {
  Ramp ramp{count, 0, 0};
  ramp.first = reader.take_float();
  ramp.step = reader.take_float();
  if (reader.failed() || !is_in_range(ramp.first) || !std::isfinite(ramp.step)) return std::nullopt;
  // A rounding error beyond the ends of the range is forgiven.
  if (!(std::abs(ramp.at(count - 1)) <= 1.0F + static_cast<float>(kTolerance) * 4)) return std::nullopt;
  return ramp;
}

bool take_ramp(ByteReader& reader, std::span<float> samples) {
  const auto ramp = read_ramp(reader, samples.size());
  if (ramp) fill(*ramp, samples);
  return ramp.has_value();
}

int32_t sample_at(std::span<const uint8_t> bytes, std::size_t i) {
  const uint32_t bits =
      bytes[3 * i] | static_cast<uint32_t>(bytes[3 * i + 1]) << 8 | static_cast<uint32_t>(bytes[3 * i + 2]) << 16;
  return static_cast<int32_t>(bits << 8) >> 8;
}

bool take_samples(ByteReader& reader, std::span<float> samples) {
  const auto bytes = reader.take_bytes(samples.size() * 3);
  if (reader.failed()) return false;
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<float>(sample_at(bytes, i)) / kSampleUnit;
  return true;
}

// The runs of one list, which fill `samples`.
bool take_runs(ByteReader& reader, std::span<float> samples) {
  while (!samples.empty()) {
    const auto kind = reader.take<uint8_t>();
    if (kind == kNote) reader.take<uint64_t>();
    if (reader.failed()) return false;
    if (kind == kNote) continue;
    const std::size_t count = reader.take<uint16_t>();
    if (count == 0 || count > samples.size()) return false;
    const auto run = samples.first(count);
    if (kind != kRamp && kind != kSamples) return false;
    if (!(kind == kRamp ? take_ramp(reader, run) : take_samples(reader, run))) return false;
    samples = samples.subspan(count);
  }
  return true;
}

// ---- Negating, run by run: what is a ramp stays one.

bool negate_run(ByteReader& reader, uint8_t kind, std::size_t count, std::vector<uint8_t>& unit) {
  if (kind == kRamp) {
    const auto ramp = read_ramp(reader, count);
    if (ramp) put_ramp({count, -ramp->first, -ramp->step}, unit);
    return ramp.has_value();
  }
  const auto bytes = reader.take_bytes(count * 3);
  if (kind != kSamples || reader.failed()) return false;
  unit.push_back(kSamples);
  put(unit, static_cast<uint16_t>(count));
  for (std::size_t i = 0; i < count; ++i) put_sample(std::min(-sample_at(bytes, i), kLargestSample), unit);
  return true;
}

// The runs of one list of `frames` samples, without their notes.
bool negate_runs(ByteReader& reader, std::size_t frames, std::vector<uint8_t>& unit) {
  while (frames > 0) {
    const auto kind = reader.take<uint8_t>();
    if (kind == kNote) reader.take<uint64_t>();
    if (reader.failed()) return false;
    if (kind == kNote) continue;
    const std::size_t count = reader.take<uint16_t>();
    if (count == 0 || count > frames || !negate_run(reader, kind, count, unit)) return false;
    frames -= count;
  }
  return true;
}

}  // namespace

void pack_unit(std::span<const float> samples, std::size_t channels, std::vector<uint8_t>& unit) {
  const std::size_t frames = samples.size() / channels;
  SW_CHECK(frames > 0);
  SW_CHECK(frames <= kMaxToyFrame);
  SW_CHECK(channels <= kMaxPackedChannels);
  if (channels == 1) {
    put_head(false, frames, unit);
    return put_runs(samples, unit);
  }
  std::array<std::array<float, kMaxToyFrame>, 2> planes;
  std::size_t differing = 0;
  for (std::size_t i = 0; i < frames; ++i) {
    planes[0][i] = samples[2 * i];
    planes[1][i] = samples[2 * i + 1];
    differing += planes[0][i] != planes[1][i] ? 1 : 0;
  }
  const bool same = differing == 0;
  put_head(same, frames, unit);
  put_runs(std::span(planes[0]).first(frames), unit);
  if (!same) put_runs(std::span(planes[1]).first(frames), unit);
}

void pack_tags(uint64_t first_sample, std::size_t frames, uint64_t number, std::vector<uint8_t>& unit) {
  put_head(true, frames, unit);
  unit.push_back(kNote);
  put(unit, number);
  while (frames > 0) {
    const std::size_t left = kTagPeriod - first_sample % kTagPeriod;
    const std::size_t count = std::min<std::size_t>(frames, left);
    put_ramp({count, source_tag(first_sample), kTagStep}, unit);
    first_sample += count;
    frames -= count;
  }
}

void pack_silence(std::size_t frames, std::vector<uint8_t>& unit) {
  put_head(true, frames, unit);
  put_ramp({frames, 0.0F, 0.0F}, unit);
}

bool unpack_unit(std::span<const uint8_t> unit, std::size_t channels, std::span<float> samples) {
  ByteReader reader(unit);
  const auto head = take_head(reader);
  if (channels < 1 || channels > kMaxToyChannels) return false;
  if (!head || head->frames * channels != samples.size()) return false;
  if (channels == 1) return take_runs(reader, samples) && reader.left() == 0;
  std::array<float, kMaxToyFrame> plane;
  for (std::size_t channel = 0; channel < channels; ++channel) {
    if (channel == 0 || !head->shared) {
      if (!take_runs(reader, std::span(plane).first(head->frames))) return false;
    }
    for (std::size_t i = 0; i < head->frames; ++i) samples[i * channels + channel] = plane[i];
  }
  return reader.left() == 0;
}

bool negate_unit(std::vector<uint8_t>& unit, std::size_t channels) {
  ByteReader reader(unit);
  const auto head = take_head(reader);
  if (!head || channels < 1 || channels > kMaxPackedChannels) return false;
  std::vector<uint8_t> negated;
  negated.reserve(unit.size());
  put_head(head->shared, head->frames, negated);
  const bool two_lists = channels == 2 && !head->shared;
  if (!negate_runs(reader, head->frames, negated)) return false;
  if (two_lists && !negate_runs(reader, head->frames, negated)) return false;
  if (reader.left() > 0) return false;
  unit = std::move(negated);
  return true;
}

std::optional<uint64_t> note_of(std::span<const uint8_t> unit) {
  ByteReader reader(unit);
  if (!take_head(reader) || reader.take<uint8_t>() != kNote) return std::nullopt;
  const auto number = reader.take<uint64_t>();
  if (reader.failed()) return std::nullopt;
  return number;
}

}  // namespace sw::sim

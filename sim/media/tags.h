// The tags of virtual audio: a sample's value says which sample of the source it is, so that whoever sees the output
// can follow each one through splice, trim, pad, cross-fade and resampling.
//
//   source sample n   0.25 + (n mod 2^21) * 2^-23     in [0.25, 0.5): a ramp, every value exact in a float and in 24
//   bits dubbed sample n   the same, negated               in (-0.5, -0.25] silence           0 anything else     in
//   (-0.25, 0.25): a mixture of two (a cross-fade), or a unit decoded without the one before it,
//                     whose values are halved
//
// All channels of a sample carry the same tag. n is counted from the source's first sample over all its restarts, gaps
// and changes of format: what a gap swallows has its numbers too. A tag repeats after 2^21 samples: 262 s at 8 kHz, 43
// s at 48 kHz, longer than anything stays in the worker.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

namespace sw::sim {

inline constexpr uint64_t kTagPeriod = uint64_t{1} << 21;
// The difference of two successive tags.
inline constexpr float kTagStep = 0x1p-23F;
inline constexpr float kFirstTag = 0.25F;

enum class Voice : uint8_t { kSource, kDubbed };

constexpr float source_tag(uint64_t sample) { return kFirstTag + static_cast<float>(sample % kTagPeriod) * kTagStep; }
constexpr float dubbed_tag(uint64_t sample) { return -source_tag(sample); }

// What one decoded value says: whose sample it is, and its number modulo kTagPeriod, with a fraction where resampling
// put it between two.
struct Tag {
  Voice voice;
  double sample;
};

// The tag of a value; none for silence and mixtures. Values less than half a step outside of a range belong to it.
inline std::optional<Tag> read_tag(float value) {
  const double sample = (std::abs(static_cast<double>(value)) - kFirstTag) / kTagStep;
  if (!(sample > -0.5) || sample >= static_cast<double>(kTagPeriod) - 0.5) return std::nullopt;
  return Tag{value < 0 ? Voice::kDubbed : Voice::kSource, sample};
}

// Of all numbers that have this tag, the one nearest to `expected`.
inline double nearest_sample(const Tag& tag, double expected) {
  const auto period = static_cast<double>(kTagPeriod);
  return tag.sample + std::round((expected - tag.sample) / period) * period;
}

}  // namespace sw::sim

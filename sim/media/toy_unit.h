// A virtual access unit of audio: a few bytes that stand for a frame of samples.
//
//   'T'  flags  frame samples (16 bits)  then per channel its runs:
//   0    count (16)  first (float)  step (float)   a ramp: sample i is first + step * i
//   1    count (16)  count * 24 bits               samples one by one, in steps of 2^-23
//   2    number (64 bits)                          a note, no samples: makes a unit unlike all others
// Flag 1: there is one list of runs, and all channels follow it. Numbers are little-endian.
//
// A note comes before the samples of its list. Values lie within -1 to 1: others are clipped, and what is no number is
// silence. Samples one by one are rounded to 2^-23, and ramps that are not exact are off by less than 2^-22. Ramps of
// tags (tags.h) and silence come back exactly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace sw::sim {

// The most that one frame may hold, in samples per channel and in channels; more than two are only read.
inline constexpr std::size_t kMaxToyFrame = 2048;
inline constexpr std::size_t kMaxToyChannels = 6;
inline constexpr std::size_t kMaxPackedChannels = 2;

// Appends the unit of interleaved samples to `unit`, at most kMaxToyFrame frames of kMaxPackedChannels: 6,154 bytes
// when nothing of 1024 stereo samples is a ramp, 15 bytes when all of them are the same one.
void pack_unit(std::span<const float> samples, std::size_t channels, std::vector<uint8_t>& unit);
// The unit of one ramp on all channels, or of two where the tags begin anew within it, with a note.
void pack_tags(uint64_t first_sample, std::size_t frames, uint64_t number, std::vector<uint8_t>& unit);
// The unit of silence.
void pack_silence(std::size_t frames, std::vector<uint8_t>& unit);

// Fills `samples` (frames * channels, interleaved) from a unit. False, with `samples` in any state, when it is none of
// that many frames and channels.
bool unpack_unit(std::span<const uint8_t> unit, std::size_t channels, std::span<float> samples);

// Negates every value of a unit in place; a note is lost. False for what is no unit.
bool negate_unit(std::vector<uint8_t>& unit, std::size_t channels);
// The note of a unit; none where it has none or is no unit.
std::optional<uint64_t> note_of(std::span<const uint8_t> unit);

}  // namespace sw::sim

// What a movie says about its first AAC track, apart from where the samples are.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "worker/base/expected.h"
#include "worker/base/media.h"

namespace sw::adapters::mpeg4 {

// The one part of the media that is presented (the edit list, ISO/IEC 14496-12 §8.6.6).
struct Edit {
  uint64_t from = 0;    // ticks of the media
  uint64_t length = 0;  // ticks of the movie; 0 where it is open
};

// What samples of a fragment have where the fragment does not say (the box 'trex', §8.8.3).
struct FragmentDefaults {
  uint32_t duration = 0;
  uint32_t size = 0;
};

struct AudioTrack {
  uint32_t id = 0;
  AudioFormat format;
  uint32_t timescale = 0;        // ticks of the media per second
  uint32_t movie_timescale = 0;  // ticks of the movie per second
  std::optional<Edit> edit;
  std::optional<FragmentDefaults> fragments;  // present when samples come in fragments
  std::span<const uint8_t> sample_table;      // the content of its 'stbl'
};

// `movie` is the content of the box 'moov'. The error is static text.
expected<AudioTrack, std::string_view> find_audio_track(std::span<const uint8_t> movie);

}  // namespace sw::adapters::mpeg4

// An MP4 file of one track (ISO/IEC 14496-12): ftyp, moov, mdat, in this order, so that a reader may begin at once.
// Without dates, so that the same media gives the same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "worker/base/media.h"

namespace sw::adapters::mpeg4 {

struct MovieSample {
  PayloadRef payload;
  uint32_t duration = 0;            // ticks to the next sample in decode order
  uint32_t composition_offset = 0;  // ticks from decoding to presentation
  bool sync = true;
};

struct Movie {
  Track track = Track::kVideo;
  uint32_t timescale = 0;    // ticks per second, of everything
  std::string sample_entry;  // a whole box
  uint16_t width = 0;        // pixels; 0 for audio
  uint16_t height = 0;
  std::vector<MovieSample> samples;
  // What of the media is presented (the edit list, §8.6.6), in ticks; the first sample is decoded at 0.
  uint32_t presented_from = 0;
  uint32_t presented_for = 0;
};

// A larger file would need other boxes.
inline constexpr uint64_t kMaxMovieBytes = 0x7fff'ffff;

// The payloads together are well below kMaxMovieBytes, and the durations below 2^32.
std::string write_movie(const Movie& movie);

}  // namespace sw::adapters::mpeg4

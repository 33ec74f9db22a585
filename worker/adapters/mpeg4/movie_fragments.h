// Where a track's samples are in a fragmented file (ISO/IEC 14496-12 §8.8).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "worker/adapters/mpeg4/audio_track.h"
#include "worker/adapters/mpeg4/sample_table.h"
#include "worker/base/expected.h"

namespace sw::adapters::mpeg4 {

struct FragmentPlaces {
  SamplePlaces samples;
  uint64_t start = 0;  // when the first is decoded, in ticks of the media (the box 'tfdt', §8.8.12)
};

// `file` is the whole file; the same limit and promise as read_sample_table().
expected<FragmentPlaces, std::string_view> read_fragments(std::span<const uint8_t> file, uint32_t track_id,
                                                          const FragmentDefaults& defaults);

}  // namespace sw::adapters::mpeg4

// Where a track's samples are in the file, as the boxes of its sample table say (ISO/IEC 14496-12 §8.6.1, §8.7).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "worker/base/expected.h"

namespace sw::adapters::mpeg4 {

struct SamplePlaces {
  struct Place {
    uint64_t offset;  // in the file
    uint32_t size;
  };
  std::vector<Place> places;
  uint64_t duration = 0;  // of all, in ticks of the media
};

// At most kMaxContainerUnits places, which may lie anywhere: whoever reads there checks them. The error is static text.
expected<SamplePlaces, std::string_view> read_sample_table(std::span<const uint8_t> table);

}  // namespace sw::adapters::mpeg4

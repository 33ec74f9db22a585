// AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1): how the AAC frames that follow are to be understood.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "worker/base/expected.h"

namespace sw::adapters::mpeg4 {

// The decoder's output: with SBR signalled explicitly, rate and frame are those of the doubled output; with
// parametric stereo, a mono stream has two channels.
struct AacParameters {
  int sample_rate;    // Hz
  int channels;       // 0 where only the first frame can tell
  int frame_samples;  // per channel: 1024 or 960, doubled by SBR; 512 or 480 for low delay
};

// The error is static text that says what is missing or not supported.
expected<AacParameters, std::string_view> parse_audio_specific_config(std::span<const uint8_t> config);

}  // namespace sw::adapters::mpeg4

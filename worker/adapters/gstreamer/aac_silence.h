// Silence as AAC.
#pragma once

#include <cstdint>
#include <vector>

#include "worker/base/expected.h"

namespace sw::adapters::gst {

// A raw_data_block (ISO/IEC 14496-3 §4.4.2.1) that decodes to silence in any AAC-LC stream with the default layout of
// `channels` (1 to 6, or 8: table 1.19), whatever its rate and frame length. Empty for another number.
std::vector<uint8_t> silent_raw_data_block(int channels);

}  // namespace sw::adapters::gst

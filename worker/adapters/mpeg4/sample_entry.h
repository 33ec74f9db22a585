// How a track's samples are to be understood: the sample entries of H.264 (ISO/IEC 14496-15 §5.4.2) and AAC (14496-14
// §5.6), the latter in both directions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "worker/base/expected.h"
#include "worker/base/media.h"

namespace sw::adapters::mpeg4 {

// The box 'avc1' around the configuration record; the error is static text.
expected<std::string, std::string_view> avc_sample_entry(const VideoFormat& format);

// The box 'mp4a' around the AudioSpecificConfig; the error is static text.
expected<std::string, std::string_view> aac_sample_entry(const AudioFormat& format);

// The format that the content of a box 'mp4a' describes. The error, static text, says why it is not AAC that can be
// decoded.
expected<AudioFormat, std::string_view> read_aac_sample_entry(std::span<const uint8_t> content);

}  // namespace sw::adapters::mpeg4

// What an AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.3.3.1) and an access unit in the AVC form say.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace sw::adapters::gst {

// Whether these bytes are a configuration record with 4-byte lengths and at least one sequence parameter set.
bool is_avc_configuration(std::span<const uint8_t> record);

// The reordering depth that the record's first sequence parameter set states: max_num_reorder_frames of its VUI; 0
// where output order is decoding order (pic_order_cnt_type 2, ITU-T H.264 §8.2.1) or the profile knows no B slices
// (Baseline). Absent where it says nothing, or cannot be read.
std::optional<int> reorder_frames_of(std::span<const uint8_t> record);

// Whether the access unit has a slice of an IDR picture (nal_unit_type 5). GStreamer's own flag says less: it is clear
// for any intra picture, and an open GOP's cannot begin a stream.
bool has_idr_slice(std::span<const uint8_t> access_unit);

}  // namespace sw::adapters::gst

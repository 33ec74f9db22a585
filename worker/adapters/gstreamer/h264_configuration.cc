#include "worker/adapters/gstreamer/h264_configuration.h"

#define GST_USE_UNSTABLE_API
#include <gst/codecparsers/gsth264parser.h>

#include <memory>

namespace sw::adapters::gst {

namespace {

constexpr std::size_t kFirstParameterSet = 6;  // where the record's parameter sets begin, each behind a 16-bit length
constexpr std::size_t kLengthSize = 4;         // of NAL units in an access unit
constexpr uint8_t kNalTypeMask = 0x1f;
constexpr uint8_t kBaselineProfile = 66;

struct ParserFree {
  void operator()(GstH264NalParser* parser) const { gst_h264_nal_parser_free(parser); }
};

std::optional<int> reorder_frames_of(const GstH264SPS& sps) {
  if (sps.vui_parameters_present_flag && sps.vui_parameters.bitstream_restriction_flag) {
    return static_cast<int>(sps.vui_parameters.num_reorder_frames);
  }
  if (sps.pic_order_cnt_type == 2 || sps.profile_idc == kBaselineProfile) return 0;
  return std::nullopt;
}

}  // namespace

bool is_avc_configuration(std::span<const uint8_t> record) {
  return record.size() > kFirstParameterSet + 2 && record[0] == 1 && (record[4] & 3) == kLengthSize - 1 &&
         (record[5] & 0x1f) > 0;
}

std::optional<int> reorder_frames_of(std::span<const uint8_t> record) {
  if (!is_avc_configuration(record)) return std::nullopt;
  const std::unique_ptr<GstH264NalParser, ParserFree> parser(gst_h264_nal_parser_new());
  GstH264NalUnit nalu{};
  const auto found = gst_h264_parser_identify_nalu_avc(parser.get(), record.data(), kFirstParameterSet, record.size(),
                                                       /*nal_length_size=*/2, &nalu);
  GstH264SPS sps{};
  if (found != GST_H264_PARSER_OK || nalu.type != GST_H264_NAL_SPS) return std::nullopt;
  if (gst_h264_parser_parse_sps(parser.get(), &nalu, &sps) != GST_H264_PARSER_OK) return std::nullopt;
  const auto frames = reorder_frames_of(sps);
  gst_h264_sps_clear(&sps);
  return frames;
}

bool has_idr_slice(std::span<const uint8_t> access_unit) {
  while (access_unit.size() > kLengthSize) {
    const std::size_t length = std::size_t{access_unit[0]} << 24 | std::size_t{access_unit[1]} << 16 |
                               std::size_t{access_unit[2]} << 8 | std::size_t{access_unit[3]};
    if ((access_unit[kLengthSize] & kNalTypeMask) == GST_H264_NAL_SLICE_IDR) return true;
    if (length >= access_unit.size() - kLengthSize) return false;
    access_unit = access_unit.subspan(kLengthSize + length);
  }
  return false;
}

}  // namespace sw::adapters::gst

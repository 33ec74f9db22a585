#include "tests/gst/flv_tags.h"

#include <algorithm>
#include <iterator>

#include "worker/base/check.h"

namespace sw::tests {

namespace {

constexpr std::size_t kFileHeader = 9 + 4;  // and the size of the tag before the first
constexpr std::size_t kTagHeader = 11;
constexpr std::size_t kTagTrailer = 4;
constexpr uint8_t kAac = 10;
constexpr uint8_t kAvc = 7;

uint32_t big_endian_24(std::span<const uint8_t> bytes) {
  return static_cast<uint32_t>(bytes[0] << 16 | bytes[1] << 8 | bytes[2]);
}

std::size_t tag_size(std::span<const uint8_t> bytes) {
  return kTagHeader + big_endian_24(bytes.subspan(1)) + kTagTrailer;
}

void read_audio(FlvTag& tag, std::span<const uint8_t> body) {
  SW_CHECK(body.size() >= 2);
  SW_CHECK(body[0] >> 4 == kAac);
  tag.kind = body[1] == 0 ? FlvTag::Kind::kAudioHeader : FlvTag::Kind::kAudio;
  tag.media.assign(body.begin() + 2, body.end());
}

void read_video(FlvTag& tag, std::span<const uint8_t> body) {
  SW_CHECK(body.size() >= 5);
  SW_CHECK((body[0] & 15) == kAvc);
  SW_CHECK(body[1] <= 2);
  constexpr FlvTag::Kind kKinds[] = {FlvTag::Kind::kVideoHeader, FlvTag::Kind::kVideo, FlvTag::Kind::kVideoEnd};
  tag.kind = kKinds[body[1]];
  tag.keyframe = body[0] >> 4 == 1;
  tag.composition_ms = big_endian_24(body.subspan(2));
  if (tag.composition_ms >= 1 << 23) tag.composition_ms -= 1 << 24;  // signed
  tag.media.assign(body.begin() + 5, body.end());
}

}  // namespace

FlvTag take_tag(std::span<const uint8_t>& bytes) {
  SW_CHECK(bytes.size() >= kTagHeader);
  SW_CHECK(bytes.size() >= tag_size(bytes));
  FlvTag tag;
  tag.timestamp_ms = int64_t{big_endian_24(bytes.subspan(4))} | int64_t{bytes[7]} << 24;
  const auto body = bytes.subspan(kTagHeader, big_endian_24(bytes.subspan(1)));
  if (bytes[0] == 8) read_audio(tag, body);
  if (bytes[0] == 9) read_video(tag, body);
  if (bytes[0] == 18) tag.kind = FlvTag::Kind::kScript;
  bytes = bytes.subspan(tag_size(bytes));
  return tag;
}

std::vector<FlvTag> read_flv(std::span<const uint8_t> file) {
  std::vector<FlvTag> tags;
  if (file.size() < kFileHeader) return tags;
  file = file.subspan(kFileHeader);
  while (file.size() >= kTagHeader && file.size() >= tag_size(file)) tags.push_back(take_tag(file));
  return tags;
}

std::vector<FlvTag> of_kind(const std::vector<FlvTag>& tags, FlvTag::Kind kind) {
  std::vector<FlvTag> found;
  std::copy_if(tags.begin(), tags.end(), std::back_inserter(found), [&](const auto& tag) { return tag.kind == kind; });
  return found;
}

}  // namespace sw::tests

#include "tests/unit/adapters/mpeg4/made_media.h"

#include <array>
#include <utility>

#include "worker/base/random.h"

namespace sw::tests {

namespace {

class MadePayload final : public Payload {
 public:
  explicit MadePayload(std::vector<uint8_t> bytes) : bytes_(std::move(bytes)) {}
  std::size_t size() const override { return bytes_.size(); }
  std::span<const uint8_t> bytes() const override { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
};

std::vector<uint8_t> made_bytes(uint64_t entity, std::size_t size) {
  std::vector<uint8_t> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(keyed_draw(7, "bytes", entity, i));
  return bytes;
}

}  // namespace

PayloadRef made_payload(std::vector<uint8_t> bytes) { return std::make_shared<MadePayload>(std::move(bytes)); }

ports::AudioClip made_clip(std::size_t count) {
  ports::AudioClip clip{
      .format = {.codec_data = {0x11, 0x90}, .sample_rate = 48'000, .channels = 2, .frame_samples = 1024}, .units = {}};
  for (std::size_t i = 0; i < count; ++i) clip.units.push_back(made_payload(made_bytes(i, 8 + i % 40)));
  clip.samples = static_cast<int64_t>(count) * 1024;
  return clip;
}

VideoFormat made_video_format() {
  return {.codec_data = {1, 66, 0, 30, 255, 225, 0, 0}, .width = 320, .height = 240, .reorder_frames = 1};
}

std::vector<ports::VideoSample> made_video(std::size_t count) {
  constexpr std::array<int64_t, 3> kShown{2, 0, 1};
  std::vector<ports::VideoSample> samples;
  for (int64_t i = 0; i < static_cast<int64_t>(count); ++i) {
    const int64_t shown = i == 0 ? 0 : (i - 1) / 3 * 3 + 1 + kShown[static_cast<std::size_t>((i - 1) % 3)];
    samples.push_back({.payload = made_payload(made_bytes(static_cast<uint64_t>(i), 50)),
                       .pts = MediaTime::FromNanos(0) + TimeDelta::Ticks(shown, 30),
                       .dts = MediaTime::FromNanos(0) + TimeDelta::Ticks(i - 1, 30),
                       .duration = TimeDelta::Ticks(1, 30),
                       .keyframe = i == 0});
  }
  return samples;
}

}  // namespace sw::tests

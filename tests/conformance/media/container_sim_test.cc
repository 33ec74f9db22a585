// The container of virtual media.
#include <array>

#include "sim/media/toy_container.h"
#include "sim/media/toy_format.h"
#include "sim/media/toy_payload.h"
#include "sim/media/toy_unit.h"
#include "tests/conformance/media/container_suite.h"

namespace sw::conformance {
namespace {

class ToyContainerWorld {
 public:
  ports::Container& container() { return container_; }
  ports::AudioClip clip(std::size_t count) {
    ports::AudioClip clip{.format = sim::toy_audio_format(8'000, 1), .units = {}};
    std::vector<uint8_t> unit;
    for (std::size_t i = 0; i < count; ++i) {
      unit.clear();
      sim::pack_tags(i * 1024, 1024, i, unit);
      clip.units.push_back(sim::toy_payload(unit));
    }
    clip.samples = static_cast<int64_t>(count) * 1024;
    return clip;
  }
  VideoFormat video_format() { return sim::toy_video_format(320, 240, 1); }
  std::vector<ports::VideoSample> video(std::size_t count) {
    constexpr std::array<int64_t, 3> kDisplayOrder{2, 0, 1};
    std::vector<ports::VideoSample> samples;
    for (int64_t i = 0; i < static_cast<int64_t>(count); ++i) {
      const int64_t shown = i == 0 ? 0 : (i - 1) / 3 * 3 + 1 + kDisplayOrder[static_cast<std::size_t>((i - 1) % 3)];
      samples.push_back({.payload = sim::toy_payload(std::array<uint8_t, 2>{static_cast<uint8_t>(i), 7}),
                         .pts = MediaTime::FromNanos(0) + TimeDelta::Ticks(shown, 30),
                         .dts = MediaTime::FromNanos(0) + TimeDelta::Ticks(i - 1, 30),
                         .duration = TimeDelta::Ticks(1, 30),
                         .keyframe = i == 0});
    }
    return samples;
  }

 private:
  sim::ToyContainer container_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sim, ContainerSuite, ToyContainerWorld);

}  // namespace
}  // namespace sw::conformance

// Any bytes as what virtual media is made of: access units, files of audio and of video, and a file to be dubbed. What
// is taken keeps to its limits, and what is written of it is the same again.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/media/source.h"
#include "sim/media/toy_container.h"
#include "sim/media/toy_dub.h"
#include "sim/media/toy_unit.h"
#include "worker/base/check.h"

namespace sw::sim {
namespace {

void check_unit(std::span<const uint8_t> bytes) {
  std::array<float, kMaxToyFrame * kMaxToyChannels> samples;
  for (const std::size_t channels : {1u, 2u}) {
    for (const std::size_t frames : {960u, 1024u, 2048u}) {
      const auto frame = std::span(samples).first(frames * channels);
      if (!unpack_unit(bytes, channels, frame)) continue;
      for (const float sample : frame) SW_CHECK(std::abs(sample) <= 1.001F);
    }
  }
  unit_number(Track::kAudio, bytes);
  unit_number(Track::kVideo, bytes);
}

void check_audio(std::string_view file) {
  ToyContainer container;
  const auto clip = container.read_audio(file);
  SW_CHECK(clip.has_value() || !clip.error().text.empty());
  if (!clip) return;
  SW_CHECK(clip->priming >= 0);
  SW_CHECK(clip->samples >= 0);
  SW_CHECK(clip->units.size() <= ports::kMaxContainerUnits);
  const auto again = container.write_audio(*clip);
  SW_CHECK(again.has_value());
  const auto read_again = container.read_audio(*again);
  SW_CHECK(read_again.has_value());
  SW_CHECK(read_again->samples == clip->samples);
  dub(file, {});
  dub(file, {.length_per_mille = 1050, .channels = 2});
}

}  // namespace
}  // namespace sw::sim

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  sw::sim::check_unit({data, size});
  sw::sim::check_audio(text);
  sw::sim::read_toy_video(text);
  return 0;
}

// Audio files from a peer. What can be read can be written again, and then reads the same.
#include <algorithm>

#include "worker/adapters/mpeg4/mpeg4_container.h"
#include "worker/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  sw::adapters::Mpeg4Container container;
  const auto clip = container.read_audio({reinterpret_cast<const char*>(data), size});
  if (!clip) return 0;
  SW_CHECK(!clip->units.empty());
  SW_CHECK(clip->units.size() <= sw::ports::kMaxContainerUnits);
  const auto written = container.write_audio(*clip);
  if (!written) return 0;
  const auto again = container.read_audio(*written);
  SW_CHECK(again.has_value());
  SW_CHECK(again->priming == clip->priming);
  SW_CHECK(again->samples == clip->samples);
  SW_CHECK(std::ranges::equal(again->units, clip->units, [](const sw::PayloadRef& a, const sw::PayloadRef& b) {
    return std::ranges::equal(a->bytes(), b->bytes());
  }));
  return 0;
}

// Audio files: what is written is read as the same, and what is damaged is refused or read within its limits.
#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>

#include "tests/unit/adapters/mpeg4/made_file.h"
#include "tests/unit/adapters/mpeg4/made_media.h"
#include "worker/adapters/mpeg4/mpeg4_container.h"

namespace sw::adapters {
namespace {

using ports::AudioClip;

bool same_units(const AudioClip& a, const AudioClip& b) {
  return std::ranges::equal(a.units, b.units, [](const PayloadRef& one, const PayloadRef& other) {
    return std::ranges::equal(one->bytes(), other->bytes());
  });
}

// Units of any bytes, with priming, and with padding in the last one: a unit that is all padding is not kept.
AudioClip any_clip() {
  AudioClip clip = tests::made_clip(*rc::gen::inRange<std::size_t>(1, 40));
  for (PayloadRef& unit : clip.units) {
    if (*rc::gen::arbitrary<bool>()) continue;
    unit = tests::made_payload(std::vector<uint8_t>(*rc::gen::inRange<std::size_t>(1, 300), 0x5A));
  }
  const auto whole = static_cast<int64_t>(clip.units.size()) * clip.format.frame_samples;
  const int64_t padding = *rc::gen::inRange<int64_t>(0, clip.format.frame_samples);
  clip.priming = *rc::gen::inRange<int64_t>(0, std::min<int64_t>(whole - padding, 2'113));
  clip.samples = whole - padding - clip.priming;
  return clip;
}

// A file of ours, or one as others lay it out.
std::string any_file() {
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      return Mpeg4Container().write_audio(any_clip()).value();
    case 1:
      return tests::MadeFragments{}.write();
    default:
      tests::MadeFile made;
      made.wide_offsets = *rc::gen::arbitrary<bool>();
      made.edits = {{80, 1'024}};
      return made.write();
  }
}

RC_GTEST_PROP(Mp4Property, AClipIsReadAsItWasWritten, ()) {
  const AudioClip clip = any_clip();
  Mpeg4Container container;
  const auto file = container.write_audio(clip);
  RC_ASSERT(file.has_value());
  const auto read = container.read_audio(*file);
  RC_ASSERT(read.has_value());
  RC_ASSERT(same_units(*read, clip));
  RC_ASSERT(read->priming == clip.priming);
  RC_ASSERT(read->samples == clip.samples);
  RC_ASSERT(read->format.sample_rate == clip.format.sample_rate);
  RC_ASSERT(read->format.channels == clip.format.channels);
}

RC_GTEST_PROP(Mp4Property, AFileThatIsDamagedIsRefusedOrReadWithinItsLimits, ()) {
  std::string file = any_file();
  for (int changes = *rc::gen::inRange(1, 5); changes > 0; --changes) {
    // The boxes are what matters: the first kilobyte, or the end of a short file.
    const auto at = *rc::gen::inRange<std::size_t>(0, std::min<std::size_t>(file.size(), 1'024));
    file[at] = *rc::gen::element('\0', '\x01', '\x7F', '\x80', '\xFF', 'm');
  }
  if (*rc::gen::inRange(0, 4) == 0) file.resize(*rc::gen::inRange<std::size_t>(0, file.size() + 1));
  Mpeg4Container container;
  const auto read = container.read_audio(file);
  RC_CLASSIFY(read.has_value(), "still a file");
  if (!read) {
    RC_ASSERT(!read.error().text.empty());
    return;
  }
  RC_ASSERT(!read->units.empty());
  RC_ASSERT(read->units.size() <= ports::kMaxContainerUnits);
  RC_ASSERT(read->priming >= 0);
  RC_ASSERT(read->samples >= 0);
  // Units may share bytes, but not fill more memory than the file has.
  RC_ASSERT(std::accumulate(read->units.begin(), read->units.end(), std::size_t{0},
                            [](std::size_t sum, const auto& u) { return sum + u->bytes().size(); }) <= file.size());
}

}  // namespace
}  // namespace sw::adapters

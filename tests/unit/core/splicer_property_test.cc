// Splicing loses, doubles and moves no sample: each that went in comes out in its place, but for the few that a fade
// may change.
#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "worker/core/splice/splicer.h"

namespace sw::core {
namespace {

constexpr int kRate = 8'000;
constexpr std::size_t kFade = 40;
constexpr MediaTime kStart = MediaTime::FromMillis(-21);

struct Expected {
  std::vector<float> samples;  // as they went in
  std::vector<bool> faded;     // may be anything between its value and that of its neighbours
};

void mark(Expected& expected, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < std::min(to, expected.faded.size()); ++i) expected.faded[i] = true;
}

Pcm piece(const Expected& expected, std::size_t frames) {
  Pcm pcm{.sample_rate = kRate, .channels = 1, .samples = {}};
  // Every value is unlike its neighbours.
  for (std::size_t i = 0; i < frames; ++i) {
    pcm.samples.push_back(static_cast<float>((expected.samples.size() + i) % 9'973 + 1) / 10'000.0F);
  }
  return pcm;
}

void expect(Expected& expected, const std::vector<float>& samples) {
  expected.samples.insert(expected.samples.end(), samples.begin(), samples.end());
  expected.faded.resize(expected.samples.size(), false);
}

RC_GTEST_PROP(SplicerProperty, EverySampleComesOutInItsPlace, ()) {
  Splicer splicer(kRate, 1, kStart);
  Expected expected;
  std::vector<float> got;
  const auto keep = [&](const Pcm& pcm) { got.insert(got.end(), pcm.samples.begin(), pcm.samples.end()); };
  const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 7));
  for (const int step : steps) {
    const auto frames = static_cast<std::size_t>(*rc::gen::inRange<int>(0, 500));
    const std::size_t joint = expected.samples.size();
    if (step < 2) {
      const Pcm next = piece(expected, frames);
      splicer.append(next);
      expect(expected, next.samples);
    } else if (step < 4) {
      const auto lead_frames = static_cast<std::size_t>(*rc::gen::inRange<int>(0, 80));
      const Pcm next = piece(expected, frames);
      splicer.join(next, Pcm{kRate, 1, std::vector<float>(lead_frames, 0.5F)});
      expect(expected, next.samples);
      mark(expected, joint - std::min(joint, kFade), joint);
      if (lead_frames < kFade) mark(expected, joint, joint + std::min(kFade, frames));
    } else if (step == 4) {
      splicer.join_silence(static_cast<int64_t>(frames));
      expect(expected, std::vector<float>(frames, 0.0F));
      if (frames > 0) mark(expected, joint - std::min(joint, kFade), joint);
    } else {
      keep(splicer.take(splicer.taken() + TimeDelta::Millis(*rc::gen::inRange<int64_t>(-5, 100))));
    }
    RC_ASSERT(splicer.end() == kStart + TimeDelta::Ticks(static_cast<int64_t>(expected.samples.size()), kRate));
    RC_ASSERT(splicer.taken() == kStart + TimeDelta::Ticks(static_cast<int64_t>(got.size()), kRate));
  }
  keep(splicer.take_rest());
  RC_ASSERT(got.size() == expected.samples.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (!expected.faded[i]) RC_ASSERT(got[i] == expected.samples[i]);
    RC_ASSERT((got[i] >= 0.0F && got[i] <= 1.0F));
  }
}

}  // namespace
}  // namespace sw::core

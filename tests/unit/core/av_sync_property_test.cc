// A/V sync against a model that looks back: the last difference that was either large or small tells whether it is
// being corrected.
#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "worker/core/av_sync/av_sync.h"

namespace sw::core {
namespace {

constexpr int64_t kMicros = 1'000;

bool corrects(const std::vector<int64_t>& deltas_us) {
  for (auto delta = deltas_us.rbegin(); delta != deltas_us.rend(); ++delta) {
    if (std::abs(*delta) >= 15 * kMicros) return true;
    if (std::abs(*delta) < 5 * kMicros) return false;
  }
  return false;
}

RC_GTEST_PROP(AvSyncProperty, CorrectsAsTheModelDoes, ()) {
  AvSync sync;
  std::vector<int64_t> deltas;
  const auto shifts = *rc::gen::container<std::vector<std::pair<int64_t, int64_t>>>(
      rc::gen::pair(rc::gen::element<int64_t>(-200'000, -15'000, -14'999, -5'000, -4'999, 0, 4'999, 5'000, 9'999,
                                              10'000, 14'999, 15'000, 200'000),
                    rc::gen::inRange<int64_t>(-1'000'000'000, 1'000'000'000)));
  for (const auto& [delta, video] : shifts) {
    deltas.push_back(delta);
    const TimeDelta by = sync.correct(TimeDelta::Micros(video + delta), TimeDelta::Micros(video));
    const int64_t wanted = corrects(deltas) ? std::clamp<int64_t>(-delta, -10 * kMicros, 10 * kMicros) : 0;
    RC_ASSERT(by == TimeDelta::Micros(wanted));
    RC_ASSERT(sync.delta() == TimeDelta::Micros(delta));
    RC_ASSERT(sync.correcting() == corrects(deltas));
  }
}

// Where each correction is carried out and the source drifts by less than can be made up for, the difference stays
// below the sum of where correction starts and one segment's drift, wherever it began.
RC_GTEST_PROP(AvSyncProperty, HoldsASourceThatDrifts, ()) {
  AvSync sync;
  int64_t delta = *rc::gen::inRange<int64_t>(-100 * kMicros, 100 * kMicros + 1);
  const int64_t began = std::abs(delta);
  const auto drifts =
      *rc::gen::container<std::vector<int64_t>>(rc::gen::inRange<int64_t>(-9 * kMicros, 9 * kMicros + 1));
  for (const int64_t drift : drifts) {
    const int64_t before = std::abs(delta);
    delta += sync.correct(TimeDelta::Micros(delta), TimeDelta::Zero()).micros() + drift;
    RC_ASSERT(std::abs(delta) <= std::max(before, 24 * kMicros));
  }
  RC_ASSERT(std::abs(delta) <= std::max(began, 24 * kMicros));
}

}  // namespace
}  // namespace sw::core

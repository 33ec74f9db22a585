#include "worker/core/timeline/decode_clock.h"

#include <gtest/gtest.h>

#include <vector>

namespace sw::core {
namespace {

constexpr TimeDelta kFrame = TimeDelta::Millis(40);

// PTS in frames, in decode order, to DTS in milliseconds.
std::vector<int64_t> dts_of(DecodeClock& clock, const std::vector<int64_t>& pts_in_frames) {
  std::vector<int64_t> result;
  for (const int64_t frame : pts_in_frames) {
    result.push_back(clock.next(MediaTime::FromNanos(0) + kFrame * frame).millis());
  }
  return result;
}

TEST(DecodeClock, WithoutReorderingDtsIsPts) {
  DecodeClock clock(0, kFrame);
  EXPECT_EQ(dts_of(clock, {0, 1, 2, 3}), (std::vector<int64_t>{0, 40, 80, 120}));
}

TEST(DecodeClock, WithOneReorderedFrameEveryDtsIsOneFrameEarlier) {
  DecodeClock clock(1, kFrame);
  EXPECT_EQ(dts_of(clock, {0, 2, 1, 4, 3}), (std::vector<int64_t>{-40, 0, 40, 80, 120}));
}

TEST(DecodeClock, WithAPyramidOfTwoEveryDtsIsTwoFramesEarlier) {
  DecodeClock clock(2, kFrame);
  EXPECT_EQ(dts_of(clock, {0, 4, 2, 1, 3, 8, 6, 5, 7}),
            (std::vector<int64_t>{-80, -40, 0, 40, 80, 120, 160, 200, 240}));
}

TEST(DecodeClock, IsSettledWithTheSecondDtsThatIsAPts) {
  DecodeClock clock(1, kFrame);
  dts_of(clock, {0, 2});
  EXPECT_FALSE(clock.is_settled());
  dts_of(clock, {1});
  EXPECT_TRUE(clock.is_settled());
}

TEST(DecodeClock, FollowsAVariableFrameRate) {
  DecodeClock clock(1, kFrame);
  EXPECT_EQ(dts_of(clock, {0, 10, 3, 12, 11}), (std::vector<int64_t>{-40, 0, 120, 400, 440}));
}

TEST(DecodeClock, DtsNeverExceedsPtsAndGrowsStrictly) {
  DecodeClock clock(2, kFrame);
  std::optional<MediaTime> last;
  for (int64_t gop = 0; gop < 50; ++gop) {
    for (const int64_t frame : {0, 4, 2, 1, 3}) {
      const MediaTime pts = MediaTime::FromNanos(0) + kFrame * (gop * 5 + frame);
      const MediaTime dts = clock.next(pts);
      EXPECT_LE(dts, pts);
      if (last) {
        EXPECT_GT(dts, *last);
      }
      last = dts;
    }
  }
}

TEST(DecodeClock, LearnsWhenTheStreamReordersDeeperThanItSaid) {
  DecodeClock clock(0, kFrame);
  // The first B-frame comes too late for depth 0; from the next group on, depth 1 suffices.
  dts_of(clock, {0, 2, 1});
  for (const int64_t frame : {4, 3, 6, 5, 8, 7}) {
    const MediaTime pts = MediaTime::FromNanos(0) + kFrame * frame;
    EXPECT_LE(clock.next(pts), pts) << "frame " << frame;
  }
}

}  // namespace
}  // namespace sw::core

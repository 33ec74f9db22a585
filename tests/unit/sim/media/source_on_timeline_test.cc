// The source against the worker's own timeline: what is meant to be in order is, and what is meant to jump does.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/sim/media/pipeline_world.h"
#include "worker/core/timeline/timeline.h"

namespace sw::sim {
namespace {

constexpr auto kSecond = TimeDelta::Seconds(1);

// What a minute of `plan`, read from its beginning over a link with some jitter, becomes.
core::Placement place(SourcePlan plan) {
  plan.length = kSecond * 60;
  plan.video.lag = plan.audio->lag = TimeDelta::Millis(100);
  PipelineWorld world({.jitter = TimeDelta::Millis(20)});
  world.read(plan);
  world.run_for(kSecond * 70);
  core::Timeline timeline;
  core::Placement placement;
  for (const Said& said : world.events.all) {
    if (const auto* format = std::get_if<ports::InputFormat>(&said.event)) {
      if (const auto* video = std::get_if<VideoFormat>(&format->format)) timeline.set_video(*video);
      if (const auto* audio = std::get_if<AudioFormat>(&format->format)) timeline.set_audio(*audio);
    }
    if (const auto* unit = std::get_if<ports::InputUnit>(&said.event)) timeline.place(unit->unit, placement);
  }
  return placement;
}
int64_t epochs_of(const core::Placement& placement, core::EpochCause cause) {
  return std::ranges::count_if(placement.units, [&](const core::PlacedUnit& unit) { return unit.begins == cause; });
}

TEST(SourceOnTimeline, EveryKindOfGopIsOneEpochWithGrowingDts) {
  for (const int b_frames : {0, 1, 2, 3}) {
    for (const bool says : {true, false}) {
      const auto placement = place(
          {.video = {.fps_numerator = 30'000, .fps_denominator = 1'001, .b_frames = b_frames, .says_reorder = says}});
      EXPECT_FALSE(placement.jumped) << b_frames;
      EXPECT_TRUE(placement.dropped.empty()) << b_frames << ": " << placement.dropped.size();
      MediaTime last = MediaTime::FromSeconds(-100);
      for (const core::PlacedUnit& unit : placement.units) {
        if (unit.unit.track == Track::kAudio) continue;
        EXPECT_GT(unit.dts, last);
        EXPECT_LE(unit.dts, unit.pts);
        last = unit.dts;
      }
    }
  }
}

TEST(SourceOnTimeline, VariableFrameRateAndDriftAreNoJumps) {
  const auto placement =
      place({.video = {.jitter_percent = 90}, .audio = AudioPlan{.pts_ppm = 500}, .clock_ppm = -300});
  EXPECT_FALSE(placement.jumped);
  // The first frame may be late, and the audio ahead of it is not on the timeline.
  EXPECT_LE(placement.dropped.size(), 1u);
  EXPECT_EQ(std::ranges::count(placement.dropped, core::DropReason::kBeforeStart), std::ssize(placement.dropped));
}

TEST(SourceOnTimeline, GapIsAHole) { EXPECT_FALSE(place({.gaps = {{kSecond * 20, kSecond * 5}}}).jumped); }

TEST(SourceOnTimeline, JumpIsAJump) {
  for (const int64_t by : {-20'000, 600, 1'000'000}) {
    const auto placement = place({.jumps = {{kSecond * 20, TimeDelta::Millis(by)}}});
    EXPECT_TRUE(placement.jumped) << by;
    EXPECT_EQ(epochs_of(placement, core::EpochCause::kJump), 1) << by;
  }
}

TEST(SourceOnTimeline, ChangedFormatBeginsAnEpoch) {
  const auto placement = place({.video_changes = {{kSecond * 20, 3}}, .audio_changes = {{kSecond * 40, 16'000, 2}}});
  EXPECT_EQ(epochs_of(placement, core::EpochCause::kFormatChange), 2);
}

TEST(SourceOnTimeline, FramesBeforeTheFirstIdrAreDropped) {
  const auto placement = place({.video = {.first_idr = 20}});
  EXPECT_EQ(std::ranges::count(placement.dropped, core::DropReason::kAwaitingKeyframe), 20);
}

}  // namespace
}  // namespace sw::sim

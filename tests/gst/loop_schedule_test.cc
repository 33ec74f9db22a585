#include "fakes/live/loop_schedule.h"

#include <gtest/gtest.h>

#include <vector>

namespace sw::fakes {
namespace {

constexpr int kRate = 48'000;
constexpr int64_t kFrame = 1'024;

MediaTime at(TimeDelta since_start) { return MediaTime::FromNanos(0) + since_start; }

// `count` frames at 30 per second with two B-frames between references, two frames of reordering delay, as x264 does.
std::vector<UnitTimes> b_frame_video(int count) {
  static constexpr int kShown[] = {0, 3, 1, 2};
  std::vector<UnitTimes> units;
  for (int i = 0; i < count; ++i) {
    const int shown = i == 0 ? 0 : (i - 1) / 3 * 3 + kShown[(i - 1) % 3 + 1];
    units.push_back({.pts = at(TimeDelta::Ticks(shown, 30)),
                     .dts = at(TimeDelta::Ticks(i - 2, 30)),
                     .duration = TimeDelta::Ticks(1, 30)});
  }
  return units;
}

std::vector<UnitTimes> aac(int count, TimeDelta start = TimeDelta::Zero()) {
  std::vector<UnitTimes> units;
  for (int i = 0; i < count; ++i) {
    const MediaTime pts = at(start + TimeDelta::Ticks(i * kFrame, kRate));
    units.push_back({.pts = pts, .dts = pts, .duration = TimeDelta::Ticks(kFrame, kRate)});
  }
  return units;
}

std::vector<ScheduledUnit> take(LoopSchedule& schedule, Track track, std::size_t count) {
  std::vector<ScheduledUnit> units;
  while (units.size() < count) {
    const auto unit = schedule.peek();
    if (!unit) break;
    if (unit->track == track) units.push_back(*unit);
    schedule.advance();
  }
  return units;
}

int64_t in_samples(MediaTime pts) {
  const TimeDelta time = pts - MediaTime::FromNanos(0);
  return time.nanos() / 1'000'000'000 * kRate + time.nanos() % 1'000'000'000 * kRate / 1'000'000'000;
}

TEST(LoopSchedule, AudioGoesOnFrameAfterFrameOverHundredsOfRounds) {
  LoopSchedule schedule(b_frame_video(61), aac(97), kRate, true);
  const auto audio = take(schedule, Track::kAudio, 50'000);
  for (std::size_t i = 0; i < audio.size(); ++i) {
    ASSERT_EQ(in_samples(audio[i].pts), static_cast<int64_t>(i) * kFrame) << "frame " << i;
  }
}

TEST(LoopSchedule, TracksBeginEachRoundAtTheSameTime) {
  LoopSchedule schedule(b_frame_video(61), aac(97), kRate, true);
  LoopSchedule copy = schedule;
  const std::size_t per_round = schedule.audio_units();
  const auto video = take(schedule, Track::kVideo, 61 * 1'000);
  const auto audio = take(copy, Track::kAudio, per_round * 1'000);
  for (std::size_t round = 0; round < 1'000; ++round) {
    ASSERT_EQ(video[round * 61].pts, audio[round * per_round].pts) << "round " << round;
  }
}

TEST(LoopSchedule, LastPictureLastsLongerOrShorterByLessThanOneAudioFrame) {
  for (int audio_frames : {92, 93, 94, 95, 96, 97}) {
    const LoopSchedule schedule(b_frame_video(61), aac(audio_frames), kRate, true);
    const TimeDelta off = abs(schedule.loop_length() - TimeDelta::Ticks(61, 30));
    EXPECT_LT(off, TimeDelta::Ticks(kFrame, kRate)) << audio_frames << " frames of audio";
  }
}

TEST(LoopSchedule, CutsAudioThatOutlastsTheVideo) {
  const LoopSchedule schedule(b_frame_video(61), aac(200), kRate, true);
  EXPECT_EQ(schedule.audio_units(), 95u);  // 61 / 30 s are 95.3 frames
  EXPECT_EQ(schedule.loop_length(), TimeDelta::Ticks(95 * kFrame, kRate) + TimeDelta::Nanos(1));
}

TEST(LoopSchedule, KeepsTheHoleOfAudioThatStopsEarly) {
  LoopSchedule schedule(b_frame_video(61), aac(40), kRate, true);
  const auto audio = take(schedule, Track::kAudio, 41);
  EXPECT_EQ(in_samples(audio[40].pts), 95 * kFrame);
}

TEST(LoopSchedule, LateAudioIsLateInEveryRound) {
  LoopSchedule schedule(b_frame_video(61), aac(70, TimeDelta::Millis(500)), kRate, true);
  const auto audio = take(schedule, Track::kAudio, 71);
  EXPECT_EQ(in_samples(audio[0].pts), kRate / 2);
  EXPECT_EQ(in_samples(audio[70].pts), 95 * kFrame + kRate / 2);
}

TEST(LoopSchedule, LoopsVideoAloneByItsDuration) {
  LoopSchedule schedule(b_frame_video(61), {}, 0, true);
  const auto video = take(schedule, Track::kVideo, 62);
  EXPECT_EQ(video[61].pts, at(TimeDelta::Ticks(60, 30) + TimeDelta::Ticks(1, 30)));
}

TEST(LoopSchedule, SendsFramesInDecodeOrderAtASteadyPace) {
  LoopSchedule schedule(b_frame_video(61), {}, 0, false);
  const auto video = take(schedule, Track::kVideo, 61);
  for (std::size_t i = 0; i < video.size(); ++i) {
    ASSERT_EQ(video[i].index, i);
    ASSERT_LE(abs(video[i].due - TimeDelta::Ticks(static_cast<int64_t>(i), 30)), TimeDelta::Nanos(1)) << "frame " << i;
  }
}

TEST(LoopSchedule, UnloopedPlaysEveryUnitOnce) {
  LoopSchedule schedule(b_frame_video(61), aac(97), kRate, false);
  LoopSchedule copy = schedule;
  EXPECT_EQ(take(schedule, Track::kVideo, 1'000).size(), 61u);
  EXPECT_EQ(take(copy, Track::kAudio, 1'000).size(), 97u);
  EXPECT_EQ(schedule.peek(), std::nullopt);
  EXPECT_EQ(schedule.end(), TimeDelta::Ticks(97 * kFrame, kRate) + TimeDelta::Nanos(1));
}

TEST(LoopSchedule, MovesOnThroughAFileThatStatesNoDurations) {
  const UnitTimes frame{.pts = at(TimeDelta::Zero()), .dts = at(TimeDelta::Zero()), .duration = TimeDelta::Zero()};
  LoopSchedule schedule({frame}, {frame}, kRate, true);
  EXPECT_GT(take(schedule, Track::kVideo, 100).back().due, TimeDelta::Millis(90));
}

}  // namespace
}  // namespace sw::fakes

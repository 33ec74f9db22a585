#include "sim/media/source.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "sim/media/tags.h"
#include "sim/media/toy_codec.h"

namespace sw::sim {
namespace {

constexpr MediaTime kFirstPts = MediaTime::FromSeconds(10);

struct Sent {
  SourceUnit unit;
  PayloadRef payload;
};
// All that a plan sends, of one track.
std::vector<Sent> all_of(SourcePlan plan, Track track) {
  if (!plan.length) plan.length = TimeDelta::Seconds(10);
  std::vector<Sent> sent;
  SourceStream stream(plan);
  for (; stream.next() != nullptr; stream.advance()) {
    if (stream.next()->track == track) sent.push_back({*stream.next(), stream.payload()});
  }
  return sent;
}
std::vector<Sent> video_of(const SourcePlan& plan) { return all_of(plan, Track::kVideo); }
std::vector<Sent> audio_of(const SourcePlan& plan) { return all_of(plan, Track::kAudio); }

TEST(SourceStream, SendsInTheOrderOfTime) {
  SourceStream stream({.video = {.b_frames = 3}, .length = TimeDelta::Seconds(5)});
  TimeDelta last = TimeDelta::Zero();
  int units = 0;
  for (; stream.next() != nullptr; stream.advance(), ++units) {
    EXPECT_GE(stream.next()->sent, last);
    last = stream.next()->sent;
  }
  EXPECT_GT(units, 150);
}

TEST(SourceStream, FrameTimesOfNtscAreExactTicks) {
  const auto video = video_of({.video = {.fps_numerator = 30'000, .fps_denominator = 1'001}});
  for (std::size_t i = 0; i < video.size(); ++i) {
    EXPECT_EQ(video[i].unit.pts, kFirstPts + TimeDelta::Ticks(static_cast<int64_t>(i) * 3'003, 90'000));
  }
}

TEST(SourceStream, FrameRateDoesNotDriftInADay) {
  SourceStream stream({.video = {.fps_numerator = 30'000, .fps_denominator = 1'001}, .audio = std::nullopt});
  const int64_t frames = 24 * 3600 * 30;
  for (int64_t i = 0; i < frames; ++i) stream.advance();
  EXPECT_EQ(stream.next()->pts, kFirstPts + TimeDelta::Ticks(frames * 3'003, 90'000));
}

TEST(SourceStream, GopBeginsWithAnIdr) {
  const auto video = video_of({.video = {.gop = 25, .b_frames = 2}});
  for (std::size_t i = 0; i < video.size(); ++i) EXPECT_EQ(video[i].unit.keyframe, i % 25 == 0) << i;
}

TEST(SourceStream, WithoutGopThereIsOneIdr) {
  const auto video = video_of({.video = {.gop = 0, .b_frames = 3}});
  EXPECT_EQ(std::ranges::count_if(video, [](const Sent& sent) { return sent.unit.keyframe; }), 1);
}

TEST(SourceStream, FirstIdrMayComeLate) {
  const auto video = video_of({.video = {.b_frames = 1, .first_idr = 7}});
  for (std::size_t i = 0; i < 7; ++i) EXPECT_FALSE(video[i].unit.keyframe);
  EXPECT_TRUE(video[7].unit.keyframe);
}

TEST(SourceStream, EveryFrameIsShownOnceWithAnyNumberOfBFrames) {
  for (const int b_frames : {0, 1, 2, 3}) {
    for (const int gop : {1, 2, 5, 25, 60}) {
      const auto video = video_of({.video = {.gop = gop, .b_frames = b_frames}});
      std::set<int64_t> shown;
      for (const Sent& sent : video) shown.insert(sent.unit.pts.nanos());
      ASSERT_EQ(shown.size(), video.size()) << b_frames << ", " << gop;
      EXPECT_EQ(MediaTime::FromNanos(*shown.rbegin()) - MediaTime::FromNanos(*shown.begin()),
                TimeDelta::Ticks(static_cast<int64_t>(video.size() - 1), 30));
    }
  }
}

// As many frames as the SPS says, and no more, come before one that is shown earlier.
TEST(SourceStream, FramesAreReorderedAsDeepAsTheFormatSays) {
  for (const int b_frames : {0, 1, 2, 3}) {
    const SourcePlan plan{.video = {.gop = 24, .b_frames = b_frames}};
    const auto video = video_of(plan);
    std::ptrdiff_t deepest = 0;
    for (std::size_t i = 0; i < video.size(); ++i) {
      deepest = std::max(deepest, std::count_if(video.begin(), video.begin() + static_cast<std::ptrdiff_t>(i),
                                                [&](const Sent& o) { return o.unit.pts > video[i].unit.pts; }));
    }
    EXPECT_EQ(SourceStream(plan).video_format().reorder_frames, deepest) << b_frames;
  }
}

TEST(SourceStream, NoFrameIsSentBeforeItIsCaptured) {
  for (const int b_frames : {0, 1, 2, 3}) {
    for (const Sent& sent : video_of({.video = {.jitter_percent = 90, .gop = 25, .b_frames = b_frames}})) {
      EXPECT_GE(sent.unit.sent, sent.unit.captured);
    }
  }
}

TEST(SourceStream, VariableFrameRateKeepsTheOrderAndTheMean) {
  const auto video = video_of({.video = {.jitter_percent = 90}});
  std::set<int64_t> steps;
  for (std::size_t i = 1; i < video.size(); ++i) {
    steps.insert((video[i].unit.pts - video[i - 1].unit.pts).nanos());
    EXPECT_GT(video[i].unit.pts, video[i - 1].unit.pts);
  }
  EXPECT_GT(steps.size(), 100u);
  EXPECT_LT(abs(video[299].unit.pts - kFirstPts - TimeDelta::Ticks(299, 30)), TimeDelta::Millis(16));
}

TEST(SourceStream, VideoPayloadIsOneNalUnitOfItsSize) {
  const auto video = video_of({.video = {.idr_bytes = 50'000, .p_bytes = 1'000}});
  EXPECT_EQ(video[0].payload->size(), 50'000u);
  EXPECT_EQ(video[1].payload->size(), 1'000u);
  const auto bytes = video[0].payload->bytes();
  EXPECT_EQ((bytes[0] << 24) + (bytes[1] << 16) + (bytes[2] << 8) + bytes[3], 49'996);
  EXPECT_EQ(bytes[4] & 31, 5) << "nal_unit_type: IDR";
  EXPECT_EQ(video[1].payload->bytes()[4] & 31, 1);
}

TEST(SourceStream, PayloadsSayTheirNumbers) {
  for (const Track track : {Track::kVideo, Track::kAudio}) {
    const auto sent = all_of({}, track);
    for (std::size_t i = 0; i < sent.size(); ++i) {
      EXPECT_EQ(sent[i].unit.number, i);
      EXPECT_EQ(unit_number(track, sent[i].payload->bytes()), i);
    }
  }
}

TEST(SourceStream, AudioIsTaggedWithoutAGap) {
  for (const int frame_samples : {960, 1024, 2048}) {
    const SourcePlan plan{.audio = AudioPlan{.sample_rate = 48'000, .channels = 2, .frame_samples = frame_samples}};
    ToyCodec codec({.distorts_first_unit = false});
    const auto decoder = codec.decoder(SourceStream(plan).audio_format()).value();
    uint64_t n = 0;
    for (const Sent& sent : audio_of(plan)) {
      EXPECT_EQ(sent.unit.first_sample, n);
      EXPECT_EQ(sent.unit.pts, kFirstPts + TimeDelta::Ticks(static_cast<int64_t>(n), 48'000));
      const auto pcm = decoder->decode(sent.payload->bytes()).value();
      EXPECT_EQ(pcm.samples.front(), source_tag(n));
      n += static_cast<uint64_t>(frame_samples);
      EXPECT_EQ(pcm.samples.back(), source_tag(n - 1));
    }
    EXPECT_GT(n, 470'000u);
  }
}

TEST(SourceStream, AudioMayBeMissingOrLate) {
  EXPECT_TRUE(audio_of({.audio = std::nullopt}).empty());
  const auto late = audio_of({.audio = AudioPlan{.start = TimeDelta::Seconds(3)}});
  EXPECT_EQ(late[0].unit.pts, kFirstPts + TimeDelta::Seconds(3));
  EXPECT_EQ(late[0].unit.first_sample, 0u);
}

TEST(SourceStream, AudioTimesMayRunAwayFromTheSamples) {
  const auto audio = audio_of({.audio = AudioPlan{.pts_ppm = 1'000}});
  const auto samples = static_cast<int64_t>(audio.back().unit.first_sample);
  EXPECT_EQ(audio.back().unit.pts, kFirstPts + TimeDelta::Ticks(samples + samples / 1'000, 8'000));
}

TEST(SourceStream, SourceClockMayBeSlow) {
  const auto exact = video_of({});
  const auto slow = video_of({.clock_ppm = 100});
  EXPECT_EQ(slow[300 - 1].unit.pts, exact[300 - 1].unit.pts);
  const TimeDelta late = slow[299].unit.sent - exact[299].unit.sent;
  EXPECT_NEAR(static_cast<double>(late.nanos()), 996'666, 1'000);
}

TEST(SourceStream, GapLosesUnitsAndTheirNumbers) {
  const SourceGap gap{.at = TimeDelta::Seconds(2), .length = TimeDelta::Seconds(3), .video = false};
  const auto audio = audio_of({.gaps = {gap}});
  TimeDelta longest = TimeDelta::Zero();
  for (std::size_t i = 1; i < audio.size(); ++i) {
    longest = std::max(longest, audio[i].unit.pts - audio[i - 1].unit.pts);
    const auto samples = static_cast<int64_t>(audio[i].unit.first_sample - audio[i - 1].unit.first_sample);
    EXPECT_EQ(audio[i].unit.pts - audio[i - 1].unit.pts, TimeDelta::Ticks(samples, 8'000));
  }
  EXPECT_GE(longest, TimeDelta::Seconds(3));
  EXPECT_EQ(video_of({.gaps = {gap}}).size(), video_of({}).size());
}

TEST(SourceStream, JumpShiftsTheTimesOfBothTracks) {
  const SourcePlan plan{.jumps = {{TimeDelta::Seconds(4), TimeDelta::Seconds(-100)}}};
  for (const Track track : {Track::kVideo, Track::kAudio}) {
    const auto plain = all_of({}, track);
    const auto jumped = all_of(plan, track);
    ASSERT_EQ(plain.size(), jumped.size());
    for (std::size_t i = 0; i < plain.size(); ++i) {
      const bool behind = plain[i].unit.captured >= TimeDelta::Seconds(4);
      EXPECT_EQ(jumped[i].unit.pts - plain[i].unit.pts, TimeDelta::Seconds(behind ? -100 : 0));
      EXPECT_EQ(jumped[i].unit.sent, plain[i].unit.sent);
    }
  }
}

TEST(SourceStream, VideoFormatChangesAtAnIdr) {
  SourceStream stream({.length = TimeDelta::Seconds(10), .video_changes = {{TimeDelta::Millis(2'500), 9}}});
  const VideoFormat first = stream.video_format();
  for (; stream.next()->track == Track::kAudio || stream.next()->format == 0; stream.advance()) {
    if (stream.next()->track == Track::kVideo) {
      EXPECT_EQ(stream.video_format(), first);
    }
  }
  EXPECT_TRUE(stream.next()->keyframe);
  EXPECT_EQ(stream.next()->captured, TimeDelta::Seconds(4));
  EXPECT_NE(stream.video_format(), first);
}

TEST(SourceStream, AudioFormatChangesBetweenTwoUnits) {
  const SourcePlan plan{.audio_changes = {{TimeDelta::Seconds(5), 16'000, 2, 1024}}};
  const auto audio = audio_of(plan);
  const auto changed = std::ranges::find_if(audio, [](const Sent& sent) { return sent.unit.format == 1; });
  ASSERT_NE(changed, audio.end());
  const SourceUnit& before = (changed - 1)->unit;
  EXPECT_EQ(changed->unit.pts, before.pts + TimeDelta::Ticks(1024, 8'000));
  EXPECT_EQ(changed->unit.first_sample, before.first_sample + 1024);
  EXPECT_EQ(changed->unit.number, before.number + 1);
  EXPECT_EQ((changed + 1)->unit.pts, changed->unit.pts + TimeDelta::Ticks(1024, 16'000));
}

TEST(SourceStream, ReturningSourceCountsOn) {
  SourceStream first({.length = TimeDelta::Seconds(10)});
  first.skip_to(TimeDelta::Seconds(5));
  const SourceNumbers numbers = first.numbers();
  SourceStream second({.first_pts = MediaTime::FromSeconds(500)}, numbers);
  second.skip_to(TimeDelta::Millis(1));
  EXPECT_EQ(second.next()->number, numbers.video + 1);
  EXPECT_EQ(second.numbers().samples, numbers.samples);
}

TEST(SourceStream, EndedSourceKnowsWhereItStopped) {
  SourceStream stream({.length = TimeDelta::Seconds(10)});
  stream.skip_to(TimeDelta::Seconds(100));
  EXPECT_EQ(stream.next(), nullptr);
  EXPECT_EQ(stream.numbers().video, 300u);
  EXPECT_EQ(stream.numbers().samples, stream.numbers().audio * 1024);
}

TEST(SourceStream, ReadersThatJoinLateMissWhatWasSent) {
  SourceStream stream({});
  stream.skip_to(TimeDelta::Seconds(3));
  EXPECT_EQ(stream.next()->number, 90u);
}

}  // namespace
}  // namespace sw::sim

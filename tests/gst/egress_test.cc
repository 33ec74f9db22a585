// Two tracks to FLV tags.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/gst/egress_harness.h"

namespace sw::tests {
namespace {

using Kind = FlvTag::Kind;

class Egress : public testing::Test {
 protected:
  const EncodedTrack<VideoFormat> video_ = encode_video({.frames = 30, .b_frames = 2});
  const EncodedTrack<AudioFormat> audio_ = encode_audio(47);
  EgressHarness harness_{video_.format, audio_.format};

  void write_both_and_end() {
    harness_.write_all(Track::kVideo, video_);
    harness_.write_all(Track::kAudio, audio_);
    harness_.egress->end();
  }
};

TEST_F(Egress, HeadersComeBeforeMedia) {
  write_both_and_end();
  const auto tags = harness_.pull_until_end();
  ASSERT_GT(tags.size(), 3u);
  EXPECT_EQ(tags[0].kind, Kind::kScript);
  EXPECT_EQ(tags[1].kind, Kind::kVideoHeader);
  EXPECT_EQ(tags[1].media, video_.format.codec_data);
  EXPECT_EQ(tags[2].kind, Kind::kAudioHeader);
  EXPECT_EQ(tags[2].media, audio_.format.codec_data);
}

TEST_F(Egress, EveryUnitComesOutOnceAndUnchanged) {
  write_both_and_end();
  const auto tags = harness_.pull_until_end();
  const auto video = of_kind(tags, Kind::kVideo);
  const auto audio = of_kind(tags, Kind::kAudio);
  ASSERT_EQ(video.size(), video_.units.size());
  ASSERT_EQ(audio.size(), audio_.units.size());
  for (std::size_t i = 0; i < video.size(); ++i) EXPECT_EQ(video[i].media, video_.units[i].bytes) << "frame " << i;
  for (std::size_t i = 0; i < audio.size(); ++i) EXPECT_EQ(audio[i].media, audio_.units[i].bytes) << "frame " << i;
}

TEST_F(Egress, BFramesKeepDecodingAndPresentationTimes) {
  write_both_and_end();
  const auto video = of_kind(harness_.pull_until_end(), Kind::kVideo);
  ASSERT_EQ(video.size(), video_.units.size());
  const MediaTime first = video_.units.front().dts;
  for (std::size_t i = 0; i < video.size(); ++i) {
    const EncodedUnit& unit = video_.units[i];
    EXPECT_NEAR(static_cast<double>(video[i].timestamp_ms), (unit.dts - first).seconds() * 1000, 1) << "frame " << i;
    EXPECT_NEAR(static_cast<double>(video[i].composition_ms), (unit.pts - unit.dts).seconds() * 1000, 1)
        << "frame " << i;
  }
}

TEST_F(Egress, DecodingTimesOfATrackGrow) {
  write_both_and_end();
  const auto video = of_kind(harness_.pull_until_end(), Kind::kVideo);
  for (std::size_t i = 1; i < video.size(); ++i) EXPECT_GT(video[i].timestamp_ms, video[i - 1].timestamp_ms);
}

TEST_F(Egress, TracksAreInterleavedByDecodingTime) {
  write_both_and_end();
  const auto tags = harness_.pull_until_end();
  EXPECT_TRUE(std::is_sorted(tags.begin(), tags.end(),
                             [](const auto& a, const auto& b) { return a.timestamp_ms < b.timestamp_ms; }));
}

TEST_F(Egress, SaysWhichFramesAreKeyframes) {
  write_both_and_end();
  const auto video = of_kind(harness_.pull_until_end(), Kind::kVideo);
  for (std::size_t i = 0; i < video.size(); ++i) EXPECT_EQ(video[i].keyframe, i % 15 == 0) << "frame " << i;
}

TEST_F(Egress, MediaFarFromZeroStartsAtZero) {
  for (const auto& unit : video_.units) {
    harness_.egress->write(output_unit(Track::kVideo, unit, TimeDelta::Seconds(86'400)));
  }
  harness_.egress->end();
  EXPECT_EQ(harness_.pull(Kind::kVideo).timestamp_ms, 0);
}

// A live muxer goes on without a track whose data misses its deadline, and bends what comes then.
TEST_F(Egress, IsNotLive) { EXPECT_FALSE(harness_.is_live()); }

TEST_F(Egress, WhatIsLateIsNeitherSkippedNorBent) {
  harness_.write_all(Track::kVideo, video_);
  harness_.egress->write(output_unit(Track::kAudio, audio_.units[0]));
  harness_.pull(Kind::kAudio);
  harness_.advance_clock(TimeDelta::Minutes(200'000));  // beyond any timestamp of ours
  for (std::size_t i = 1; i < audio_.units.size(); ++i) {
    harness_.egress->write(output_unit(Track::kAudio, audio_.units[i]));
  }
  harness_.egress->end();
  const auto audio = of_kind(harness_.pull_until_end(), Kind::kAudio);
  ASSERT_EQ(audio.size(), audio_.units.size() - 1);
  for (std::size_t i = 0; i < audio.size(); ++i) {
    const TimeDelta meant = audio_.units[i + 1].pts - video_.units[0].dts;
    EXPECT_NEAR(static_cast<double>(audio[i].timestamp_ms), meant.seconds() * 1000, 1) << "frame " << i;
  }
}

TEST_F(Egress, WhatWasWrittenBeforeTheStartIsKept) {
  const auto egress = adapters::gst::FlvEgress::create(video_.format, audio_.format).value();
  egress->write(output_unit(Track::kVideo, video_.units[0]));
  egress->end();
  GstHarness* harness = gst_harness_new_with_element(egress->bin(), nullptr, "src");
  gst_harness_play(harness);
  GstBuffer* first = gst_harness_pull(harness);
  EXPECT_NE(first, nullptr);
  gst_clear_buffer(&first);
  gst_harness_teardown(harness);
}

TEST_F(Egress, UnitWithoutBytesIsIgnored) {
  EncodedUnit empty = video_.units[0];
  empty.bytes.clear();
  harness_.egress->write(output_unit(Track::kVideo, empty));
  write_both_and_end();
  EXPECT_EQ(of_kind(harness_.pull_until_end(), Kind::kVideo).size(), video_.units.size());
}

// ---- advance()

TEST_F(Egress, TrackWaitsForTheOther) {
  harness_.write_all(Track::kVideo, video_);
  harness_.egress->write(output_unit(Track::kAudio, audio_.units[0]));
  harness_.pull(Kind::kAudio);
  EXPECT_EQ(harness_.egress->pending_bytes(), 0u) << "nothing that waits for audio counts as pending";
}

TEST_F(Egress, AdvancedTrackIsNotWaitedFor) {
  harness_.write_all(Track::kVideo, video_);
  harness_.egress->advance(Track::kAudio, video_.units.back().dts + TimeDelta::Millis(1));
  for (std::size_t i = 0; i < video_.units.size(); ++i) {
    EXPECT_EQ(harness_.pull(Kind::kVideo).media, video_.units[i].bytes) << "frame " << i;
  }
}

TEST_F(Egress, AdvancedTrackComesBack) {
  harness_.write_all(Track::kVideo, video_);
  harness_.egress->advance(Track::kAudio, MediaTime::FromMillis(500));
  const EncodedUnit* back = &audio_.units[24];
  harness_.egress->write(output_unit(Track::kAudio, *back));
  harness_.egress->end();
  const auto audio = of_kind(harness_.pull_until_end(), Kind::kAudio);
  ASSERT_EQ(audio.size(), 1u);
  EXPECT_EQ(audio[0].media, back->bytes);
  EXPECT_NEAR(static_cast<double>(audio[0].timestamp_ms), (back->pts - video_.units[0].dts).seconds() * 1000, 1);
}

TEST_F(Egress, AdvancingLeavesNoEmptyTag) {
  harness_.write_all(Track::kVideo, video_);
  for (int ms = 0; ms < 1000; ms += 20) harness_.egress->advance(Track::kAudio, MediaTime::FromMillis(ms));
  harness_.egress->advance(Track::kVideo, MediaTime::FromMillis(2000));
  harness_.egress->end();
  const auto tags = harness_.pull_until_end();
  EXPECT_EQ(tags.size(), 3 + video_.units.size()) << "script, two headers, video";
}

// ---- set_video_format()

TEST_F(Egress, NewVideoFormatGivesANewHeaderInItsPlace) {
  const auto larger = encode_video({.frames = 5, .width = 320, .height = 240});
  harness_.write_all(Track::kVideo, video_);
  ASSERT_TRUE(harness_.egress->set_video_format(larger.format).has_value());
  for (const auto& unit : larger.units) {
    harness_.egress->write(output_unit(Track::kVideo, unit, TimeDelta::Seconds(1)));
  }
  harness_.egress->end();
  auto tags = harness_.pull_until_end();
  tags.erase(tags.begin(), tags.begin() + 3);
  std::erase_if(tags, [](const auto& tag) { return tag.kind == Kind::kScript; });
  ASSERT_EQ(tags.size(), video_.units.size() + 1 + larger.units.size());
  const FlvTag& header = tags[video_.units.size()];
  EXPECT_EQ(header.kind, Kind::kVideoHeader);
  EXPECT_EQ(header.media, larger.format.codec_data);
}

TEST_F(Egress, SameVideoFormatChangesNothing) {
  harness_.write_all(Track::kVideo, video_);
  ASSERT_TRUE(harness_.egress->set_video_format(video_.format).has_value());
  harness_.egress->end();
  EXPECT_EQ(of_kind(harness_.pull_until_end(), Kind::kVideoHeader).size(), 1u);
}

// ---- Formats no player could use: flvmux would take them.

TEST_F(Egress, VideoWithoutCodecDataIsRefused) {
  EXPECT_FALSE(adapters::gst::FlvEgress::create(VideoFormat{}, audio_.format).has_value());
}

TEST_F(Egress, AudioWithoutCodecDataIsRefused) {
  EXPECT_FALSE(adapters::gst::FlvEgress::create(video_.format, AudioFormat{}).has_value());
}

TEST_F(Egress, ChangeToAFormatWithoutCodecDataIsRefused) {
  EXPECT_FALSE(harness_.egress->set_video_format(VideoFormat{}).has_value());
}

}  // namespace
}  // namespace sw::tests

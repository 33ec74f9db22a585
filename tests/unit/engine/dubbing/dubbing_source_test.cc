// What sources do to the dubbing path: audio that is unsupported, late or missing, formats that change, gaps and jumps.
#include <gtest/gtest.h>

#include <numeric>

#include "tests/unit/engine/dubbing/dubbing_world.h"

namespace sw::engine {
namespace {

using ports::Counter;

// Video goes out in order and each picture of the source once, whatever filler repeats.
void expect_all_video(const Published& out, uint64_t count) {
  std::vector<uint64_t> numbers = out.video_numbers();
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  std::vector<uint64_t> wanted(count);
  std::iota(wanted.begin(), wanted.end(), 0);
  EXPECT_EQ(numbers, wanted);
}

void expect_growing_video(const Published& out) {
  for (std::size_t i = 1; i < out.video.size(); ++i) {
    ASSERT_GT(out.video[i].second.dts, out.video[i - 1].second.dts) << i;
    ASSERT_GE(out.video[i].second.pts, out.video[i].second.dts) << i;
  }
}

// ---- Audio that cannot be sent.

TEST(DubbingSource, SixChannelsAreNotSentAndPublishedAsStereoWithOneAlert) {
  DubbingOptions options;
  options.source.audio->channels = 6;
  DubbingWorld world(options);
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.voices({sec(3), sec(9), sec(15), sec(19)}), "ssss");
  EXPECT_EQ(world.out.audio_format.channels, 2);
  EXPECT_EQ(world.fell_back("unsupported"), 4u);
  EXPECT_EQ(world.count(Counter::kAlerts, "unsupported_audio"), 1u);
  EXPECT_EQ(world.count(Counter::kAudioErrors), 0u);
  EXPECT_EQ(world.peer.connections, 0) << "there is nothing to say to the service";
}

TEST(DubbingSource, ARateThatTheSchemaLacksIsNotSentAndPublishedAsItIsWithOneAlert) {
  DubbingOptions options;
  options.source.audio->sample_rate = 32'000;
  DubbingWorld world(options);
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.voices({sec(3), sec(9), sec(15), sec(19)}), "ssss");
  EXPECT_EQ(world.out.audio_format.sample_rate, 32'000);
  EXPECT_EQ(world.fell_back("unsupported"), 4u);
  EXPECT_EQ(world.count(Counter::kAlerts, "unsupported_audio"), 1u);
  EXPECT_TRUE(world.file("000000_audio.m4a")) << "it is stored all the same";
}

// A codec that lacks a decoder for the source.
class NoDecoder final : public ports::AudioCodec {
 public:
  expected<std::unique_ptr<ports::AudioDecoder>, ports::CodecError> decoder(const AudioFormat&) override {
    return unexpected(ports::CodecError{"not this one"});
  }
  expected<std::unique_ptr<ports::AudioEncoder>, ports::CodecError> encoder(int rate, int channels, int bits) override {
    return codec_.encoder(rate, channels, bits);
  }
  expected<Pcm, ports::CodecError> convert(const Pcm& pcm, int rate, int channels, std::size_t frames) override {
    return codec_.convert(pcm, rate, channels, frames);
  }

 private:
  sim::ToyCodec codec_;
};

TEST(DubbingSource, AudioThatCannotBeDecodedIsSilentAndTheStreamGoesOn) {
  NoDecoder codec;
  DubbingWorld world({.codec = &codec});
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.voices({sec(3), sec(9), sec(15), sec(19)}), "....");
  EXPECT_EQ(world.fell_back("unsupported"), 4u);
  EXPECT_EQ(world.logged("cannot be decoded"), 1);
  expect_all_video(world.out, 600);
}

TEST(DubbingSource, ASegmentWithLessThanASecondOfRealAudioIsNotSent) {
  DubbingOptions options;
  options.source.gaps = {{.at = kSourceStart + ms(6'600), .length = ms(5'400), .video = false}};
  DubbingWorld world(options);
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.fell_back("too_short"), 1u);
  EXPECT_EQ(world.applied(), 3u);
  EXPECT_EQ(world.voices({sec(3), ms(6'300), sec(9), sec(15)}), "ds.d");
  EXPECT_EQ(world.count(Counter::kAlerts), 0u);
}

TEST(DubbingSource, HolesInTheAudioAreSilenceAndNothingMoves) {
  DubbingOptions options;
  options.source.gaps = {{.at = kSourceStart + ms(7'000), .length = ms(1'000), .video = false}};
  options.mode = StsMode::kDisabled;
  DubbingWorld world(options);
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.voices({ms(6'900), ms(7'500), ms(8'200)}), "s.s");
  const Pcm pcm = world.out.decoded();
  const auto tag = sim::read_tag(world.out.sample_at(pcm, sec(15))).value();
  EXPECT_NEAR(tag.sample, 15 * 16'000, 520) << "within half an access unit, as the holes are";
}

TEST(DubbingSource, ASegmentWithoutVideoIsStillDubbed) {
  DubbingOptions options;
  options.source.gaps = {{.at = kSourceStart + sec(5), .length = sec(8), .audio = false}};
  DubbingWorld world(options);
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.applied(), 4u);
  EXPECT_EQ(world.voices({sec(3), sec(9), sec(15)}), "ddd");
  EXPECT_FALSE(world.file("000001_video.mp4"));
  EXPECT_TRUE(world.file("000001_audio.m4a"));
}

// ---- Audio that starts late, or never.

TEST(DubbingSource, AudioThatStartsLaterIsPrecededBySilence) {
  DubbingOptions options;
  options.source.audio->start = kSourceStart + sec(3);
  DubbingWorld world(options);
  ASSERT_EQ(world.run(), 0);
  const Pcm pcm = world.out.decoded();
  EXPECT_EQ(world.out.sample_at(pcm, sec(2)), 0.0F);
  EXPECT_NE(world.out.sample_at(pcm, sec(5)), 0.0F);
  EXPECT_NEAR(sim::read_tag(world.out.sample_at(pcm, sec(15))).value().sample, 12 * 16'000, 520);
}

TEST(DubbingSource, AudioThatStartsAfterTheFirstSegmentKeepsItsPlaceThoughItsRateWasNotGuessed) {
  for (const auto& [rate, channels] : {std::pair(44'100, 1), std::pair(16'000, 2), std::pair(48'000, 2)}) {
    DubbingOptions options;
    options.source = plan(sec(30));
    options.source.audio->sample_rate = rate;
    options.source.audio->channels = channels;
    options.source.audio->start = kSourceStart + sec(8);
    DubbingWorld world(options);
    ASSERT_EQ(world.run(), 0);
    EXPECT_EQ(world.out.audio_format.sample_rate, 48'000) << "assumed, and kept";
    EXPECT_EQ(world.out.audio_breaks(), 0);
    EXPECT_EQ(world.fell_back("too_short"), 1u);
    const Pcm pcm = world.out.decoded();
    const auto tag = sim::read_tag(world.out.sample_at(pcm, sec(21)));
    ASSERT_TRUE(tag.has_value()) << rate;
    EXPECT_NEAR(tag->sample / rate, 13.0, 0.035) << rate;
    // The service is connected once the rate is known, in the middle of the second segment.
    EXPECT_EQ(world.fell_back("disconnected"), 1u);
    EXPECT_EQ(world.applied(), 3u) << rate;
  }
}

TEST(DubbingSource, AudioThatNeverComesIsSilence) {
  DubbingOptions options;
  options.source.audio->start = TimeDelta::Minutes(60);
  DubbingWorld world(options);
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.voices({sec(3), sec(9), sec(15)}), "...");
  EXPECT_EQ(world.fell_back("too_short"), 4u);
  expect_all_video(world.out, 600);
}

// ---- Formats that change.

TEST(DubbingSource, AnotherRateOfAudioRecyclesTheSessionAndKeepsTheOutputsFormat) {
  DubbingOptions options;
  options.source = plan(sec(40));
  options.source.audio_changes = {{.at = kSourceStart + ms(15'500), .sample_rate = 48'000, .channels = 2}};
  DubbingWorld world(options);
  ASSERT_EQ(world.run(), 0);
  const auto inits = world.peer.of<contracts::StreamInit>();
  ASSERT_EQ(inits.size(), 2u);
  EXPECT_EQ(inits[1].config.sample_rate_hz, 48'000);
  EXPECT_EQ(inits[1].config.channels, 2);
  EXPECT_EQ(world.count(Counter::kRecycles, "requested"), 1u);
  EXPECT_EQ(world.out.opened.size(), 1u) << "viewers see one publication";
  EXPECT_EQ(world.out.audio_format.sample_rate, 16'000);
  EXPECT_EQ(world.out.audio_format.channels, 1);
  EXPECT_EQ(world.out.audio_breaks(), 0);
  EXPECT_EQ(world.voices({sec(3), sec(9), sec(25), sec(35)}), "dddd");
}

TEST(DubbingSource, AnotherPictureSizeGoesOnInTheSamePublicationAndBeginsAnEpoch) {
  DubbingOptions options;
  options.source.video_changes = {{.at = kSourceStart + sec(8), .variant = 1}};
  DubbingWorld world(options);
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.out.opened.size(), 1u);
  EXPECT_EQ(world.out.formats.size(), 1u);
  EXPECT_EQ(world.count(Counter::kEpochs, "format_change"), 1u);
  EXPECT_EQ(world.peer.of<contracts::StreamInit>().size(), 1u) << "it is nothing to the service";
  EXPECT_EQ(world.out.audio_breaks(), 0);
  expect_growing_video(world.out);
  expect_all_video(world.out, 600);
}

// ---- Jumps and gaps.

TEST(DubbingSource, ABackwardJumpIsOneEpochHoweverShort) {
  for (const int64_t by_ms : {-1'000, -3'000, -4'900, -5'000, -60'000}) {
    DubbingOptions options;
    options.mode = StsMode::kDisabled;
    options.source.audio->lag = ms(300);
    options.source.jumps = {{.at = kSourceStart + sec(10), .by = ms(by_ms)}};
    DubbingWorld world(options);
    ASSERT_EQ(world.run(), 0);
    EXPECT_EQ(world.count(Counter::kEpochs, "jump"), 1u) << by_ms;
    EXPECT_EQ(world.out.audio_breaks(), 0);
    expect_growing_video(world.out);
  }
}

TEST(DubbingSource, AGapBeforeAnEpochThatIsKnownAlreadyIsFilled) {
  DubbingOptions options;
  options.mode = StsMode::kDisabled;
  options.source.gaps = {{.at = kSourceStart + sec(10), .length = ms(3'000)}};
  options.source.jumps = {{.at = kSourceStart + sec(10), .by = sec(500)}};
  DubbingWorld world(options);
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.out.audio_breaks(), 0);
  EXPECT_EQ(world.voices({ms(9'500), sec(11), ms(12'500), sec(15)}), "s..s");
  TimeDelta longest = TimeDelta::Zero();
  for (std::size_t i = 1; i < world.out.video.size(); ++i) {
    longest = std::max(longest, world.out.video[i].first - world.out.video[i - 1].first);
  }
  EXPECT_LE(longest, ms(1'150)) << "a picture at least each second";
  expect_growing_video(world.out);
}

// The new epoch's first segment closes late, since its audio is missing: it is the open segment at the input, and holds
// the output, which else would go out in a burst.
TEST(DubbingSource, TheFirstSegmentOfAnEpochHoldsTheOutputWhileItIsOpen) {
  DubbingOptions options;
  options.mode = StsMode::kDisabled;
  options.settings = [](WorkerSettings& settings) { settings.playout_delay = TimeDelta::Zero(); };
  options.source.jumps = {{.at = kSourceStart + sec(6), .by = sec(500)}};
  options.source.gaps = {{.at = kSourceStart + ms(11'500), .length = ms(900), .video = false}};
  DubbingWorld world(options);
  ASSERT_EQ(world.run(), 0);
  EXPECT_GE(world.count(Counter::kHolds), 1u);
  // Half a second of media takes half a second, but for what the server's interleaving holds back.
  for (std::size_t i = 15; i < world.out.video.size(); ++i) {
    ASSERT_GE(world.out.video[i].first - world.out.video[i - 15].first, ms(300)) << "a burst at picture " << i;
  }
}

TEST(DubbingSource, AnInputThatIsLostAndReturnsIsFilledAndDubbedAgain) {
  DubbingOptions options;
  options.source = plan(sec(60));
  DubbingWorld world(options);
  world.run_to(sec(20));
  world.media.server.leave("live/test/in");
  world.run_to(sec(24));
  world.media.server.publish("live/test/in", plan(sec(30)));
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.count(Counter::kInputLosses), 1u);
  EXPECT_EQ(world.out.opened.size(), 1u);
  EXPECT_EQ(world.out.audio_breaks(), 0);
  expect_growing_video(world.out);
  const auto life = world.peer.life();
  EXPECT_EQ(life, (std::vector<std::string>{"stream:init", "stream:pause", "stream:resume", "stream:end"}));
  EXPECT_EQ(world.fell_back("too_short"), 0u);
}

TEST(DubbingSource, AnInputThatReturnsDuringFillerGoesOnBehindIt) {
  DubbingOptions options;
  options.mode = StsMode::kDisabled;
  options.source = plan(sec(60));
  DubbingWorld world(options);
  world.run_to(sec(20));
  world.media.server.leave("live/test/in");
  world.media.server.hide("live/test/in", false);
  world.run_to(sec(25));
  world.media.server.publish("live/test/in", plan(sec(20)));
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.out.audio_breaks(), 0);
  expect_growing_video(world.out);
  EXPECT_EQ(world.out.opened.size(), 1u);
}

// ---- Drift.

TEST(DubbingSync, AudioThatDriftsAgainstTheVideoIsSlewedAndNeverFarOff) {
  DubbingOptions options;
  options.mode = StsMode::kDisabled;
  options.source = plan(sec(300));
  options.source.audio->pts_ppm = 1'000;
  DubbingWorld world(options);
  double worst = 0;
  for (int64_t second = 10; second < 300; ++second) {
    world.run_to(sec(second));
    worst = std::max(worst, std::abs(world.telemetry.value(ports::Gauge::kAvSyncDeltaMs)));
  }
  EXPECT_GT(worst, 10.0) << "300 ms in all without a correction";
  EXPECT_LT(worst, 35.0);
}

}  // namespace
}  // namespace sw::engine

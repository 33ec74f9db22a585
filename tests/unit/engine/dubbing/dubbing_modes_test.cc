// The dubbing path whole: what is published, sent, stored and counted when all goes well, and when the service does
// not.
#include <gtest/gtest.h>

#include <csignal>
#include <numeric>

#include "tests/unit/engine/dubbing/dubbing_world.h"

namespace sw::engine {
namespace {

using ports::Counter;

// The middles of segments, where nobody fades.
const std::vector<TimeDelta> kMiddles{sec(3), sec(9), sec(15), sec(19)};

std::vector<uint64_t> all_numbers(uint64_t count) {
  std::vector<uint64_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

TEST(DubbingDisabled, PublishesEveryPictureOnceAndInOrder) {
  DubbingWorld world({.mode = StsMode::kDisabled});
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.out.video_numbers(), all_numbers(600));
  EXPECT_EQ(world.out.opened.size(), 1u);
  EXPECT_EQ(world.out.ends, std::vector{sim::OutputEnd::kDrained});
}

TEST(DubbingDisabled, PublishesEverySampleOfTheSourceInItsPlaceSixSecondsLater) {
  DubbingWorld world({.mode = StsMode::kDisabled});
  ASSERT_EQ(world.run(), 0);
  const Pcm pcm = world.out.decoded();
  EXPECT_EQ(world.out.audio_breaks(), 0);
  // The first unit of all is distorted by the decoder, as AAC's is.
  for (int64_t n = 1'024; n < 16'000 * 20 - 1'024; ++n) {
    ASSERT_EQ(world.out.sample_at(pcm, TimeDelta::Ticks(n, 16'000)), sim::source_tag(static_cast<uint64_t>(n))) << n;
  }
}

TEST(DubbingDisabled, NeverTalksToTheServiceAndCountsNoFallback) {
  DubbingWorld world({.mode = StsMode::kDisabled});
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.peer.connections, 0);
  EXPECT_EQ(world.count(Counter::kAudioFragments), 4u);
  EXPECT_EQ(world.count(Counter::kFallbacks), 0u);
  EXPECT_EQ(world.telemetry.lines(ports::Level::kError), 0u);
}

TEST(DubbingDisabled, TheFirstSegmentGoesOutHalfASecondAfterItClosed) {
  DubbingWorld world({.mode = StsMode::kDisabled});
  world.run();
  const TimeDelta first = world.out.video.front().first - world.at(kSourceStart);
  EXPECT_GE(first, ms(6'500));
  EXPECT_LE(first, ms(6'650)) << "a segment's last unit, the network's way, and the batches of the source";
}

TEST(DubbingEnabled, PublishesDubbedAudioInThePlaceOfTheSourcesOwn) {
  DubbingWorld world;
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.voices(kMiddles), "dddd");
  const Pcm pcm = world.out.decoded();
  for (int64_t n = 1'024; n < 16'000 * 20 - 1'024; ++n) {
    // A fade before each joint, which is within half an access unit of the boundary.
    if ((n + 600) % 96'000 < 1'200) continue;
    ASSERT_EQ(world.out.sample_at(pcm, TimeDelta::Ticks(n, 16'000)), sim::dubbed_tag(static_cast<uint64_t>(n))) << n;
  }
  EXPECT_EQ(world.out.video_numbers(), all_numbers(600));
}

TEST(DubbingEnabled, CountsAndAcknowledgesEachSegmentOnce) {
  DubbingWorld world;
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.count(Counter::kAudioFragments), 4u);
  EXPECT_EQ(world.count(Counter::kFragmentsSent), 4u);
  EXPECT_EQ(world.applied(), 4u);
  EXPECT_EQ(world.count(Counter::kFallbacks), 0u);
  const auto acks = world.peer.of<contracts::WorkerFragmentAck>();
  ASSERT_EQ(acks.size(), 4u);
  for (const auto& ack : acks) EXPECT_EQ(ack.status, contracts::ReceiptStatus::kApplied);
  EXPECT_EQ(world.peer.life(), (std::vector<std::string>{"stream:init", "stream:end"}));
}

TEST(DubbingEnabled, SaysInEachFragmentWhatItsAudioIs) {
  DubbingWorld world;
  world.run();
  const auto fragments = world.peer.of<contracts::FragmentData>();
  ASSERT_EQ(fragments.size(), 4u);
  for (std::size_t k = 0; k < 4; ++k) {
    const contracts::FragmentData& fragment = fragments[k];
    EXPECT_EQ(fragment.sequence_number, static_cast<int64_t>(k));
    EXPECT_EQ(fragment.stream_id, "test");
    EXPECT_EQ(fragment.audio.sample_rate_hz, 16'000);
    EXPECT_EQ(fragment.audio.channels, 1);
    EXPECT_NEAR(static_cast<double>(fragment.audio.duration_ms), k == 3 ? 2'000 : 6'000, 64);
    const auto file = contracts::base64_decode(fragment.audio.data_base64).value();
    const auto clip = sim::ToyContainer().read_audio(file).value();
    EXPECT_EQ(TimeDelta::Ticks(clip.samples, 16'000).millis(), fragment.audio.duration_ms);
    EXPECT_EQ(clip.priming, k == 0 ? 0 : 1'024) << "one unit of context, which takes no time";
    EXPECT_NEAR(static_cast<double>(fragment.metadata.value().pts_ns.value()), static_cast<double>(k) * 6e9, 32e6);
    EXPECT_EQ(world.file("00000" + std::to_string(k) + "_audio.m4a"), file) << "what is sent is what is stored";
  }
}

TEST(DubbingEnabled, InitSaysWhatTheSourceIs) {
  DubbingWorld world({.settings = [](WorkerSettings& settings) { settings.sts_max_inflight = 2; }});
  world.run();
  const auto inits = world.peer.of<contracts::StreamInit>();
  ASSERT_EQ(inits.size(), 1u);
  EXPECT_EQ(inits[0].stream_id, "test");
  EXPECT_EQ(inits[0].worker_id, "worker");
  EXPECT_EQ(inits[0].config.sample_rate_hz, 16'000);
  EXPECT_EQ(inits[0].config.channels, 1);
  EXPECT_EQ(inits[0].max_inflight, 2);
  EXPECT_EQ(inits[0].timeout_ms, 8'000);
  EXPECT_EQ(inits[0].config.chunk_duration_ms, std::nullopt) << "the schema ends at 5000";
}

TEST(DubbingEnabled, AnAlarmThatIsFiftyMillisecondsLateCostsNothing) {
  DubbingWorld world({.alarm_lateness = ms(50)});
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.applied(), 4u);
  EXPECT_EQ(world.count(Counter::kHolds), 0u);
  EXPECT_EQ(world.out.audio_breaks(), 0);
}

// ---- The service does not keep up.

TEST(DubbingFallback, AReplyThatComesAfterEightSecondsIsNeverPlayed) {
  DubbingWorld world({.source = plan(sec(30))});
  world.peer.on_fragment = [&](const contracts::FragmentData& fragment) {
    world.peer.delay = fragment.sequence_number == 1 ? sec(9) : ms(400);
    world.peer.reply(fragment);
  };
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.voices(kMiddles), "dsdd");
  EXPECT_EQ(world.fell_back("timeout"), 1u);
  EXPECT_EQ(world.count(Counter::kIgnoredMessages, "late"), 1u);
  const auto acks = world.peer.of<contracts::WorkerFragmentAck>();
  EXPECT_EQ(std::ranges::count(acks, contracts::ReceiptStatus::kReceived, &contracts::WorkerFragmentAck::status), 1);
  EXPECT_EQ(world.out.audio_breaks(), 0);
  EXPECT_EQ(world.out.video_numbers(), all_numbers(900));
}

TEST(DubbingFallback, ASegmentThatHoldsTheOutputForEightSecondsFallsBackAndMayStillSucceedForTheBreaker) {
  DubbingWorld world({.settings = [](WorkerSettings& settings) { settings.sts_timeout = sec(20); }});
  world.peer.on_fragment = [&](const contracts::FragmentData& fragment) {
    world.peer.delay = fragment.sequence_number == 1 ? sec(16) : ms(400);
    world.peer.reply(fragment);
  };
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.fell_back("playout"), 1u);
  EXPECT_EQ(world.voices(kMiddles), "dsdd");
  EXPECT_EQ(world.applied(), 3u);
}

TEST(DubbingFallback, AServiceThatReportsAnErrorCostsThatSegmentAlone) {
  DubbingWorld world;
  world.peer.on_fragment = [&](const contracts::FragmentData& fragment) {
    if (fragment.sequence_number != 1) return world.peer.reply(fragment);
    auto result = StsPeer::result_of(fragment);
    result.status = contracts::FragmentStatus::kFailed;
    result.error = {.code = contracts::ErrorCode(contracts::ErrorKind::kModelError), .message = "no"};
    world.peer.say_later(result);
  };
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.fell_back("error"), 1u);
  EXPECT_EQ(world.voices(kMiddles), "dsdd");
}

TEST(DubbingFallback, AMalformedResultWithAReadableIdEndsItsFragmentAsUnusableAndMovesNoBreaker) {
  DubbingWorld world({.source = plan(sec(60))});
  world.peer.on_fragment = [&](const contracts::FragmentData& fragment) {
    if (fragment.sequence_number >= 7) return world.peer.reply(fragment);
    world.peer.emit("fragment:processed",
                    R"({"fragment_id": ")" + fragment.fragment_id +
                        R"(", "stream_id": "test", "sequence_number": "one", "status": "success"})");
  };
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.fell_back("unusable"), 7u);
  EXPECT_EQ(world.count(Counter::kAlerts, "unusable_audio"), 7u);
  EXPECT_EQ(world.count(Counter::kIgnoredMessages, "malformed"), 7u);
  EXPECT_EQ(world.logged("breaks its schema"), 1) << "further ones are only counted";
  EXPECT_EQ(world.applied(), 3u) << "seven failures would have opened the breaker";
}

TEST(DubbingFallback, APacketWithoutAMeaningIsCountedAndLoggedOnce) {
  DubbingWorld world;
  world.peer.on_fragment = [&](const contracts::FragmentData& fragment) {
    world.peer.send_raw_bytes(StsPeer::frame_of("439[]"));
    world.peer.reply(fragment);
  };
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.count(Counter::kIgnoredMessages, "unexpected_packet"), 4u);
  EXPECT_EQ(world.logged("a packet of the STS is ignored"), 1) << "further ones are only counted";
  EXPECT_EQ(world.applied(), 4u);
}

TEST(DubbingFallback, ASuccessWithoutAudioIsUnusable) {
  DubbingWorld world;
  world.peer.on_fragment = [&](const contracts::FragmentData& fragment) {
    auto result = StsPeer::result_of(fragment);
    result.status = contracts::FragmentStatus::kPartial;
    world.peer.say_later(result);
  };
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.fell_back("unusable"), 4u);
  EXPECT_EQ(world.count(Counter::kAlerts, "unusable_audio"), 4u);
}

TEST(DubbingFallback, ALongerReplyIsTrimmedAndAShorterOneIsPaddedAndNothingDrifts) {
  for (const TimeDelta extra : {ms(300), ms(-300)}) {
    DubbingWorld world({.source = plan(sec(24))});
    world.peer.dub = {.extra_length = extra};
    ASSERT_EQ(world.run(), 0);
    EXPECT_EQ(world.applied(), 4u);
    EXPECT_EQ(world.out.audio_breaks(), 0);
    const Pcm pcm = world.out.decoded();
    // Each segment still begins in its place.
    for (const TimeDelta time : {ms(6'500), ms(12'500), ms(18'500)}) {
      const auto tag = sim::read_tag(world.out.sample_at(pcm, time));
      ASSERT_TRUE(tag.has_value()) << time.millis();
      EXPECT_NEAR(tag->sample, time.seconds() * 16'000, 1.0) << time.millis();
    }
    EXPECT_EQ(world.voices({ms(5'850)}), extra < TimeDelta::Zero() ? "." : "d") << "padded with silence at the end";
  }
}

TEST(DubbingFallback, AReplyOfAnotherRateOrChannelCountIsConverted) {
  DubbingWorld world;
  world.peer.dub = {.sample_rate = 48'000, .channels = 2};
  ASSERT_EQ(world.run(), 0);
  EXPECT_EQ(world.applied(), 4u);
  EXPECT_EQ(world.voices(kMiddles), "dddd");
}

TEST(DubbingFallback, ARejectedReplyCostsNothingButItsDub) {
  for (const sim::Dub& how :
       {sim::Dub{.length_per_mille = 850}, sim::Dub{.length_per_mille = 1'150},
        sim::Dub{.damage = sim::Dub::Damage::kUnits}, sim::Dub{.damage = sim::Dub::Damage::kFile}}) {
    DubbingWorld world;
    world.peer.dub = how;
    ASSERT_EQ(world.run(), 0);
    EXPECT_EQ(world.fell_back("unusable"), 4u);
    EXPECT_EQ(world.voices(kMiddles), "ssss");
    EXPECT_EQ(world.out.audio_breaks(), 0);
  }
}

}  // namespace
}  // namespace sw::engine

// How the dubbing path ends: by the stream, by signals, by a service that is lost, by an output that fails.
#include <gtest/gtest.h>

#include <csignal>

#include "tests/unit/engine/dubbing/dubbing_world.h"

namespace sw::engine {
namespace {

using ports::Counter;

DubbingOptions mode(StsMode mode) { return {.mode = mode, .source = plan(sec(600))}; }

TEST(DubbingEnd, AStopBeforeAnyMediaExitsWithZeroAtOnce) {
  for (const StsMode sts_mode : {StsMode::kEnabled, StsMode::kDisabled}) {
    DubbingOptions options = mode(sts_mode);
    options.source.video.start = sec(100);
    options.source.audio->start = sec(100);
    DubbingWorld world(options);
    world.run_to(sec(2));
    world.stop(SIGTERM);
    EXPECT_EQ(world.run(), 0);
    EXPECT_EQ(world.now(), sec(2));
  }
}

TEST(DubbingEnd, ASecondStopEndsAtOnce) {
  for (const auto& [signal, code] : {std::pair(SIGTERM, 143), std::pair(SIGINT, 130)}) {
    DubbingWorld world(mode(StsMode::kEnabled));
    world.run_to(sec(20));
    world.stop(SIGTERM);
    world.run_to(sec(20) + ms(100));
    ASSERT_EQ(world.worker.exit_code(), std::nullopt);
    world.stop(signal);
    EXPECT_EQ(world.run(), code);
    EXPECT_EQ(world.now(), sec(20) + ms(100));
  }
}

// The service owes nothing for long: all that has come is played at its own pace, the rest of the segment among it.
TEST(DubbingEnd, AStopPublishesAllThatHasComeAndEndsTheStream) {
  DubbingWorld world(mode(StsMode::kEnabled));
  world.run_to(kSourceStart + sec(15));
  world.stop(SIGTERM);
  EXPECT_EQ(world.run(), 0);
  const auto numbers = world.out.video_numbers();
  EXPECT_GE(numbers.size(), 445u) << "but for the last batch on its way";
  EXPECT_EQ(numbers.back(), numbers.size() - 1);
  EXPECT_EQ(world.peer.life().back(), "stream:end");
  EXPECT_LE(world.now(), sec(15) + sec(20));
  EXPECT_EQ(world.count(Counter::kAudioFragments), 3u);
}

TEST(DubbingEnd, AtASignalWhatIsInFlightFallsBackAtSixtyPercentOfTheDrainTime) {
  DubbingOptions options = mode(StsMode::kEnabled);
  options.settings = [](WorkerSettings& settings) { settings.drain_timeout = sec(5); };
  DubbingWorld world(options);
  world.peer.on_fragment = [&](const contracts::FragmentData& fragment) {
    if (fragment.sequence_number == 0) world.peer.reply(fragment);
  };
  world.run_to(sec(13));
  world.stop(SIGTERM);
  world.run_to(sec(16) - TimeDelta::Nanos(1));
  EXPECT_EQ(world.count(Counter::kFallbacks), 0u);
  world.run_to(sec(16));
  EXPECT_EQ(world.fell_back("drain"), 1u);
  EXPECT_EQ(world.run(), 0);
  EXPECT_LE(world.now(), sec(18));
}

TEST(DubbingEnd, AtASignalWhatWasNotSentFallsBackAtOnce) {
  DubbingOptions options = mode(StsMode::kEnabled);
  options.settings = [](WorkerSettings& settings) { settings.sts_max_inflight = 1; };
  DubbingWorld world(options);
  world.peer.on_fragment = [&](const contracts::FragmentData& fragment) {
    if (fragment.sequence_number == 0) world.peer.reply(fragment);
  };
  world.run_to(kSourceStart + sec(13) + ms(500));
  world.stop(SIGTERM);
  world.run_to(kSourceStart + sec(13) + ms(500));
  EXPECT_EQ(world.fell_back("drain"), 1u) << "the segment under way, for which there is no slot";
  EXPECT_EQ(world.run(), 0);
}

TEST(DubbingEnd, FromEightyFivePercentOnWhatIsReadyIsFlushedWithAllItsAudio) {
  DubbingOptions options = mode(StsMode::kDisabled);
  options.settings = [](WorkerSettings& settings) { settings.drain_timeout = sec(2); };
  DubbingWorld world(options);
  world.run_to(kSourceStart + sec(17));
  world.stop(SIGTERM);
  EXPECT_EQ(world.run(), 0);
  EXPECT_LE(world.now(), kSourceStart + sec(17) + sec(2));
  EXPECT_GE(world.now(), kSourceStart + sec(17) + ms(1'700));
  EXPECT_EQ(world.out.audio_breaks(), 0) << "audio is not given up for video that was written a segment ahead";
  EXPECT_EQ(world.voices({sec(3), sec(9), sec(12), sec(14), sec(16)}), "sssss");
  EXPECT_EQ(world.count(Counter::kDroppedUnits, "late"), 0u);
}

TEST(DubbingEnd, AnEndWhileTheOutputIsDryIsOverAtOnce) {
  DubbingWorld world({.mode = StsMode::kDisabled, .source = plan(sec(600))});
  world.run_to(sec(10));
  world.media.server.leave("live/test/in");
  EXPECT_EQ(world.run(), 0) << "it is not found any more, so it has ended";
}

TEST(DubbingEnd, TheEndOfTheStreamPublishesAllAtItsOwnPace) {
  DubbingWorld world({.source = plan(sec(20))});
  EXPECT_EQ(world.run(), 0);
  const TimeDelta length = world.out.video.back().first - world.out.video.front().first;
  EXPECT_GE(length, sec(20) - ms(300));
  EXPECT_LE(length, sec(20) + ms(100));
}

// ---- The service is lost.

TEST(DubbingLost, AServiceThatNeverAnswersIsGivenUpAfterSixtyTwoSecondsOfRefusals) {
  DubbingWorld world(mode(StsMode::kEnabled));
  world.peer.accepts = false;
  EXPECT_EQ(world.run(), 6);
  // Connecting begins with the source's format; what is ready is flushed then.
  EXPECT_GE(world.now(), sec(62));
  EXPECT_LE(world.now(), sec(62) + ms(500) + sec(10));
  EXPECT_EQ(world.count(Counter::kReconnectAttempts), 5u);
  EXPECT_EQ(world.logged("lost for good"), 1);
  EXPECT_EQ(world.applied(), 0u);
  EXPECT_GE(world.fell_back("disconnected"), 9u) << "segments pass with original audio meanwhile";
  EXPECT_EQ(world.out.audio_breaks(), 0);
}

// What such a service says next is nobody's session. Found by sts_side_fuzz.
TEST(DubbingLost, AServiceThatTakesNoStreamInitIsAFailedAttempt) {
  DubbingWorld world(mode(StsMode::kEnabled));
  world.peer.max_payload = 100;
  EXPECT_EQ(world.run(), 6);
  EXPECT_EQ(world.logged("stream:init was not sent"), 6);
  EXPECT_TRUE(world.peer.told.empty());
}

TEST(DubbingLost, AnOutageInTheMiddleKeepsTheStreamGoingAndDubbingResumes) {
  DubbingWorld world({.source = plan(sec(60))});
  world.run_to(sec(13));
  world.peer.accepts = false;
  world.peer.reset();
  world.run_to(sec(14));
  world.peer.accepts = true;
  EXPECT_EQ(world.run(), 0);
  EXPECT_EQ(world.count(Counter::kReconnections), 1u);
  EXPECT_EQ(world.fell_back("disconnected"), 1u) << "the segment under way is the discarded partial";
  EXPECT_EQ(world.applied(), 9u);
  const auto fragments = world.peer.of<contracts::FragmentData>();
  EXPECT_EQ(std::ranges::count(fragments, 0, &contracts::FragmentData::sequence_number), 2) << "each session from 0";
  EXPECT_EQ(world.out.audio_breaks(), 0);
}

TEST(DubbingLost, AnInputThatEndsDuringAnOutageEndsTheWorkerWithZero) {
  DubbingWorld world({.source = plan(sec(20))});
  world.run_to(sec(15));
  world.peer.accepts = false;
  world.peer.reset();
  EXPECT_EQ(world.run(), 0);
  EXPECT_LE(world.now(), sec(40));
}

TEST(DubbingLost, AServiceThatConnectsAndNeverGetsReadyIsTriedAgain) {
  DubbingWorld world({.source = plan(sec(20))});
  world.peer.answers_init = false;
  EXPECT_EQ(world.run(), 0);
  EXPECT_GE(world.peer.connections, 2);
  EXPECT_EQ(world.fell_back("disconnected"), 4u);
}

TEST(DubbingLost, GarbageInPlaceOfTheProtocolIsALostConnection) {
  DubbingWorld world({.source = plan(sec(30))});
  world.run_to(sec(13));
  world.peer.send_raw_bytes(std::string(100, '\xff'));
  EXPECT_EQ(world.run(), 0);
  EXPECT_EQ(world.peer.connections, 2);
  EXPECT_EQ(world.out.audio_breaks(), 0);
}

// ---- The output is lost.

TEST(DubbingOutput, ARefusedPublicationExitsWithFive) {
  DubbingWorld world(mode(StsMode::kDisabled));
  world.media.server.forbid_publishing("live/test/out", true);
  EXPECT_EQ(world.run(), 5);
}

TEST(DubbingOutput, APublicationThatIsClosedExitsWithFive) {
  DubbingWorld world(mode(StsMode::kEnabled));
  world.run_to(sec(20));
  world.media.server.kick_publisher("live/test/out");
  EXPECT_EQ(world.run(), 5);
  EXPECT_EQ(world.now().millis() / 1000, 20);
}

TEST(DubbingOutput, AServerThatTakesNothingExitsWithFiveAfterTenSeconds) {
  DubbingWorld world(mode(StsMode::kDisabled));
  world.run_to(sec(20));
  world.media.output.wedge(true);
  EXPECT_EQ(world.run(), 5);
}

// ---- The disk.

TEST(DubbingDisk, AFullDiskCostsFilesAndNothingElse) {
  DubbingWorld world({.source = plan(sec(30))});
  world.storage.set_full(true);
  EXPECT_EQ(world.run(), 0);
  EXPECT_EQ(world.applied(), 5u);
  EXPECT_TRUE(world.storage.files().empty());
  EXPECT_EQ(world.logged("segment files cannot be written"), 1);
  EXPECT_EQ(world.count(Counter::kStorageFailures), 25u) << "video, audio, dub and the record twice, of five segments";
  EXPECT_EQ(world.telemetry.lines(ports::Level::kError), 0u);
}

TEST(DubbingDisk, ADiskThatStandsStillHoldsUpNothing) {
  DubbingWorld world({.source = plan(sec(60))});
  world.storage.set_stuck(true);
  EXPECT_EQ(world.run(), 0);
  EXPECT_EQ(world.applied(), 10u);
  EXPECT_EQ(world.count(Counter::kHolds), 0u);
}

TEST(DubbingDisk, EachSegmentHasItsVideoItsAudioItsDubAndItsRecord) {
  DubbingWorld world({.source = plan(sec(20))});
  world.run();
  for (int k = 0; k < 4; ++k) {
    for (const char* suffix : {"_video.mp4", "_audio.m4a", "_dubbed.m4a", ".json"}) {
      EXPECT_TRUE(world.file("00000" + std::to_string(k) + suffix)) << k << suffix;
    }
  }
  EXPECT_EQ(world.storage.files().size(), 16u);
  const std::string record = world.file("000001.json").value();
  for (const char* part :
       {R"("stream_id":"test")", R"("batch_number":1)", R"("t0_ns":6000000000)", R"("duration_ns":6000000000)",
        R"("ended_by":"boundary")", R"("outcome":"applied")", R"("dubbed_file_path":"test/000001_dubbed.m4a")"}) {
    EXPECT_NE(record.find(part), std::string::npos) << part << " in " << record;
  }
}

TEST(DubbingDisk, FilesAreRemovedOnceTheirTimeAfterReleaseIsOver) {
  DubbingOptions options;
  options.source = plan(sec(60));
  options.settings = [](WorkerSettings& settings) { settings.segment_retention = sec(20); };
  DubbingWorld world(options);
  // Segment 0 is released at about 7.1 s.
  world.run_to(sec(26));
  EXPECT_TRUE(world.file("000000_audio.m4a"));
  world.run_to(sec(28));
  for (const char* suffix : {"_video.mp4", "_audio.m4a", "_dubbed.m4a", ".json"}) {
    EXPECT_FALSE(world.file(std::string("000000") + suffix)) << suffix;
    EXPECT_TRUE(world.file(std::string("000001") + suffix)) << suffix;
  }
}

}  // namespace
}  // namespace sw::engine

#include "worker/engine/worker.h"

#include <gtest/gtest.h>

#include <csignal>

#include "tests/unit/engine/recording_world.h"
#include "worker/engine/publication.h"

namespace sw::engine {
namespace {

constexpr Timestamp kStart = Timestamp::FromSeconds(1000);
constexpr TimeDelta kFrame = TimeDelta::Millis(40);

class WorkerTest : public testing::Test {
 protected:
  static WorkerSettings settings() {
    return {.stream_id = StreamId::parse("test").value(),
            .worker_id = WorkerId::parse("worker").value(),
            .input_url = Url::parse("rtsp://127.0.0.1:8554/live/test/in").value(),
            .output_url = Url::parse("rtmp://127.0.0.1:1935/live/test/out").value(),
            .sts_service_url = Url::parse("http://127.0.0.1:8080").value(),
            .sts_mode = StsMode::kPassthrough};
  }
  static VideoFormat video(int width) {
    return {.codec_data = {1, static_cast<uint8_t>(width)}, .width = width, .height = 720, .reorder_frames = 0};
  }
  static AudioFormat audio() { return {.codec_data = {2}, .sample_rate = 48000, .channels = 2, .frame_samples = 1024}; }
  template <class Event>
  void handle(TimeDelta at, Event event) {
    worker_.handle(kStart + at, std::move(event));
  }
  void ring(TimeDelta at) { handle(at, ports::AlarmRang{}); }
  void unit(Track track, TimeDelta at, bool keyframe, PayloadRef payload = nullptr) {
    handle(at, ports::InputUnit{world_.input.run, AccessUnit{.track = track,
                                                             .payload = std::move(payload),
                                                             .pts = MediaTime::FromSeconds(50) + at,
                                                             .dts = std::nullopt,
                                                             .keyframe = keyframe,
                                                             .arrival = kStart + at}});
  }
  void describe(TimeDelta at) {
    handle(at, ports::InputDescribed{world_.input.run, {{"video", "H264"}, {"audio", "MPEG4-GENERIC"}}});
  }
  // Brings the worker to the point where media flows from input to output, at `at`.
  void flow(TimeDelta at = TimeDelta::Zero()) {
    describe(at);
    handle(at, ports::InputFormat{world_.input.run, video(1280)});
    handle(at, ports::InputFormat{world_.input.run, audio()});
    unit(Track::kVideo, at, true);
    handle(at, ports::OutputStarted{world_.output.run});
  }
  void start_and_flow() {
    worker_.start(kStart);
    flow();
  }
  void lose_input(TimeDelta at) {
    handle(at, ports::InputWarned{world_.input.run, "gone"});
    handle(at, ports::InputEnded{world_.input.run});
  }

  RecordingWorld world_;
  Worker worker_{settings(), world_.world()};
};

TEST_F(WorkerTest, OpensTheInputAndSetsTheAlarmAtStart) {
  worker_.start(kStart);
  EXPECT_EQ(world_.calls, Calls{"open input"});
  EXPECT_EQ(world_.clock.alarm, kStart + core::kInputSilenceLimit);
}

TEST_F(WorkerTest, PublishesFromTheFirstIdrOnWithTheOffsetOnBothTracks) {
  start_and_flow();
  unit(Track::kAudio, TimeDelta::Millis(10), true);
  EXPECT_TRUE(world_.was_called("open output 1280"));
  ASSERT_EQ(world_.output.written.size(), 2u);
  EXPECT_EQ(world_.output.written[0].pts, MediaTime::FromMillis(6000));
  EXPECT_EQ(world_.output.written[1].pts, MediaTime::FromMillis(6010));
}

TEST_F(WorkerTest, WaitsWithPublishingUntilBothFormatsAreKnownAndLosesNothing) {
  worker_.start(kStart);
  describe(TimeDelta::Zero());
  handle(TimeDelta::Zero(), ports::InputFormat{world_.input.run, video(1280)});
  unit(Track::kVideo, TimeDelta::Zero(), true);
  unit(Track::kVideo, kFrame, false);
  EXPECT_FALSE(world_.output.is_open);
  handle(kFrame, ports::InputFormat{world_.input.run, audio()});
  unit(Track::kAudio, kFrame, true);
  EXPECT_EQ(world_.output.written.size(), 3u);
}

TEST_F(WorkerTest, IsReadyWhileMediaIsGoingOut) {
  start_and_flow();
  EXPECT_TRUE(world_.telemetry.ready);
  lose_input(kFrame);
  EXPECT_FALSE(world_.telemetry.ready);
}

TEST_F(WorkerTest, AnEndOfStreamDrainsTheOutputAndExitsWithZero) {
  start_and_flow();
  handle(kFrame, ports::InputEnded{world_.input.run});
  EXPECT_TRUE(world_.was_called("end output"));
  EXPECT_EQ(worker_.exit_code(), std::nullopt);
  handle(kFrame, ports::OutputDrained{world_.output.run});
  EXPECT_EQ(worker_.exit_code(), 0);
  EXPECT_FALSE(world_.input.is_open);
  EXPECT_FALSE(world_.output.is_open);
}

TEST_F(WorkerTest, ALossTakesTheOutputDownAndAReturnPublishesAgain) {
  start_and_flow();
  lose_input(kFrame);
  EXPECT_TRUE(world_.was_called("end output"));
  handle(kFrame, ports::OutputDrained{world_.output.run});
  ring(kFrame + TimeDelta::Seconds(1));
  world_.output.written.clear();
  flow(TimeDelta::Seconds(2));
  EXPECT_EQ(world_.output.run, ports::PipelineRunId(2));
  ASSERT_EQ(world_.output.written.size(), 1u);
  EXPECT_EQ(world_.output.written[0].pts, MediaTime::FromMillis(6000 + 2000)) << "the timeline goes on by the clock";
}

TEST_F(WorkerTest, AReturnBeforeTheOldOutputIsDownWaitsForItAndLosesNothing) {
  start_and_flow();
  lose_input(kFrame);
  ring(kFrame + TimeDelta::Seconds(1));
  world_.output.written.clear();
  flow(TimeDelta::Seconds(2));
  EXPECT_TRUE(world_.output.written.empty());
  handle(TimeDelta::Seconds(2), ports::OutputDrained{world_.output.run});
  EXPECT_EQ(world_.output.written.size(), 1u);
}

TEST_F(WorkerTest, AnInputThatIsGoneForGoodExitsWithFour) {
  start_and_flow();
  lose_input(TimeDelta::Zero());
  handle(TimeDelta::Zero(), ports::OutputDrained{world_.output.run});
  for (int attempt = 0; attempt < 3; ++attempt) {
    ring(*world_.clock.alarm - kStart);
    handle(*world_.clock.alarm - kStart, ports::InputFailed{world_.input.run, ports::PipelineErrorType::kElement,
                                                            ports::InputFailure::kRefused, "refused"});
  }
  EXPECT_EQ(worker_.exit_code(), 4);
  EXPECT_EQ(world_.telemetry.errors, 1) << "one incident, one alert";
}

TEST_F(WorkerTest, NoAudioTrackExitsWithThree) {
  worker_.start(kStart);
  handle(TimeDelta::Zero(), ports::InputDescribed{world_.input.run, {{"video", "H264"}}});
  EXPECT_EQ(worker_.exit_code(), 3);
}

TEST_F(WorkerTest, AnotherCodecExitsWithSeven) {
  worker_.start(kStart);
  handle(TimeDelta::Zero(), ports::InputDescribed{world_.input.run, {{"video", "H265"}, {"audio", "MPEG4-GENERIC"}}});
  EXPECT_EQ(worker_.exit_code(), 7);
}

TEST_F(WorkerTest, ARefusedOutputExitsWithFiveAndAnyOtherFailureOfItWithSeven) {
  for (const auto& [connection, code] : {std::pair(true, 5), std::pair(false, 7)}) {
    RecordingWorld world;
    Worker worker(settings(), world.world());
    worker.start(kStart);
    worker.handle(kStart, ports::InputFormat{world.input.run, video(1280)});
    worker.handle(kStart, ports::InputFormat{world.input.run, audio()});
    worker.handle(kStart, ports::InputUnit{world.input.run,
                                           {.track = Track::kVideo,
                                            .payload = nullptr,
                                            .pts = MediaTime::FromNanos(0),
                                            .dts = std::nullopt,
                                            .keyframe = true,
                                            .arrival = kStart}});
    worker.handle(kStart, ports::OutputFailed{world.output.run, ports::PipelineErrorType::kElement, connection, "no"});
    EXPECT_EQ(worker.exit_code(), code);
  }
}

TEST_F(WorkerTest, AnOutputThatDoesNotMoveForTenSecondsExitsWithFive) {
  start_and_flow();
  world_.output.now_at = {.bytes_sent = 100, .bytes_pending = 100};
  // Media keeps coming all the while; only the output stands still.
  Timestamp now = kStart;
  while (!worker_.exit_code() && now < kStart + TimeDelta::Seconds(12)) {
    now = *world_.clock.alarm;
    unit(Track::kVideo, now - kStart, false);
    ring(now - kStart);
  }
  EXPECT_EQ(worker_.exit_code(), 5);
  EXPECT_EQ(now, kStart + core::kOutputPollPeriod + core::kOutputStallLimit);
}

TEST_F(WorkerTest, ASignalDrainsAndExitsWithZero) {
  start_and_flow();
  handle(kFrame, ports::StopRequested{SIGTERM});
  EXPECT_FALSE(world_.input.is_open);
  EXPECT_TRUE(world_.was_called("end output"));
  handle(kFrame, ports::OutputDrained{world_.output.run});
  EXPECT_EQ(worker_.exit_code(), 0);
}

TEST_F(WorkerTest, ASignalBeforeAnyMediaExitsWithZeroAtOnce) {
  worker_.start(kStart);
  handle(kFrame, ports::StopRequested{SIGINT});
  EXPECT_EQ(worker_.exit_code(), 0);
}

TEST_F(WorkerTest, ASecondSignalEndsAtOnceAndClosesBothPipelines) {
  start_and_flow();
  handle(kFrame, ports::StopRequested{SIGTERM});
  handle(kFrame, ports::StopRequested{SIGTERM});
  EXPECT_EQ(worker_.exit_code(), 143);
  EXPECT_FALSE(world_.output.is_open);
}

TEST_F(WorkerTest, AnOutputThatIsRefusedWhileItDrainsExitsWithFive) {
  start_and_flow();
  handle(kFrame, ports::StopRequested{SIGTERM});
  handle(kFrame, ports::OutputFailed{world_.output.run, ports::PipelineErrorType::kElement, true, "closed"});
  EXPECT_EQ(worker_.exit_code(), 5);
}

TEST_F(WorkerTest, NewVideoParametersGoOnInTheSamePublicationFromTheirIdrOn) {
  start_and_flow();
  handle(kFrame, ports::InputFormat{world_.input.run, video(640)});
  unit(Track::kVideo, kFrame, false);
  EXPECT_FALSE(world_.was_called("set video format 640")) << "no IDR has come yet";
  unit(Track::kVideo, kFrame * 2, true);
  EXPECT_TRUE(world_.was_called("set video format 640"));
  EXPECT_EQ(world_.output.written.size(), 2u);
  EXPECT_EQ(world_.telemetry.counted(ports::Counter::kEpochs, "format_change"), 1);
}

TEST_F(WorkerTest, AnotherAudioFormatIsPublishedAnewFromTheNextIdrOn) {
  start_and_flow();
  AudioFormat mono = audio();
  mono.channels = 1;
  handle(kFrame, ports::InputFormat{world_.input.run, mono});
  unit(Track::kVideo, kFrame, true);
  EXPECT_TRUE(world_.was_called("end output"));
  EXPECT_EQ(world_.output.written.size(), 1u);
  handle(kFrame, ports::OutputDrained{world_.output.run});
  EXPECT_EQ(world_.output.run, ports::PipelineRunId(2));
  EXPECT_EQ(world_.output.written.size(), 2u);
}

TEST_F(WorkerTest, ASilentTrackDoesNotHoldUpTheOther) {
  start_and_flow();
  unit(Track::kAudio, TimeDelta::Zero(), true);
  TimeDelta at = kFrame;
  for (; at <= core::kInterleaveLimit; at += kFrame) unit(Track::kVideo, at, false);
  EXPECT_FALSE(world_.was_called("advance audio 6540"));
  unit(Track::kVideo, at, false);
  EXPECT_TRUE(world_.was_called("advance audio 6540")) << "half the limit behind the video at 1.04 s";
}

TEST_F(WorkerTest, AudioForATimeThatWasGivenUpIsDroppedAndCounted) {
  start_and_flow();
  unit(Track::kAudio, TimeDelta::Zero(), true);
  for (TimeDelta at = kFrame; at <= TimeDelta::Seconds(2); at += kFrame) unit(Track::kVideo, at, false);
  const std::size_t before = world_.output.written.size();
  handle(TimeDelta::Seconds(2),
         ports::InputUnit{world_.input.run, AccessUnit{.track = Track::kAudio,
                                                       .payload = nullptr,
                                                       .pts = MediaTime::FromMillis(50'300),
                                                       .dts = std::nullopt,
                                                       .keyframe = true,
                                                       .arrival = kStart + TimeDelta::Seconds(2)}});
  EXPECT_EQ(world_.output.written.size(), before);
  EXPECT_EQ(world_.telemetry.counted(ports::Counter::kDroppedUnits, "late"), 1);
}

TEST_F(WorkerTest, EventsOfAnEarlierRunAreIgnored) {
  start_and_flow();
  const auto old_run = world_.input.run;
  lose_input(kFrame);
  ring(kFrame + TimeDelta::Seconds(1));
  handle(TimeDelta::Seconds(2), ports::InputEnded{old_run});
  handle(TimeDelta::Seconds(2), ports::InputFailed{old_run, ports::PipelineErrorType::kElement,
                                                   ports::InputFailure::kUnsupported, "old news"});
  EXPECT_EQ(worker_.exit_code(), std::nullopt);
  EXPECT_TRUE(world_.input.is_open);
}

TEST_F(WorkerTest, DroppedUnitsAreCountedEachAndLoggedOnce) {
  worker_.start(kStart);
  for (int i = 0; i < 5; ++i) unit(Track::kVideo, kFrame * i, false);
  EXPECT_EQ(world_.telemetry.counted(ports::Counter::kDroppedUnits, "awaiting_keyframe"), 5);
  EXPECT_EQ(std::ranges::count(world_.telemetry.lines, "access units are dropped"), 1);
}

TEST_F(WorkerTest, TooMuchHeldForAnOutputThatNeverComesDownExitsWithFive) {
  start_and_flow();
  lose_input(kFrame);
  ring(kFrame + TimeDelta::Seconds(1));
  flow(TimeDelta::Seconds(2));
  for (std::size_t i = 0; i <= kMaxHeldOutputUnits && !worker_.exit_code(); ++i) {
    unit(Track::kAudio, TimeDelta::Seconds(2) + TimeDelta::Millis(static_cast<int64_t>(i)), true);
  }
  EXPECT_EQ(worker_.exit_code(), 5);
}

// A payload that says how long it is; nobody reads it.
class HugePayload final : public Payload {
 public:
  std::size_t size() const override { return core::kMaxHeldMediaBytes / 4; }
  std::span<const uint8_t> bytes() const override { return {}; }
};

TEST_F(WorkerTest, MoreMediaThanMayBeHeldExitsWithSeven) {
  start_and_flow();
  for (int i = 1; i <= 5 && !worker_.exit_code(); ++i) {
    unit(Track::kVideo, kFrame * i, false, std::make_shared<HugePayload>());
    EXPECT_EQ(worker_.exit_code().has_value(), i == 5) << i;  // the output of this world keeps all that it is given
  }
  EXPECT_EQ(worker_.exit_code(), 7);
}

TEST_F(WorkerTest, PassthroughTouchesNoOtherPort) {
  start_and_flow();
  handle(kFrame, ports::InputEnded{world_.input.run});
  handle(kFrame, ports::OutputDrained{world_.output.run});
  EXPECT_EQ(world_.calls,
            (Calls{"open input", "open output 1280", "close input", "end output", "close output", "close output"}));
}

TEST_F(WorkerTest, IgnoresEverythingAfterTheEnd) {
  start_and_flow();
  handle(kFrame, ports::StopRequested{SIGTERM});
  handle(kFrame, ports::StopRequested{SIGTERM});
  world_.calls.clear();
  flow(TimeDelta::Seconds(1));
  ring(TimeDelta::Minutes(1));
  EXPECT_TRUE(world_.calls.empty());
  EXPECT_EQ(world_.clock.alarm, std::nullopt);
}

}  // namespace
}  // namespace sw::engine

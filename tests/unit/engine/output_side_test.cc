#include "worker/engine/output_side.h"

#include <gtest/gtest.h>

#include "tests/unit/engine/recording_world.h"

namespace sw::engine {
namespace {

constexpr Timestamp kStart = Timestamp::FromSeconds(1000);
constexpr MediaTime kZero = MediaTime::FromNanos(0);

class OutputSideTest : public testing::Test {
 protected:
  OutputSideTest() {
    side_.set_video({.codec_data = {1}, .width = 1280, .height = 720, .reorder_frames = 0});
    side_.set_audio({.codec_data = {2}, .sample_rate = 48'000, .channels = 2, .frame_samples = 1'024});
  }
  static WorkerSettings settings() {
    return {.stream_id = StreamId::parse("test").value(),
            .worker_id = WorkerId::parse("worker").value(),
            .input_url = Url::parse("rtsp://127.0.0.1/in").value(),
            .output_url = Url::parse("rtmp://127.0.0.1/out").value(),
            .sts_service_url = Url::parse("http://127.0.0.1:8080").value()};
  }
  static core::PlacedUnit unit(Track track, MediaTime at, bool begins = false) {
    return {.unit = {.track = track,
                     .payload = nullptr,
                     .pts = at,
                     .dts = std::nullopt,
                     .keyframe = begins || track == Track::kAudio,
                     .arrival = kStart},
            .pts = at,
            .dts = at,
            .duration = TimeDelta::Millis(40),
            .epoch = 0,
            .begins = begins ? std::optional(core::EpochCause::kStart) : std::nullopt};
  }

  WorkerSettings settings_ = settings();
  RecordingWorld world_;
  OutputSide side_{settings_, world_.world()};
};

TEST_F(OutputSideTest, OpensAheadOfItsFirstUnitAndIsReadyWhenThePeerHasAccepted) {
  side_.open(kStart, kZero);
  EXPECT_TRUE(side_.open());
  EXPECT_FALSE(world_.telemetry.ready);
  EXPECT_FALSE(side_.on(kStart, ports::OutputStarted{world_.output.run}));
  EXPECT_TRUE(world_.telemetry.ready);
}

TEST_F(OutputSideTest, OpeningWhatIsOpenDoesNothing) {
  side_.open(kStart, kZero);
  side_.open(kStart, kZero);
  EXPECT_EQ(std::ranges::count(world_.calls, "open output 1280"), 1);
}

TEST_F(OutputSideTest, UnitsThatCameTooLateAreCountedEachAndLoggedOnce) {
  side_.open(kStart, kZero);
  side_.write(kStart, unit(Track::kVideo, kZero, true));
  side_.write(kStart, unit(Track::kVideo, kZero + TimeDelta::Millis(40)));
  side_.write(kStart + TimeDelta::Seconds(3), unit(Track::kVideo, kZero + TimeDelta::Seconds(3)));
  const std::size_t before = world_.telemetry.lines.size();
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(side_.write(kStart, unit(Track::kAudio, kZero + TimeDelta::Seconds(1))));
  EXPECT_EQ(world_.telemetry.counted(ports::Counter::kDroppedUnits, "late"), 3);
  EXPECT_EQ(world_.telemetry.lines.size(), before + 1);
}

TEST_F(OutputSideTest, UnitsThatWereHeldForAnOutputThatNeverOpenedAreCounted) {
  OutputSide side(settings_, world_.world());
  side.set_video({.codec_data = {1}, .width = 1280, .height = 720, .reorder_frames = 0});
  side.write(kStart, unit(Track::kVideo, kZero, true));
  side.write(kStart, unit(Track::kVideo, kZero + TimeDelta::Millis(40)));
  side.end();
  EXPECT_EQ(world_.telemetry.counted(ports::Counter::kDroppedUnits, "unpublished"), 2);
  side.end();
  EXPECT_EQ(world_.telemetry.counted(ports::Counter::kDroppedUnits, "unpublished"), 2);
}

TEST_F(OutputSideTest, AFailureOfTheConnectionIsFiveAndAnyOtherIsSeven) {
  side_.open(kStart, kZero);
  EXPECT_EQ(
      side_.on(kStart, ports::OutputFailed{world_.output.run, ports::PipelineErrorType::kElement, true, "closed"}),
      core::ExitCode::kOutputFailed);
  EXPECT_EQ(
      side_.on(kStart, ports::OutputFailed{world_.output.run, ports::PipelineErrorType::kStream, false, "broken"}),
      core::ExitCode::kPipeline);
  EXPECT_EQ(world_.telemetry.counted(ports::Counter::kPipelineErrors, "element_error"), 1);
}

TEST_F(OutputSideTest, EventsOfAnotherRunAreIgnored) {
  side_.open(kStart, kZero);
  const ports::PipelineRunId other = world_.output.run.next();
  EXPECT_FALSE(side_.on(kStart, ports::OutputFailed{other, ports::PipelineErrorType::kElement, true, "old"}));
  EXPECT_FALSE(side_.on(kStart, ports::OutputStarted{other}));
  EXPECT_FALSE(world_.telemetry.ready);
}

TEST_F(OutputSideTest, IsWatchedOnlyWhileItIsOpen) {
  EXPECT_EQ(side_.deadline(), std::nullopt);
  side_.open(kStart, kZero);
  EXPECT_NE(side_.deadline(), std::nullopt);
  side_.end();
  side_.on(kStart, ports::OutputDrained{world_.output.run});
  EXPECT_EQ(side_.deadline(), std::nullopt);
  EXPECT_TRUE(side_.closed());
}

TEST_F(OutputSideTest, ThatStandsStillForTenSecondsWithBytesPendingIsLost) {
  side_.open(kStart, kZero);
  world_.output.now_at = {.bytes_sent = 10, .bytes_pending = 10};
  std::optional<core::ExitCode> lost;
  Timestamp now = kStart;
  while (!lost && now < kStart + TimeDelta::Seconds(20)) {
    now = *side_.deadline();
    lost = side_.on_time(now);
  }
  EXPECT_EQ(lost, core::ExitCode::kOutputFailed);
  EXPECT_EQ(now, kStart + core::kOutputPollPeriod + core::kOutputStallLimit);
}

}  // namespace
}  // namespace sw::engine

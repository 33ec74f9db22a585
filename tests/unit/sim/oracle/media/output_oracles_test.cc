// Each rule of the oracles that look at the output, broken once in what they see.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/media/tags.h"
#include "sim/media/toy_unit.h"
#include "sim/oracle/fields.h"
#include "tests/unit/sim/oracle/media/tampered_run.h"

namespace sw::sim::test {
namespace {

using testing::Contains;
using testing::IsEmpty;

PayloadRef tone(float value, float step) {
  std::vector<float> samples(1024);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = value + step * static_cast<float>(i);
  std::vector<uint8_t> unit;
  pack_unit(samples, 1, unit);
  return bytes(unit);
}
PayloadRef negated(const PayloadRef& of) {
  std::vector<uint8_t> unit(of->bytes().begin(), of->bytes().end());
  negate_unit(unit, 1);
  return bytes(unit);
}
Scenario in_mode(engine::StsMode mode) {
  Scenario scenario = short_scenario();
  scenario.worker.sts_mode = mode;
  return scenario;
}
// The input is gone for so long that there is filler.
Scenario with_filler() {
  Scenario scenario = short_scenario();
  scenario.faults = {fault_at(8, SourceLeaves{}, TimeDelta::Seconds(6))};
  scenario.source.video.gop = 30;
  return scenario;
}
// Pictures that went out before.
Tamper nth_filler(int n, std::function<void(Timestamp, const OutputWritten&, const Pass&)> change) {
  auto last = std::make_shared<PayloadRef>();
  return nth<OutputWritten>(
      n,
      [last](const OutputWritten& written) {
        if (!written.unit.keyframe || written.unit.track != Track::kVideo) return false;
        return std::exchange(*last, written.unit.payload) == written.unit.payload;
      },
      std::move(change));
}

TEST(OutputTimeline, SeesADtsThatDoesNotGrow) {
  const auto back = nth_unit(Track::kVideo, 50, [](auto& unit) { unit.dts = unit.dts - TimeDelta::Millis(40); });
  EXPECT_THAT(found(short_scenario(), back), Contains("output_timeline/dts-grows"));
}
TEST(OutputTimeline, SeesAPtsBelowItsDts) {
  const auto below = nth_unit(Track::kVideo, 50, [](auto& unit) { unit.pts = unit.dts - TimeDelta::Nanos(1); });
  EXPECT_THAT(found(short_scenario(), below), Contains("output_timeline/pts-before-dts"));
}
TEST(OutputTimeline, SeesANanosecondBesideThePlace) {
  const auto beside = nth_unit(Track::kVideo, 50, [](auto& unit) { unit.pts += TimeDelta::Nanos(1); });
  EXPECT_THAT(found(short_scenario(), beside), Contains("output_timeline/off-its-place"));
}
TEST(OutputTimeline, KnowsThatPicturesMakeWayForTimeThatWasGivenUp) {
  Scenario scenario = short_scenario();
  scenario.source.video.b_frames = 3;
  scenario.source.gaps = {{TimeDelta::Seconds(8), TimeDelta::Seconds(3), true, false}};
  EXPECT_THAT(found(scenario), IsEmpty());
}
TEST(OutputTimeline, SeesATrackDeclaredAbsentWhereTheOtherHasNotBeen) {
  Scenario scenario = short_scenario();
  scenario.source.gaps = {{TimeDelta::Seconds(8), TimeDelta::Seconds(3), true, false}};
  const auto further = nth<OutputAdvanced>(
      0, [](const OutputAdvanced&) { return true; },
      [](Timestamp now, const OutputAdvanced& advanced, const Pass& pass) {
        pass(now, OutputAdvanced{advanced.track, advanced.until + TimeDelta::Seconds(2)});
      });
  EXPECT_THAT(found(scenario), IsEmpty());
  EXPECT_THAT(found(scenario, further), Contains("output_timeline/absent-too-far"));
}
TEST(OutputTimeline, SeesAudioThatIsNotContiguous) {
  EXPECT_THAT(found(short_scenario(), drop_unit(Track::kAudio, 50)), Contains("output_timeline/audio-not-contiguous"));
}
TEST(OutputTimeline, SeesOtherBytesOfVideo) {
  const auto other = nth_unit(Track::kVideo, 50, [](auto& unit) { unit.payload = bytes({1, 2, 3}); });
  EXPECT_THAT(found(short_scenario(), other), Contains("output_timeline/video-changed"));
}
TEST(OutputTimeline, SeesOtherBytesOfPassedAudio) {
  const auto other = nth_unit(Track::kAudio, 50, [](auto& unit) { unit.payload = bytes({1, 2, 3}); });
  EXPECT_THAT(found(in_mode(engine::StsMode::kPassthrough), other), Contains("output_timeline/audio-changed"));
}

TEST(MediaOnce, SeesALostPicture) {
  EXPECT_THAT(found(short_scenario(), drop_unit(Track::kVideo, 50)), Contains("media_once/lost"));
}
TEST(MediaOnce, SeesAPictureThatCameTwice) {
  EXPECT_THAT(found(short_scenario(), repeat_unit(Track::kVideo, 50)), Contains("media_once/twice"));
}
TEST(MediaOnce, SeesAStranger) {
  const auto other = nth_unit(Track::kVideo, 50, [](auto& unit) { unit.payload = bytes({1, 2, 3}); });
  EXPECT_THAT(found(short_scenario(), other), Contains("media_once/stranger"));
}
TEST(MediaOnce, KnowsThatFillerIsTheLastIdrAgain) {
  const auto other = nth_filler(1, [](Timestamp now, const OutputWritten& written, const Pass& pass) {
    ports::OutputUnit unit = written.unit;
    unit.payload = bytes({1, 2, 3});
    pass(now, OutputWritten{unit});
  });
  EXPECT_THAT(found(with_filler()), IsEmpty());
  EXPECT_THAT(found(with_filler(), other), Contains("media_once/filler-wrong-picture"));
}
TEST(MediaOnce, SeesFillerTwiceInASecond) {
  const auto twice = nth_filler(1, [](Timestamp now, const OutputWritten& written, const Pass& pass) {
    pass(now, written);
    ports::OutputUnit soon = written.unit;
    soon.pts += TimeDelta::Millis(900);
    soon.dts += TimeDelta::Millis(900);
    pass(now, OutputWritten{soon});
  });
  EXPECT_THAT(found(with_filler(), twice), Contains("media_once/filler-too-often"));
}
TEST(MediaOnce, SeesFillerBeforeTheOutputIsDry) {
  const auto early = nth_filler(0, [](Timestamp now, const OutputWritten& written, const Pass& pass) {
    pass(now - TimeDelta::Millis(300), written);
  });
  EXPECT_THAT(found(with_filler(), early), Contains("media_once/filler-too-early"));
}
TEST(MediaOnce, SeesFillerInTheMiddleOfAnEpoch) {
  auto idr = std::make_shared<std::optional<ports::OutputUnit>>();
  auto count = std::make_shared<int>(0);
  const Tamper again = [=](Timestamp now, const Observation& observation, const Pass& pass) {
    pass(now, observation);
    const auto* written = std::get_if<OutputWritten>(&observation);
    if (written == nullptr || written->unit.track != Track::kVideo) return;
    if (written->unit.keyframe) *idr = written->unit;
    if (++*count == 40) pass(now, OutputWritten{**idr});
  };
  EXPECT_THAT(found(short_scenario(), again), Contains("media_once/filler-input-there"));
}

TEST(MediaOnce, SeesOneSampleOutOfItsPlace) {
  const auto shifted = nth_unit(Track::kAudio, 50, [](auto& unit) {
    std::vector<float> samples(1024);
    unpack_unit(unit.payload->bytes(), 1, samples);
    for (float& sample : samples) sample += kTagStep;
    std::vector<uint8_t> changed;
    pack_unit(samples, 1, changed);
    unit.payload = bytes(changed);
  });
  EXPECT_THAT(found(in_mode(engine::StsMode::kDisabled), shifted), Contains("media_once/wrong-sample"));
}
TEST(MediaOnce, SeesTheSourceWhereAReplyWasApplied) {
  const auto source = nth_unit(Track::kAudio, 50, [](auto& unit) { unit.payload = negated(unit.payload); });
  EXPECT_THAT(found(short_scenario(), source), Contains("media_once/wrong-voice"));
}
TEST(MediaOnce, SeesAReplyThatWasNeverApplied) {
  const auto dubbed = nth_unit(Track::kAudio, 50, [](auto& unit) { unit.payload = negated(unit.payload); });
  EXPECT_THAT(found(in_mode(engine::StsMode::kDisabled), dubbed), Contains("media_once/wrong-voice"));
}
TEST(MediaOnce, SeesSilenceWhereSomethingIs) {
  const auto silent = nth_unit(Track::kAudio, 50, [](auto& unit) { unit.payload = tone(0, 0); });
  EXPECT_THAT(found(short_scenario(), silent), Contains("media_once/silent"));
}
TEST(MediaOnce, SeesSomethingWhereSilenceBelongs) {
  Scenario hole = in_mode(engine::StsMode::kDisabled);
  hole.source.gaps = {{TimeDelta::Seconds(4), TimeDelta::Seconds(2), false, true}};
  // 16 units a second: the 72nd lies in the hole.
  const auto loud = nth_unit(Track::kAudio, 60, [](auto& unit) { unit.payload = tone(kFirstTag, kTagStep); });
  EXPECT_THAT(found(hole, loud), Contains("media_once/not-silent"));
}
TEST(MediaOnce, SeesAudioThatNeverWentOut) {
  const Tamper cut = [](Timestamp now, const Observation& observation, const Pass& pass) {
    const auto* written = std::get_if<OutputWritten>(&observation);
    const bool late = written != nullptr && written->unit.track == Track::kAudio;
    if (!late || written->unit.pts < MediaTime::FromSeconds(20)) pass(now, observation);
  };
  EXPECT_THAT(found(short_scenario(), cut), Contains("media_once/lost"));
}
// What is applied between two times is only told at the second one.
Tamper applied_told_at(TimeDelta from, TimeDelta to) {
  auto held = std::make_shared<std::vector<std::string>>();
  return [=](Timestamp now, const Observation& observation, const Pass& pass) {
    const auto* line = std::get_if<Logged>(&observation);
    const bool in_time = now >= kSimulationStart + from && now < kSimulationStart + to;
    if (line != nullptr && line->message == "fragment applied" && in_time) {
      return held->emplace_back(text_field(*line, "fragmentId")), void();
    }
    if (now >= kSimulationStart + to) {
      for (const std::string& id : std::exchange(*held, {})) {
        const ports::Field fields[] = {{"fragmentId", std::string_view(id)}};
        pass(now, Logged{ports::Level::kInfo, "sts", "fragment applied", fields});
      }
    }
    pass(now, observation);
  };
}
TEST(MediaOnce, SeesAReplyThatIsAppliedTooLate) {
  const auto tamper = applied_told_at(TimeDelta::Seconds(6), TimeDelta::Seconds(12));
  EXPECT_THAT(found(short_scenario(), tamper), Contains("media_once/applied-late"));
}
TEST(MediaOnce, SeesNoReplyApplied) {
  const auto tamper = applied_told_at(TimeDelta::Seconds(6), TimeDelta::Millis(8'300));
  EXPECT_THAT(found(short_scenario(), tamper), Contains("media_once/reply-unreadable"));
}

TEST(Sync, SeesAudioThatIsTooFarAway) {
  const Tamper shifted = [](Timestamp now, const Observation& observation, const Pass& pass) {
    const auto* written = std::get_if<OutputWritten>(&observation);
    if (written == nullptr || written->unit.track == Track::kVideo) return pass(now, observation);
    ports::OutputUnit unit = written->unit;
    unit.pts += TimeDelta::Millis(121);
    unit.dts += TimeDelta::Millis(121);
    pass(now, OutputWritten{unit});
  };
  EXPECT_THAT(found(short_scenario(), shifted), Contains("sync/too-far"));
}
TEST(Sync, SeesAJump) {
  const Tamper jumps = [](Timestamp now, const Observation& observation, const Pass& pass) {
    const auto* written = std::get_if<OutputWritten>(&observation);
    const bool audio = written != nullptr && written->unit.track == Track::kAudio;
    if (!audio || written->unit.pts < MediaTime::FromSeconds(15)) return pass(now, observation);
    ports::OutputUnit unit = written->unit;
    unit.pts += TimeDelta::Millis(60);
    unit.dts += TimeDelta::Millis(60);
    pass(now, OutputWritten{unit});
  };
  EXPECT_THAT(found(short_scenario(), jumps), Contains("sync/jump"));
}
TEST(Sync, SeesAGaugeThatIsWrong) {
  const auto wrong = nth<GaugeSet>(
      20, [](const GaugeSet& set) { return set.gauge == ports::Gauge::kAvSyncDeltaMs; },
      [](Timestamp now, const GaugeSet& set, const Pass& pass) {
        pass(now, GaugeSet{set.gauge, set.value + 40});
      });
  EXPECT_THAT(found(short_scenario(), wrong), Contains("sync/gauge"));
}
TEST(Sync, SeesAGaugeThatIsNotSetEachSecond) {
  const auto missing = nth<GaugeSet>(
      12, [](const GaugeSet& set) { return set.gauge == ports::Gauge::kAvSyncDeltaMs; },
      [](Timestamp, const GaugeSet&, const Pass&) {});
  EXPECT_THAT(found(short_scenario(), missing), Contains("sync/gauge-period"));
}

TEST(Playout, SeesAFirstReleaseThatIsLate) {
  const Tamper tamper = late<OutputWritten>(TimeDelta::Nanos(1));
  EXPECT_THAT(found(short_scenario(), tamper), Contains("playout/first-release"));
}
TEST(Playout, SeesAConnectionThatIsMadeTooEarly) {
  const Tamper tamper = late<OutputOpened>(-TimeDelta::Nanos(1));
  EXPECT_THAT(found(short_scenario(), tamper), Contains("playout/connect"));
}
// Of video written after so much time.
Tamper video_after(TimeDelta from, TimeDelta by) {
  return [=](Timestamp now, const Observation& observation, const Pass& pass) {
    const auto* written = std::get_if<OutputWritten>(&observation);
    const bool meant = written != nullptr && written->unit.track == Track::kVideo && now > kSimulationStart + from;
    pass(meant ? now + by : now, observation);
  };
}
TEST(Playout, SeesASegmentThatBeginsLate) {
  const Tamper tamper = video_after(TimeDelta::Seconds(14), TimeDelta::Millis(1));
  EXPECT_THAT(found(short_scenario(), tamper), Contains("playout/begin"));
}
TEST(Playout, SeesAPictureAheadOfItsStep) {
  const Tamper tamper = video_after(TimeDelta::Seconds(9), -TimeDelta::Nanos(1));
  EXPECT_THAT(found(short_scenario(), tamper), Contains("playout/early"));
}
TEST(Playout, SeesAPictureBehindItsStep) {
  const Tamper tamper = video_after(TimeDelta::Seconds(9), TimeDelta::Nanos(1));
  EXPECT_THAT(found(short_scenario(), tamper), Contains("playout/late"));
}
TEST(Playout, SeesAudioAheadOfItsStep) {
  const Tamper early = [](Timestamp now, const Observation& observation, const Pass& pass) {
    const auto* written = std::get_if<OutputWritten>(&observation);
    const bool meant = written != nullptr && written->unit.track == Track::kAudio;
    pass(meant ? now - TimeDelta::Seconds(1) : now, observation);
  };
  EXPECT_THAT(found(short_scenario(), early), Contains("playout/audio-early"));
}
TEST(Playout, SeesASegmentThatIsNotReleased) {
  const Tamper stopped = [](Timestamp now, const Observation& observation, const Pass& pass) {
    const bool meant = std::holds_alternative<OutputWritten>(observation);
    if (!meant || now < kSimulationStart + TimeDelta::Seconds(12)) pass(now, observation);
  };
  EXPECT_THAT(found(short_scenario(), stopped), Contains("playout/not-released"));
}
TEST(Playout, SeesPassthroughThatStartsLate) {
  const Tamper tamper = late<OutputWritten>(TimeDelta::Seconds(3));
  EXPECT_THAT(found(in_mode(engine::StsMode::kPassthrough), tamper), Contains("playout/passthrough-start"));
}

}  // namespace
}  // namespace sw::sim::test

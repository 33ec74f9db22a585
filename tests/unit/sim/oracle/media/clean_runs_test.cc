// Runs in which everything that the rules foresee happens, and nothing else: no oracle has anything to say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sim/oracle/media/tampered_run.h"

namespace sw::sim::test {
namespace {

constexpr TimeDelta seconds(int64_t s) { return TimeDelta::Seconds(s); }

struct Clean {
  std::string name;
  std::function<void(Scenario&)> change;
};

Clean with_fault(std::string name, int64_t second, FaultAction action, std::optional<TimeDelta> lasting = {}) {
  return {std::move(name), [=](Scenario& s) { s.faults.push_back(fault_at(second, action, lasting)); }};
}
Clean with_gap(std::string name, int64_t length, bool video, bool audio) {
  return {std::move(name), [=](Scenario& s) { s.source.gaps.push_back({seconds(12), seconds(length), video, audio}); }};
}

std::vector<Clean> modes() {
  return {{"Enabled", [](Scenario&) {}},
          {"Disabled", [](Scenario& s) { s.worker.sts_mode = engine::StsMode::kDisabled; }},
          {"Passthrough", [](Scenario& s) { s.worker.sts_mode = engine::StsMode::kPassthrough; }},
          {"ShortSegments", [](Scenario& s) { s.worker.segment_duration = seconds(2); }},
          {"SlowService", [](Scenario& s) { s.sts.processing_delay = seconds(4); }},
          {"Unmarked", [](Scenario& s) { s.sts.marks_audio = false; }},
          {"UnkindTime", [](Scenario& s) {
             s.timing = {true, TimeDelta::Millis(50), TimeDelta::Millis(5)};
           }}};
}
std::vector<Clean> sources() {
  return {
      {"BFrames", [](Scenario& s) { s.source.video.b_frames = 2; }},
      {"Pyramid", [](Scenario& s) { s.source.video.b_frames = 3; }},
      {"LongFrames",
       [](Scenario& s) { *s.source.audio = AudioPlan{.sample_rate = 44'100, .channels = 2, .frame_samples = 2048}; }},
      {"Stereo", [](Scenario& s) { *s.source.audio = AudioPlan{.sample_rate = 48'000, .channels = 2}; }},
      {"UnsupportedRate", [](Scenario& s) { s.source.audio->sample_rate = 8'000; }},
      {"AudioDrifts", [](Scenario& s) { s.source.audio->pts_ppm = 3'000; }},
      {"ClockDrifts", [](Scenario& s) { s.source.clock_ppm = 200; }},
      {"LateAudio", [](Scenario& s) { s.source.audio->start = seconds(9); }},
      {"Jitter", [](Scenario& s) { s.media.input_jitter = TimeDelta::Millis(80); }},
      {"JumpAhead",
       [](Scenario& s) {
         s.source.jumps.push_back({seconds(12), seconds(3)});
       }},
      {"JumpBack",
       [](Scenario& s) {
         s.source.jumps.push_back({seconds(12), seconds(-3)});
       }},
      {"OtherSps",
       [](Scenario& s) {
         s.source.video_changes.push_back({seconds(12), 1});
       }},
      {"OtherRate",
       [](Scenario& s) {
         s.source.audio_changes.push_back({seconds(12), 48'000, 2, 1024});
       }},
      {"NoAudio", [](Scenario& s) { s.source.audio.reset(); }},
      {"Foreign", [](Scenario& s) { s.source.foreign = true; }},
      with_gap("Gap", 3, true, true),
      with_gap("AudioGap", 3, false, true),
      with_gap("VideoGap", 3, true, false)};
}
std::vector<Clean> faults() {
  return {with_fault("Leaves", 12, SourceLeaves{}, seconds(4)),
          with_fault("StaysAway", 12, SourceLeaves{}, seconds(60)),
          with_fault("Ends", 12, SourceEnds{}),
          with_fault("ReaderKicked", 12, KickReader{}),
          with_fault("Stalls", 12, StallInput{}, seconds(7)),
          with_fault("Hangs", 12, HangServer{}, seconds(6)),
          with_fault("InputFails", 12, FailInput{}),
          with_fault("Hidden", 0, HidePath{}),
          with_fault("HiddenAtFirst", 0, HidePath{}, seconds(5)),
          with_fault("ServerKilled", 12, KillServer{}),
          with_fault("PublisherKicked", 12, KickPublisher{}),
          with_fault("PublishingForbidden", 0, ForbidPublishing{}),
          with_fault("OutputFails", 12, FailOutput{ports::PipelineErrorType::kElement, false}),
          with_fault("Wedged", 12, WedgeOutput{}),
          with_fault("NoService", 0, RefuseConnections{}),
          with_fault("Partition", 7, PartitionNetwork{}, seconds(20)),
          with_fault("DiskFull", 7, FillDisk{}, seconds(6)),
          with_fault("DiskStuck", 7, StickDisk{}, seconds(10)),
          with_fault("Terminated", 12, SendSignal{}),
          {"TerminatedTwice", [](Scenario& s) {
             s.faults = {fault_at(12, SendSignal{}), fault_at(14, SendSignal{2})};
           }}};
}

class CleanRun : public testing::TestWithParam<Clean> {};

TEST_P(CleanRun, LeavesMediaOraclesSilent) {
  Scenario scenario = short_scenario();
  GetParam().change(scenario);
  Judge judge(scenario);
  const RunEnd end = run_scenario(scenario, &judge);
  for (const Violation& violation : judge.conclude(end).violations()) {
    ADD_FAILURE() << violation.oracle << "/" << violation.rule << " at " << (violation.at - kSimulationStart).seconds()
                  << ": " << violation.text;
  }
}

std::string name_of(const testing::TestParamInfo<Clean>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(Modes, CleanRun, testing::ValuesIn(modes()), name_of);
INSTANTIATE_TEST_SUITE_P(Sources, CleanRun, testing::ValuesIn(sources()), name_of);
INSTANTIATE_TEST_SUITE_P(Faults, CleanRun, testing::ValuesIn(faults()), name_of);

}  // namespace
}  // namespace sw::sim::test

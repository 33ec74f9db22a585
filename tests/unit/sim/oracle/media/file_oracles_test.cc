// Each rule of the oracles that look at files, fragments and counts, broken once in what they see.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/media/toy_container.h"
#include "tests/unit/sim/oracle/media/tampered_run.h"

namespace sw::sim::test {
namespace {

using testing::Contains;

// Changes the first file whose name ends so.
Tamper first_file(std::string suffix, std::function<void(std::string& path, std::string& bytes)> change) {
  return nth<FileWritten>(
      0, [suffix](const FileWritten& file) { return file.path.ends_with(suffix); },
      [change](Timestamp now, const FileWritten& file, const Pass& pass) {
        std::string path(file.path);
        std::string content(file.bytes);
        change(path, content);
        if (!path.empty()) pass(now, FileWritten{path, content});
      });
}
std::vector<std::string> with_file(const std::string& suffix, std::function<void(std::string&, std::string&)> change) {
  return found(short_scenario(), first_file(suffix, std::move(change)));
}
std::vector<std::string> with_metadata(const std::string& from, const std::string& to) {
  return with_file(".json", [&](std::string&, std::string& content) {
    const auto at = content.find(from);
    if (at != std::string::npos) content.replace(at, from.size(), to);
  });
}

TEST(SegmentBounds, SeesAStrangeName) {
  EXPECT_THAT(with_file("_video.mp4", [](auto& path, auto&) { path = "sim/0_video.mp4"; }),
              Contains("segment_bounds/file-name"));
}
TEST(SegmentBounds, SeesAFileOfNoSegment) {
  EXPECT_THAT(with_file("_video.mp4", [](auto& path, auto&) { path = "sim/000009_video.mp4"; }),
              Contains("segment_bounds/no-segment"));
}
TEST(SegmentBounds, SeesAMissingFile) {
  EXPECT_THAT(with_file("_video.mp4", [](auto& path, auto&) { path.clear(); }),
              Contains("segment_bounds/file-missing"));
}
TEST(SegmentBounds, SeesVideoThatIsCutElsewhere) {
  auto first = std::make_shared<std::string>();
  // The second segment's file in the first one's place.
  const Tamper swapped = [=](Timestamp now, const Observation& observation, const Pass& pass) {
    const auto* file = std::get_if<FileWritten>(&observation);
    if (file == nullptr || !file->path.ends_with("_video.mp4")) return pass(now, observation);
    if (first->empty()) *first = file->bytes;
    pass(now, FileWritten{file->path, *first});
  };
  EXPECT_THAT(found(short_scenario(), swapped), Contains("segment_bounds/video-cut"));
}
TEST(SegmentBounds, SeesAudioThatIsCutElsewhere) {
  const auto seen = with_file("_audio.m4a", [](std::string&, std::string& content) {
    ToyContainer container;
    auto clip = container.read_audio(content);
    clip->units.pop_back();
    clip->samples -= 1024;
    content = *container.write_audio(*clip);
  });
  EXPECT_THAT(seen, Contains("segment_bounds/audio-cut"));
}
TEST(SegmentBounds, SeesAReplyThatIsAnother) {
  EXPECT_THAT(with_file("_dubbed.m4a", [](std::string&, std::string& content) { content.back() ^= 1; }),
              Contains("segment_bounds/dubbed-file"));
}
TEST(SegmentBounds, SeesMetadataThatDisagree) {
  EXPECT_THAT(with_metadata("\"duration_ns\":6000000000", "\"duration_ns\":6000000001"),
              Contains("segment_bounds/metadata"));
  EXPECT_THAT(with_metadata("\"batch_number\":0", "\"batch_number\":1"), Contains("segment_bounds/metadata"));
  EXPECT_THAT(with_metadata("\"fragment_id\"", "\"fragment\""), Contains("segment_bounds/metadata"));
  EXPECT_THAT(with_metadata("_audio.m4a", "_audio.mp4"), Contains("segment_bounds/metadata"));
}

std::vector<std::string> with_end(const EndTamper& change) { return found(short_scenario(), as_it_is, change); }

TEST(Metrics, SeeACounterThatIsOffByOne) {
  for (const auto counter :
       {ports::Counter::kAudioFragments, ports::Counter::kFragmentsSent, ports::Counter::kFragmentsApplied,
        ports::Counter::kInputLosses, ports::Counter::kPipelineWarnings}) {
    EXPECT_THAT(with_end([&](RunEnd& end) { end.metrics.count(counter, {}, 1); }), Contains("metrics/counter"));
  }
}
TEST(Metrics, SeeALabelThatIsOffByOne) {
  EXPECT_THAT(with_end([](RunEnd& end) { end.metrics.count(ports::Counter::kEpochs, "jump", 1); }),
              Contains("metrics/counter"));
  EXPECT_THAT(with_end([](RunEnd& end) { end.metrics.count(ports::Counter::kDroppedUnits, "before_start", 1); }),
              Contains("metrics/counter"));
  EXPECT_THAT(with_end([](RunEnd& end) { end.metrics.count(ports::Counter::kBackpressureEvents, "pause", 1); }),
              Contains("metrics/counter"));
  EXPECT_THAT(with_end([](RunEnd& end) { end.metrics.count(ports::Counter::kSegmentFiles, "video", 1); }),
              Contains("metrics/counter"));
}
TEST(Metrics, SeeFallbacksWithoutAReason) {
  EXPECT_THAT(with_end([](RunEnd& end) { end.metrics.count(ports::Counter::kFallbacks, {}, 1); }),
              Contains("metrics/fallbacks"));
}
TEST(Metrics, SeeALatencyTooMany) {
  EXPECT_THAT(with_end([](RunEnd& end) { end.metrics.observe(ports::Histogram::kLatencyMs, 1); }),
              Contains("metrics/histogram"));
}
TEST(Metrics, SeeFragmentsInFlightAtTheEnd) {
  EXPECT_THAT(with_end([](RunEnd& end) { end.metrics.set(ports::Gauge::kInflightFragments, 1); }),
              Contains("metrics/gauge"));
}
TEST(Metrics, SeeReadinessAtTheEnd) {
  EXPECT_THAT(with_end([](RunEnd& end) { end.metrics.set_ready(true); }), Contains("metrics/ready"));
}

TEST(Memory, SeesFilesThatAreKept) {
  Scenario scenario = short_scenario();
  scenario.worker.segment_retention = TimeDelta::Seconds(10);
  scenario.source.length = TimeDelta::Minutes(4);
  const Tamper kept = [](Timestamp now, const Observation& observation, const Pass& pass) {
    if (!std::holds_alternative<FileRemoved>(observation)) pass(now, observation);
  };
  EXPECT_THAT(found(scenario, kept), Contains("memory/file-kept"));
  EXPECT_THAT(found(scenario), testing::IsEmpty());
}
TEST(Memory, SeesFilesThatAreRemovedThoughAllAreKept) {
  Scenario scenario = short_scenario();
  scenario.worker.segment_retention = TimeDelta::Zero();
  const auto removed = nth<FileWritten>(
      3, [](const FileWritten&) { return true; },
      [](Timestamp now, const FileWritten& file, const Pass& pass) {
        pass(now, file);
        pass(now, FileRemoved{file.path});
      });
  EXPECT_THAT(found(scenario, removed), Contains("memory/file-removed-early"));
}
TEST(Memory, SeesASecondConnection) {
  const auto second = nth<Connecting>(
      0, [](const Connecting&) { return true; },
      [](Timestamp now, const Connecting& connecting, const Pass& pass) {
        pass(now, connecting);
        pass(now, Connecting{ports::ConnectionId(99), connecting.service});
      });
  EXPECT_THAT(found(short_scenario(), second), Contains("memory/connections"));
}
TEST(Memory, SeesMediaThatPilesUp) {
  const auto much = nth<GaugeSet>(
      9, [](const GaugeSet& set) { return set.gauge == ports::Gauge::kVideoQueueMs; },
      [](Timestamp now, const GaugeSet& set, const Pass& pass) {
        pass(now, GaugeSet{set.gauge, 1e6});
      });
  EXPECT_THAT(found(short_scenario(), much), Contains("memory/waiting"));
}

TEST(Liveness, SaysWhyNothingIsDubbed) {
  Scenario told = short_scenario();
  told.source.length = TimeDelta::Minutes(8);
  told.limit = TimeDelta::Minutes(9);
  Scenario played = told;
  played.sts.processing_delay = TimeDelta::Seconds(60);
  Judge judge(told);
  const RunEnd end = run_scenario(played, &judge);
  const auto& all = judge.conclude(end).violations();
  const auto stuck = std::ranges::find(all, "liveness", &Violation::oracle);
  ASSERT_NE(stuck, all.end());
  EXPECT_EQ(stuck->rule, "not-dubbing");
  EXPECT_THAT(stuck->text, testing::HasSubstr("is waited for since"));
}
TEST(Liveness, SeesAnOutputThatStandsStill) {
  Scenario scenario = short_scenario();
  scenario.source.length = TimeDelta::Seconds(60);
  const Tamper still = [](Timestamp now, const Observation& observation, const Pass& pass) {
    const bool written = std::holds_alternative<OutputWritten>(observation);
    if (!written || now < kSimulationStart + TimeDelta::Seconds(12)) pass(now, observation);
  };
  EXPECT_THAT(found(scenario, still), Contains("liveness/standstill"));
}

}  // namespace
}  // namespace sw::sim::test

// One number for a run: whatever differs, differs there.
#include "sim/trace/run_hash.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "sim/kernel/scheduler.h"

namespace sw::sim {
namespace {

Timestamp at(int64_t seconds) { return kSimulationStart + TimeDelta::Seconds(seconds); }

uint64_t hash_of(const Observation& observation, Timestamp now = at(1)) {
  RunHash hash;
  hash.on(now, observation);
  return hash.value();
}

struct Bytes final : Payload {
  explicit Bytes(std::vector<uint8_t> content) : content_(std::move(content)) {}
  std::size_t size() const override { return content_.size(); }
  std::span<const uint8_t> bytes() const override { return content_; }
  std::vector<uint8_t> content_;
};
PayloadRef bytes(std::vector<uint8_t> content) { return std::make_shared<Bytes>(std::move(content)); }
MediaTime media(int64_t seconds) { return MediaTime::FromSeconds(seconds); }

uint64_t hash_of_event(const ports::Event& event) { return hash_of(EventHanded{event}); }

// As many different numbers as there are hashes.
void expect_all_different(const std::vector<uint64_t>& hashes) {
  EXPECT_EQ(std::set<uint64_t>(hashes.begin(), hashes.end()).size(), hashes.size());
}

TEST(RunHash, DiffersWithTimeKindAndContent) {
  const VideoFormat video{{1}, 640, 360, 0}, wider{{1}, 641, 360, 0}, other{{2}, 640, 360, 0};
  expect_all_different({hash_of(WorkerExited{0}),
                        hash_of(WorkerExited{1}),
                        hash_of(WorkerExited{0}, at(2)),
                        hash_of(InputClosed{}),
                        hash_of(OutputClosed{}),
                        hash_of(OutputEnded{}),
                        hash_of(ReadySet{true}),
                        hash_of(ReadySet{false}),
                        hash_of(OutputFormatSet{video}),
                        hash_of(OutputFormatSet{wider}),
                        hash_of(OutputFormatSet{other}),
                        hash_of(Connecting{ports::ConnectionId(1), "sts"}),
                        hash_of(Connecting{ports::ConnectionId(2), "sts"}),
                        hash_of(Connecting{ports::ConnectionId(1), ""}),
                        hash_of(FileWritten{"a", "b"}),
                        hash_of(FileWritten{"ab", ""}),
                        hash_of(FileWritten{"", "ab"}),
                        hash_of(FaultBegan{"a"}),
                        hash_of(FaultEnded{"a"}),
                        hash_of(GaugeSet{ports::Gauge::kBreakerState, 1}),
                        hash_of(GaugeSet{ports::Gauge::kBreakerState, 2}),
                        hash_of(Counted{ports::Counter::kFallbacks, "", 1}),
                        hash_of(Counted{ports::Counter::kFallbacks, "", 2}),
                        hash_of(Counted{ports::Counter::kFallbacks, "a", 1})});
}

TEST(RunHash, DiffersWithEachFieldOfAUnit) {
  const auto written = [](ports::OutputUnit unit) { return hash_of(OutputWritten{unit}); };
  const TimeDelta frame = TimeDelta::Millis(40);
  expect_all_different({written({Track::kVideo, bytes({1, 2}), media(1), media(1), frame, false}),
                        written({Track::kAudio, bytes({1, 2}), media(1), media(1), frame, false}),
                        written({Track::kVideo, bytes({1, 3}), media(1), media(1), frame, false}),
                        written({Track::kVideo, bytes({1, 2, 0}), media(1), media(1), frame, false}),
                        written({Track::kVideo, bytes({1, 2}), media(2), media(1), frame, false}),
                        written({Track::kVideo, bytes({1, 2}), media(1), media(0), frame, false}),
                        written({Track::kVideo, bytes({1, 2}), media(1), media(1), frame * 2, false}),
                        written({Track::kVideo, bytes({1, 2}), media(1), media(1), frame, true})});
  const ports::PipelineRunId run(1);
  const auto came = [&](AccessUnit unit) { return hash_of_event(ports::InputUnit{run, unit}); };
  expect_all_different({came({Track::kVideo, bytes({1}), media(1), {}, false, at(1)}),
                        came({Track::kVideo, bytes({1}), media(1), media(1), false, at(1)}),
                        came({Track::kVideo, bytes({1}), {}, media(1), false, at(1)}),
                        came({Track::kVideo, bytes({1}), media(1), {}, true, at(1)}),
                        came({Track::kVideo, bytes({1}), media(1), {}, false, at(2)})});
}

TEST(RunHash, DiffersWithEachFieldOfAnEvent) {
  const ports::PipelineRunId run(1);
  using ports::InputFailure;
  using ports::PipelineErrorType;
  expect_all_different({hash_of_event(ports::AlarmRang{}), hash_of_event(ports::StopRequested{15}),
                        hash_of_event(ports::StopRequested{2}), hash_of_event(ports::InputEnded{run}),
                        hash_of_event(ports::InputEnded{ports::PipelineRunId(2)}),
                        hash_of_event(ports::InputWarned{run, "a"}), hash_of_event(ports::InputWarned{run, "b"}),
                        hash_of_event(ports::InputDescribed{run, {{"video", "H264"}}}),
                        hash_of_event(ports::InputDescribed{run, {{"video", "H265"}}}),
                        hash_of_event(ports::InputFailed{run, PipelineErrorType::kElement, InputFailure::kBroken, ""}),
                        hash_of_event(ports::InputFailed{run, PipelineErrorType::kStream, InputFailure::kBroken, ""}),
                        hash_of_event(ports::InputFailed{run, PipelineErrorType::kElement, InputFailure::kRefused, ""}),
                        hash_of_event(ports::OutputFailed{run, PipelineErrorType::kElement, true, ""}),
                        hash_of_event(ports::OutputFailed{run, PipelineErrorType::kElement, false, ""}),
                        hash_of_event(ports::Received{ports::ConnectionId(1), "a"}),
                        hash_of_event(ports::Received{ports::ConnectionId(1), "b"}),
                        hash_of_event(ports::StorageDone{ports::StorageJobId(1), ""}),
                        hash_of_event(ports::StorageDone{ports::StorageJobId(1), "full"})});
}

TEST(RunHash, DiffersWithTheOrder) {
  RunHash one, other;
  one.on(at(1), InputClosed{});
  one.on(at(1), OutputClosed{});
  other.on(at(1), OutputClosed{});
  other.on(at(1), InputClosed{});
  EXPECT_NE(one.value(), other.value());
  EXPECT_EQ(one.observations(), 2U);
}

// Worked out apart from this code: the same on every machine and with every build.
TEST(RunHash, IsTheSameEverywhere) {
  RunHash hash;
  hash.on(at(1), FileWritten{"a/b", "some bytes of a file"});
  hash.on(at(2), GaugeSet{ports::Gauge::kAvSyncDeltaMs, -1.25});
  EXPECT_EQ(hash.value(), 0x51ef3e14eb4b95f1ULL);
}

TEST(RunHash, TellsWhereTwoRunsPart) {
  RunHash one(true), other(true), shorter(true);
  for (int i = 0; i < 3; ++i) {
    one.on(at(i), WorkerExited{i});
    other.on(at(i), WorkerExited{i == 1 ? 9 : i});
    if (i < 2) shorter.on(at(i), WorkerExited{i});
  }
  EXPECT_EQ(first_difference(one.steps(), one.steps()), std::nullopt);
  EXPECT_EQ(first_difference(one.steps(), other.steps()), 1U);
  EXPECT_EQ(first_difference(one.steps(), shorter.steps()), 2U);
  EXPECT_EQ(first_difference(shorter.steps(), one.steps()), 2U);
}

}  // namespace
}  // namespace sw::sim

// What a run is held to: each kind of expectation, met and missed.
#include "sim/scenario/expectation_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/kernel/scheduler.h"
#include "sim/scenario/scenario_reader.h"

namespace sw::sim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct NoPayload final : Payload {
  std::size_t size() const override { return 0; }
  std::span<const uint8_t> bytes() const override { return {}; }
};

// A run that is told by hand.
class Told {
 public:
  explicit Told(Expectation expectation) : scenario_(expecting(std::move(expectation))) {}

  Told& at(double seconds, const Observation& observation) {
    watch_.on(time(seconds), observation);
    return *this;
  }
  Told& event(double seconds, std::string_view name, const char* payload) {
    rapidjson::Document tree;
    tree.Parse(payload);
    return at(seconds, WireEvent{ports::ConnectionId(1), Sender::kWorker, name, tree, 0});
  }
  Told& closed(double seconds, std::string_view fragment, int64_t batch) {
    const ports::Field fields[] = {{"fragmentId", fragment}, {"batchNumber", batch}};
    return at(seconds, Logged{ports::Level::kInfo, "segments", "segment closed", fields});
  }
  Told& video(double seconds, int64_t pts_ms) {
    const MediaTime pts = MediaTime::FromNanos(pts_ms * 1'000'000);
    const ports::OutputUnit unit{Track::kVideo, std::make_shared<NoPayload>(), pts, pts, TimeDelta::Millis(100), false};
    return at(seconds, OutputWritten{unit});
  }
  std::vector<std::string> conclude(std::optional<int> code = 0, double seconds = 60) {
    RunEnd end{time(seconds), code, {}, metrics};
    std::vector<std::string> lines;
    for (const Unmet& unmet : watch_.conclude(end)) lines.push_back(unmet.text);
    return lines;
  }
  RecordingTelemetry metrics;

 private:
  static Timestamp time(double seconds) {
    return kSimulationStart + TimeDelta::Millis(static_cast<int64_t>(seconds * 1000));
  }
  static Scenario expecting(Expectation expectation) {
    Scenario scenario = default_scenario();
    scenario.expect.push_back(std::move(expectation));
    return scenario;
  }
  Scenario scenario_;
  ExpectationWatch watch_{scenario_};
};

Expectation expect_event(std::string event, int64_t at_ms, int64_t nth = 1, std::optional<int64_t> batch = {}) {
  return {ExpectEvent{std::move(event), nth, batch, TimeDelta::Millis(at_ms)}, TimeDelta::Zero(), "because"};
}

TEST(ExpectationWatch, HoldsWhereTheNthComesAtItsTime) {
  Told run(expect_event("exit", 2'000, 2));
  run.at(1, WorkerExited{0}).at(2, WorkerExited{0});
  EXPECT_THAT(run.conclude(), IsEmpty());
}

TEST(ExpectationWatch, SaysWhenAnEventCameInstead) {
  Told run(expect_event("exit", 2'000));
  run.at(1.5, WorkerExited{0});
  EXPECT_THAT(run.conclude(),
              ElementsAre("/expect/0: expected exit (1) at 2s, it came at 1s500ms, 500ms early (because)"));
}

TEST(ExpectationWatch, SaysThatAnEventNeverCame) {
  EXPECT_THAT(Told(expect_event("exit", 2'000)).conclude(), ElementsAre(HasSubstr("it never came")));
  Told run(expect_event("exit", 2'000, 2));
  run.at(2, WorkerExited{0});
  EXPECT_THAT(run.conclude(), ElementsAre(HasSubstr("it came only at 2s")));
}

TEST(ExpectationWatch, ToleratesAsMuchAsItIsTold) {
  Expectation expectation = expect_event("exit", 2'000);
  expectation.tolerance = TimeDelta::Millis(50);
  EXPECT_THAT(Told(expectation).at(2.05, WorkerExited{0}).conclude(), IsEmpty());
  EXPECT_THAT(Told(expectation).at(1.95, WorkerExited{0}).conclude(), IsEmpty());
  EXPECT_EQ(Told(expectation).at(2.051, WorkerExited{0}).conclude().size(), 1U);
}

TEST(ExpectationWatch, KnowsTheSegmentOfAFragment) {
  Told run(expect_event("fragment:ack.applied", 13'500, 1, 1));
  run.closed(7, "a", 0).event(7.5, "fragment:ack", R"({"fragment_id":"a","status":"applied"})");
  run.closed(13, "b", 1).event(13.5, "fragment:ack", R"({"fragment_id":"b","status":"applied"})");
  EXPECT_THAT(run.conclude(), IsEmpty());
}

TEST(ExpectationWatch, CountsInTheWholeRunAndInAWindow) {
  const auto count = [](int64_t wanted, std::optional<int64_t> from, std::optional<int64_t> until) {
    ExpectCount what{.event = "exit", .count = wanted};
    if (from) what.from = TimeDelta::Seconds(*from);
    if (until) what.until = TimeDelta::Seconds(*until);
    Told run(Expectation{what, TimeDelta::Zero(), "because"});
    return run.at(1, WorkerExited{0}).at(2, WorkerExited{0}).at(3, WorkerExited{0}).conclude();
  };
  EXPECT_THAT(count(3, {}, {}), IsEmpty());
  EXPECT_THAT(count(1, 2, 3), IsEmpty());
  EXPECT_THAT(count(2, {}, 3), IsEmpty());
  EXPECT_THAT(count(2, 2, {}), IsEmpty());
  EXPECT_THAT(count(2, 2, 3),
              ElementsAre(HasSubstr("exit 2 times from 2s until 3s, it came 1 times; in all at 1s, 2s, 3s")));
  EXPECT_THAT(Told({ExpectCount{.event = "exit", .count = 0}, TimeDelta::Zero(), "w"}).conclude(), IsEmpty());
}

TEST(ExpectationWatch, TellsPiecesOfOutputApart) {
  Told run(expect_event("output.piece", 14'000, 1, 1));
  run.video(8, 6'000).video(13.9, 11'900).video(14, 12'000).video(14.1, 12'100);
  EXPECT_THAT(run.conclude(), IsEmpty());
  Told first(expect_event("output.first", 8'000));
  EXPECT_THAT(first.video(8, 6'000).video(8.1, 6'100).conclude(), IsEmpty());
}

TEST(ExpectationWatch, ReadsMetricsWithAndWithoutTheirLabel) {
  const auto metric = [](std::string label, double value) {
    Told run({ExpectMetric{"worker_fallback_reason_total", std::move(label), value}, TimeDelta::Zero(), "because"});
    run.metrics.count(ports::Counter::kFallbackReasons, "timeout", 2);
    run.metrics.count(ports::Counter::kFallbackReasons, "error", 1);
    return run.conclude();
  };
  EXPECT_THAT(metric("timeout", 2), IsEmpty());
  EXPECT_THAT(metric("", 3), IsEmpty());
  EXPECT_THAT(metric("error", 2),
              ElementsAre(HasSubstr("expected worker_fallback_reason_total{error} 2, it is 1 (because)")));
}

TEST(ExpectationWatch, HoldsTheExitToItsCodeAndTime) {
  const auto exit = [](int code, std::optional<TimeDelta> at) {
    return Told({ExpectExit{code, at}, TimeDelta::Zero(), "because"});
  };
  EXPECT_THAT(exit(0, {}).conclude(0, 60), IsEmpty());
  EXPECT_THAT(exit(0, TimeDelta::Seconds(60)).conclude(0, 60), IsEmpty());
  EXPECT_THAT(exit(kStillRunning, {}).conclude(std::nullopt, 60), IsEmpty());
  EXPECT_THAT(exit(0, TimeDelta::Seconds(59)).conclude(0, 60), ElementsAre(HasSubstr("exited with 0 at 1m")));
  EXPECT_THAT(exit(6, {}).conclude(std::nullopt, 60), ElementsAre(HasSubstr("was still running at 1m")));
  EXPECT_THAT(exit(kStillRunning, {}).conclude(5, 60), ElementsAre(HasSubstr("exited with 5")));
}

}  // namespace
}  // namespace sw::sim

#include "sim/kernel/recording_telemetry.h"

#include <gtest/gtest.h>

#include <array>

namespace sw::sim {
namespace {

using ports::Counter;
using ports::Gauge;
using ports::Histogram;
using ports::Level;

TEST(RecordingTelemetry, CountsByCounterAndLabel) {
  RecordingTelemetry telemetry;
  telemetry.count(Counter::kFallbackReasons, "timeout", 2);
  telemetry.count(Counter::kFallbackReasons, "breaker", 1);
  telemetry.count(Counter::kFallbackReasons, "timeout", 3);
  telemetry.count(Counter::kFallbacks, "", 6);
  EXPECT_EQ(telemetry.value(Counter::kFallbackReasons, "timeout"), 5u);
  EXPECT_EQ(telemetry.total(Counter::kFallbackReasons), 6u);
  EXPECT_EQ(telemetry.value(Counter::kFallbacks), 6u);
  EXPECT_EQ(telemetry.value(Counter::kFallbackReasons, "drain"), 0u);
  EXPECT_EQ(telemetry.counts(Counter::kFallbackReasons).size(), 2u);
}

TEST(RecordingTelemetry, GaugesShowTheLatestValue) {
  RecordingTelemetry telemetry;
  telemetry.set(Gauge::kBreakerState, 2);
  telemetry.set(Gauge::kBreakerState, 1);
  EXPECT_EQ(telemetry.value(Gauge::kBreakerState), 1.0);
  EXPECT_EQ(telemetry.value(Gauge::kAvSyncDeltaMs), 0.0);
}

TEST(RecordingTelemetry, SummarisesObservations) {
  RecordingTelemetry telemetry;
  for (const double value : {5.0, -1.0, 3.0}) telemetry.observe(Histogram::kStsRttMs, value);
  const auto& summary = telemetry.summary(Histogram::kStsRttMs);
  EXPECT_EQ(summary.count, 3u);
  EXPECT_EQ(summary.sum, 7.0);
  EXPECT_EQ(summary.min, -1.0);
  EXPECT_EQ(summary.max, 5.0);
  EXPECT_EQ(telemetry.summary(Histogram::kLatencyMs).count, 0u);
}

TEST(RecordingTelemetry, KeepsNoLogLineUnlessAsked) {
  RecordingTelemetry telemetry;
  telemetry.log(Level::kWarn, "input", "lost", {});
  EXPECT_TRUE(telemetry.kept_log().empty());
  EXPECT_EQ(telemetry.lines(Level::kWarn), 1u);
}

TEST(RecordingTelemetry, KeepsTheFirstLinesAsText) {
  RecordingTelemetry telemetry;
  telemetry.keep_log(1);
  const std::array<ports::Field, 4> fields{ports::Field{"batch", int64_t{7}}, ports::Field{"reason", "timeout"},
                                           ports::Field{"late", true}, ports::Field{"delta_ms", 1.5}};
  telemetry.log(Level::kError, "sts", "fell back", fields);
  telemetry.log(Level::kError, "sts", "beyond the limit", {});
  EXPECT_EQ(telemetry.kept_log(),
            std::vector<std::string>{"ERROR sts: fell back batch=7 reason=timeout late=true delta_ms=1.500000"});
}

TEST(RecordingTelemetry, TellsItsObserverEverything) {
  struct Tally : TelemetryObserver {
    int logs = 0, counts = 0, gauges = 0, observations = 0, readies = 0;
    void on_log(Level, std::string_view, std::string_view, std::span<const ports::Field>) override { ++logs; }
    void on_count(Counter, std::string_view, uint64_t) override { ++counts; }
    void on_gauge(Gauge, double) override { ++gauges; }
    void on_observation(Histogram, double) override { ++observations; }
    void on_ready(bool) override { ++readies; }
  } tally;
  RecordingTelemetry telemetry;
  telemetry.set_observer(&tally);
  telemetry.log(Level::kDebug, "a", "b", {});
  telemetry.count(Counter::kEpochs, "start", 1);
  telemetry.set(Gauge::kInflightFragments, 1);
  telemetry.observe(Histogram::kLatencyMs, 1);
  telemetry.set_ready(true);
  EXPECT_EQ((std::array{tally.logs, tally.counts, tally.gauges, tally.observations, tally.readies}),
            (std::array{1, 1, 1, 1, 1}));
  EXPECT_TRUE(telemetry.ready());
}

}  // namespace
}  // namespace sw::sim

// What is observed has the names that scenarios expect.
#include "sim/trace/happening.h"

#include <gtest/gtest.h>

#include "contracts/events.h"

namespace sw::sim {
namespace {

std::string name_of(const Observation& observation) {
  const auto happening = happening_of(observation);
  return happening ? happening->name : "";
}

std::string name_of(std::string_view event, const char* payload) {
  rapidjson::Document tree;
  tree.Parse(payload);
  return name_of(WireEvent{ports::ConnectionId(1), Sender::kWorker, event, tree, 0});
}

TEST(Happening, OfAnEventIsItsNameWithTheWordThatTellsItApart) {
  EXPECT_EQ(name_of("stream:init", "{}"), "stream:init");
  EXPECT_EQ(name_of("fragment:ack", R"({"status":"applied"})"), "fragment:ack.applied");
  EXPECT_EQ(name_of("fragment:processed", R"({"status":"failed"})"), "fragment:processed.failed");
  EXPECT_EQ(name_of("backpressure", R"({"action":"pause"})"), "backpressure.pause");
  EXPECT_EQ(name_of("backpressure", R"({"action":1})"), "backpressure");
  EXPECT_EQ(name_of("backpressure", "[]"), "backpressure");
}

TEST(Happening, OfASegmentHasItsBatch) {
  const ports::Field fields[] = {{"batchNumber", int64_t{7}}, {"reason", std::string_view("breaker")}};
  const auto happening =
      happening_of(Logged{ports::Level::kWarn, "sts", "the segment keeps its original audio", fields});
  ASSERT_TRUE(happening);
  EXPECT_EQ(happening->name, "fallback.breaker");
  EXPECT_EQ(happening->batch, 7);
}

TEST(Happening, OfAFileHasItsKindAndBatch) {
  const auto kind_and_batch = [](std::string_view path) {
    const auto happening = happening_of(FileWritten{path, ""});
    return happening ? happening->name + "#" + std::to_string(happening->batch.value_or(-1)) : "";
  };
  EXPECT_EQ(kind_and_batch("sim/000012_video.mp4"), "file.video#12");
  EXPECT_EQ(kind_and_batch("sim/000000_dubbed.m4a"), "file.dubbed#0");
  EXPECT_EQ(kind_and_batch("sim/000003.json"), "file.metadata#3");
}

TEST(Happening, OfTheBreakerIsItsState) {
  EXPECT_EQ(name_of(GaugeSet{ports::Gauge::kBreakerState, 0}), "breaker.closed");
  EXPECT_EQ(name_of(GaugeSet{ports::Gauge::kBreakerState, 1}), "breaker.half_open");
  EXPECT_EQ(name_of(GaugeSet{ports::Gauge::kBreakerState, 2}), "breaker.open");
  EXPECT_EQ(name_of(GaugeSet{ports::Gauge::kAvSyncDeltaMs, 2}), "");
}

TEST(Happening, NamesThatCanNeverComeAreNone) {
  for (const contracts::EventContract& row : contracts::all_events()) {
    if (row.direction == contracts::Direction::kLocal) continue;
    const bool has_words = row.name == "fragment:ack" || row.name == "fragment:processed" || row.name == "backpressure";
    EXPECT_EQ(is_happening(row.name), !has_words) << row.name;
  }
  for (const char* name : {"fallback.drain", "epoch.jump", "file.dubbed", "output.piece", "breaker.half_open",
                           "fragment:ack.queued", "backpressure.none", "recycle.timeouts", "alert.pause_exception"}) {
    EXPECT_TRUE(is_happening(name)) << name;
  }
  for (const char* name : {"", "fallback", "fallback.", "fallback.drai", "fallback.drain overload", "fallback. ",
                           "fault.a", "sts.conecting", "disconnect", "fragment:ack.", "breaker"}) {
    EXPECT_FALSE(is_happening(name)) << name;
  }
}

}  // namespace
}  // namespace sw::sim

#include "sim/campaign/probes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "sim/kernel/scheduler.h"

namespace sw::sim {
namespace {

using testing::Contains;
using testing::Not;

std::vector<std::string> hits(ProbeWatch& watch, std::optional<int> exit_code = 0) {
  return watch.conclude({.ended = kSimulationStart, .exit_code = exit_code, .sts = {}, .metrics = {}});
}

TEST(Probes, SayHowTheRunEnded) {
  ProbeWatch watch;
  EXPECT_THAT(hits(watch, 6), Contains("exit.6"));
  EXPECT_THAT(hits(watch, std::nullopt), Contains("exit.none"));
}

TEST(Probes, FireForRareCounters) {
  ProbeWatch watch;
  watch.on(kSimulationStart, Counted{ports::Counter::kRecycles, "requested", 1});
  watch.on(kSimulationStart, Counted{ports::Counter::kIgnoredMessages, "late", 1});
  watch.on(kSimulationStart, Counted{ports::Counter::kFragmentsSent, {}, 1});
  EXPECT_THAT(hits(watch), testing::ElementsAre("ignored.late", "recycle.requested", "exit.0"));
}

TEST(Probes, FireForTheStepsOfTheLadder) {
  ProbeWatch watch;
  const ports::Field fields[] = {{"attempt", int64_t{5}}};
  watch.on(kSimulationStart, Logged{ports::Level::kInfo, "sts", "reconnecting", fields});
  EXPECT_THAT(hits(watch), Contains("ladder.5"));
}

TEST(Probes, FireForMessagesInPiecesAndTogether) {
  const ports::Event piece = ports::Received{ports::ConnectionId(1), "x"};
  const auto feed = [&](std::initializer_list<int> completed) {
    ProbeWatch watch;
    for (const int messages : completed) {
      watch.on(kSimulationStart, EventHanded{piece});
      for (int i = 0; i < messages; ++i) {
        watch.on(kSimulationStart, WirePacket{ports::ConnectionId(1), Sender::kService, '2', ' ', {}});
      }
    }
    return hits(watch);
  };
  EXPECT_THAT(feed({1, 1, 1}), Not(Contains(testing::StartsWith("bytes."))));
  EXPECT_THAT(feed({0, 1, 1}), Contains("bytes.split"));
  EXPECT_THAT(feed({1, 2, 1}), Contains("bytes.joined"));
}

TEST(Probes, RequireEachOfASortedListOnce) {
  auto sorted = required_probes();
  EXPECT_TRUE(std::ranges::is_sorted(sorted));
  EXPECT_EQ(std::ranges::adjacent_find(sorted), sorted.end());
}

}  // namespace
}  // namespace sw::sim

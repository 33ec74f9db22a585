// Each rule of backpressure, broken once in a conversation that is otherwise right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sim/oracle/conversation/made_up_run.h"

namespace sw::sim::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr TimeDelta kNano = TimeDelta::Nanos(1);

std::string pressure(std::string_view action, std::string_view more = {}, std::string_view stream = "sim") {
  return R"({"stream_id":")" + std::string(stream) + R"(","severity":"high","current_inflight":0,"queue_depth":0,)" +
         R"("action":")" + std::string(action) + '"' + std::string(more) + "}";
}
std::string slow_down(int64_t ms) { return pressure("slow_down", R"(,"recommended_delay_ms":)" + std::to_string(ms)); }

TEST(BackpressureOracle, SeesAFragmentInAPause) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).service("backpressure", pressure("pause")).closes_and_sends(1, 0);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("backpressure/sent-in-pause"));
}
TEST(BackpressureOracle, LetsOnlyNoneLiftAPause) {
  MadeUpRun slowed;
  slowed.at(seconds(1)).session(1).service("backpressure", pressure("pause"));
  slowed.service("backpressure", slow_down(0)).closes_and_sends(1, 0);
  EXPECT_THAT(slowed.found(std::nullopt), ElementsAre("backpressure/sent-in-pause"));
  MadeUpRun lifted;
  lifted.at(seconds(1)).session(1).service("backpressure", pressure("pause"));
  lifted.service("backpressure", pressure("none")).closes_and_sends(1, 0);
  EXPECT_THAT(lifted.found(std::nullopt), IsEmpty());
}
TEST(BackpressureOracle, TakesWhatIsSaidOfAnotherStreamForNothing) {
  MadeUpRun paused;
  paused.at(seconds(1)).session(1).service("backpressure", pressure("pause", {}, "other")).closes_and_sends(1, 0);
  EXPECT_THAT(paused.found(std::nullopt), IsEmpty());
  MadeUpRun lifted;
  lifted.at(seconds(1)).session(1).service("backpressure", pressure("pause"));
  lifted.service("backpressure", pressure("none", {}, "other")).closes_and_sends(1, 0);
  EXPECT_THAT(lifted.found(std::nullopt), ElementsAre("backpressure/sent-in-pause"));
}
TEST(BackpressureOracle, ForgetsAPauseWithItsSession) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).service("backpressure", pressure("pause"));
  run.at(seconds(2)).lost();
  run.at(seconds(4)).session(2).closes_and_sends(1, 0);
  EXPECT_THAT(run.found(std::nullopt), IsEmpty());
}
TEST(BackpressureOracle, CountsTheDelayFromTheSegmentsClose) {
  const auto sent_after = [](TimeDelta delay, const std::string& signal) {
    MadeUpRun run;
    run.at(seconds(1)).session(1).service("backpressure", signal);
    run.at(seconds(7)).closes_segment(1);
    run.at(seconds(7) + delay).sends(1, 0);
    return run.found(std::nullopt);
  };
  EXPECT_THAT(sent_after(millis(500), slow_down(500)), IsEmpty());
  EXPECT_THAT(sent_after(millis(500) - kNano, slow_down(500)), ElementsAre("backpressure/sent-too-soon"));
  EXPECT_THAT(sent_after(seconds(1), pressure("slow_down")), IsEmpty());
  EXPECT_THAT(sent_after(seconds(1) - kNano, pressure("slow_down")), ElementsAre("backpressure/sent-too-soon"));
}
TEST(BackpressureOracle, CountsTheDelayFromThePreviousSend) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).service("backpressure", slow_down(2000)).closes_segment(1).closes_segment(2);
  run.at(seconds(3)).sends(1, 0);
  run.at(seconds(5) - kNano).sends(2, 1);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("backpressure/sent-too-soon"));
}
TEST(BackpressureOracle, BoundsTheDelayAtThirtySeconds) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).service("backpressure", slow_down(86'400'000)).closes_segment(1);
  run.at(seconds(31)).sends(1, 0);
  EXPECT_THAT(run.found(std::nullopt), IsEmpty());
}
TEST(BackpressureOracle, AllowsOneFragmentEachPauseLimit) {
  const auto second_after = [](TimeDelta delay) {
    MadeUpRun run;
    run.at(seconds(1)).session(1).service("backpressure", pressure("pause"));
    run.at(seconds(61)).closes_and_sends(1, 0).succeeds(1);
    run.at(seconds(61) + delay).closes_and_sends(2, 1);
    return run.found(std::nullopt);
  };
  EXPECT_THAT(second_after(seconds(60)), IsEmpty());
  EXPECT_THAT(second_after(seconds(60) - kNano), ElementsAre("backpressure/sent-in-pause"));
}
TEST(BackpressureOracle, AllowsNoExceptionBeforeTheLimit) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).service("backpressure", pressure("pause"));
  run.at(seconds(61) - kNano).closes_and_sends(1, 0);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("backpressure/sent-in-pause"));
}
TEST(BackpressureOracle, AllowsNoExceptionWhereTheLimitIsOff) {
  Scenario scenario;
  scenario.worker.backpressure_pause_limit = TimeDelta::Zero();
  MadeUpRun run(scenario);
  run.at(seconds(1)).session(1).service("backpressure", pressure("pause"));
  run.at(seconds(200)).closes_and_sends(1, 0);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("backpressure/sent-in-pause"));
}
TEST(BackpressureOracle, TakesWhatCameBeforeASignalInTheSameBytesAsAnsweredBeforeIt) {
  const auto sent_next_to = [](const std::string& signal) {
    MadeUpRun run;
    run.at(seconds(1)).session(1, 1).closes_and_sends(1, 0).closes_segment(2);
    run.at(seconds(2)).service("fragment:processed", result(1, "success", kAudio));
    run.service_as_well("backpressure", signal).round_trip().applies(1).sends(2, 1);
    return run.found(std::nullopt);
  };
  EXPECT_THAT(sent_next_to(slow_down(2000)), IsEmpty());
  EXPECT_THAT(sent_next_to(pressure("pause")), IsEmpty());
}
TEST(BackpressureOracle, HoldsWhatCameBehindASignalInTheSameBytesAgainstIt) {
  const auto sent_behind = [](const std::string& signal) {
    MadeUpRun run;
    run.at(seconds(1)).session(1, 1).closes_and_sends(1, 0).closes_segment(2);
    run.at(seconds(2)).service("backpressure", signal);
    run.service_as_well("fragment:processed", result(1, "success", kAudio)).round_trip().applies(1).sends(2, 1);
    return run.found(std::nullopt);
  };
  EXPECT_THAT(sent_behind(slow_down(2000)), ElementsAre("backpressure/sent-too-soon"));
  EXPECT_THAT(sent_behind(pressure("pause")), ElementsAre("backpressure/sent-in-pause"));
}

}  // namespace
}  // namespace sw::sim::test

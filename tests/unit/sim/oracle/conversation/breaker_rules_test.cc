// Each rule of the breaker, broken once in a run that is otherwise right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sim/oracle/conversation/made_up_run.h"

namespace sw::sim::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr TimeDelta kNano = TimeDelta::Nanos(1);
constexpr int kClosed = 0;
constexpr int kHalfOpen = 1;
constexpr int kOpen = 2;

// A session in which `n` fragments in a row have failed, one each second from second 2 on.
void fail(MadeUpRun& run, int64_t n, std::string_view code = "MODEL_ERROR", std::string_view retryable = "true") {
  run.at(seconds(1)).session(1);
  for (int64_t i = 0; i < n; ++i) run.at(seconds(2 + i)).closes_and_sends(i, i).fails(i, code, retryable);
}

TEST(BreakerOracle, FollowsABreakerThroughAllItsStates) {
  MadeUpRun run;
  fail(run, 5);
  run.breaker(kOpen);
  run.at(seconds(36)).breaker(kHalfOpen);
  run.at(seconds(37)).closes_and_sends(5, 5);
  run.at(seconds(38)).succeeds(5).breaker(kClosed);
  run.at(seconds(39));
  EXPECT_THAT(run.found(std::nullopt), IsEmpty());
}
TEST(BreakerOracle, SeesABreakerThatDoesNotOpen) {
  MadeUpRun run;
  fail(run, 5);
  run.at(seconds(7));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("breaker/not-shown"));
}
TEST(BreakerOracle, SeesABreakerThatOpensAtTheFourthFailure) {
  MadeUpRun run;
  fail(run, 4);
  run.breaker(kOpen);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("breaker/moved-wrongly"));
}
TEST(BreakerOracle, SeesASuccessThatDidNotResetTheCount) {
  MadeUpRun run;
  fail(run, 4);
  run.at(seconds(10)).closes_and_sends(4, 4).succeeds(4);
  run.at(seconds(11)).closes_and_sends(5, 5).fails(5).breaker(kOpen);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("breaker/moved-wrongly"));
}
class UncountedFailure : public testing::TestWithParam<std::pair<const char*, const char*>> {};
TEST_P(UncountedFailure, MustNotOpenIt) {
  MadeUpRun run;
  fail(run, 5, GetParam().first, GetParam().second);
  run.breaker(kOpen);
  EXPECT_THAT(run.found(std::nullopt), Contains("breaker/moved-wrongly"));
}
INSTANTIATE_TEST_SUITE_P(All, UncountedFailure,
                         testing::Values(std::pair{"FRAGMENT_TOO_LARGE", "true"}, std::pair{"INVALID_CONFIG", "true"},
                                         std::pair{"INVALID_SEQUENCE", "true"}, std::pair{"STREAM_NOT_FOUND", "true"},
                                         std::pair{"TIMEOUT", "false"}, std::pair{"NEVER_HEARD", "false"},
                                         std::pair{"NEVER_HEARD", "null"}));
class CountedFailure : public testing::TestWithParam<std::pair<const char*, const char*>> {};
TEST_P(CountedFailure, MustOpenIt) {
  MadeUpRun run;
  fail(run, 5, GetParam().first, GetParam().second);
  run.at(seconds(7));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("breaker/not-shown"));
}
INSTANTIATE_TEST_SUITE_P(All, CountedFailure,
                         testing::Values(std::pair{"TIMEOUT", "true"}, std::pair{"MODEL_ERROR", "null"},
                                         std::pair{"GPU_OOM", "true"}, std::pair{"QUEUE_FULL", "true"},
                                         std::pair{"RATE_LIMIT", "null"}, std::pair{"NEVER_HEARD", "true"}));
TEST(BreakerOracle, CountsFailedWithoutAnErrorAsAModelError) {
  MadeUpRun run;
  run.at(seconds(1)).session(1);
  for (int64_t i = 0; i < 5; ++i) {
    run.at(seconds(2 + i)).closes_and_sends(i, i).service("fragment:processed", result(i, "failed")).round_trip();
    run.falls_back(i, "error").worker("fragment:ack", ack(i, "received"));
  }
  run.at(seconds(7));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("breaker/not-shown"));
}
TEST(BreakerOracle, CountsOurOwnTimeOuts) {
  MadeUpRun run;
  run.at(seconds(1)).session(1);
  for (int64_t i = 0; i < 5; ++i) {
    run.at(seconds(2 + 10 * i)).closes_and_sends(i, i);
    run.at(seconds(10 + 10 * i)).falls_back(i, "timeout");
  }
  run.at(seconds(51));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("breaker/not-shown"));
}
TEST(BreakerOracle, CountsNoErrorsWithoutAFragment) {
  MadeUpRun run;
  fail(run, 4);
  run.service("error", R"({"code":"MODEL_ERROR","message":"no","severity":"error","retryable":true})").breaker(kOpen);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("breaker/moved-wrongly"));
}
TEST(BreakerOracle, CountsNoDisconnects) {
  MadeUpRun run;
  fail(run, 4);
  run.at(seconds(10)).closes_and_sends(4, 4);
  run.at(seconds(11)).lost().falls_back(4, "disconnected").breaker(kOpen);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("breaker/moved-wrongly"));
}
TEST(BreakerOracle, CountsOverReconnects) {
  MadeUpRun run;
  fail(run, 4);
  run.at(seconds(10)).lost();
  run.at(seconds(12)).session(2).discards(9);
  run.at(seconds(13)).closes_and_sends(4, 0).fails(4);
  run.at(seconds(14));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("breaker/not-shown"));
}
TEST(BreakerOracle, TakesAnUnusableSuccessForNeither) {
  MadeUpRun run;
  fail(run, 4);
  run.at(seconds(10)).closes_and_sends(4, 4).service("fragment:processed", result(4, "success", kAudio)).round_trip();
  run.alert("unusable_audio").falls_back(4, "unusable").worker("fragment:ack", ack(4, "received"));
  run.at(seconds(11)).closes_and_sends(5, 5).fails(5).breaker(kOpen);
  run.at(seconds(12));
  EXPECT_THAT(run.found(std::nullopt), IsEmpty());
}
TEST(BreakerOracle, SeesAFragmentWhileItIsOpen) {
  MadeUpRun run;
  fail(run, 5);
  run.breaker(kOpen);
  run.at(seconds(36) - kNano).closes_and_sends(5, 5);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("breaker/sent-while-open"));
}
TEST(BreakerOracle, HoldsTheCooldownToTheNanosecond) {
  const auto half_open_at = [](TimeDelta when) {
    MadeUpRun run;
    fail(run, 5);
    run.breaker(kOpen);
    run.at(when).breaker(kHalfOpen);
    run.at(when + seconds(1));
    return run.found(std::nullopt);
  };
  EXPECT_THAT(half_open_at(seconds(36)), IsEmpty());
  EXPECT_THAT(half_open_at(seconds(36) - kNano), Contains("breaker/moved-wrongly"));
  EXPECT_THAT(half_open_at(seconds(36) + kNano), Contains("breaker/moved-late"));
}
TEST(BreakerOracle, SeesASecondProbe) {
  MadeUpRun run;
  fail(run, 5);
  run.breaker(kOpen);
  run.at(seconds(36)).breaker(kHalfOpen).closes_and_sends(5, 5).closes_and_sends(6, 6);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("breaker/two-probes"));
}
TEST(BreakerOracle, LeavesItHalfOpenForTheNextProbeAfterOneThatIsLost) {
  MadeUpRun run;
  fail(run, 5);
  run.breaker(kOpen);
  run.at(seconds(36)).breaker(kHalfOpen).closes_and_sends(5, 5);
  run.at(seconds(37)).lost().falls_back(5, "disconnected");
  run.at(seconds(39)).session(2).discards(9);
  run.at(seconds(40)).closes_and_sends(6, 0).succeeds(6).breaker(kClosed);
  run.at(seconds(41));
  EXPECT_THAT(run.found(std::nullopt), IsEmpty());
}
TEST(BreakerOracle, WantsThirtySecondsMoreAfterAProbeThatFails) {
  MadeUpRun run;
  fail(run, 5);
  run.breaker(kOpen);
  run.at(seconds(36)).breaker(kHalfOpen).closes_and_sends(5, 5).fails(5).breaker(kOpen);
  run.at(seconds(66) - kNano).closes_and_sends(6, 6);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("breaker/sent-while-open"));
}
TEST(BreakerOracle, LetsWhatWasInFlightMoveNothing) {
  MadeUpRun run;
  run.at(seconds(1)).session(1);
  for (int64_t i = 0; i < 4; ++i) run.at(seconds(2 + i)).closes_and_sends(i, i).fails(i);
  run.at(seconds(6)).closes_and_sends(4, 4).closes_and_sends(5, 5).fails(4).breaker(kOpen);
  run.at(seconds(7)).succeeds(5).breaker(kClosed);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("breaker/moved-wrongly"));
}

}  // namespace
}  // namespace sw::sim::test

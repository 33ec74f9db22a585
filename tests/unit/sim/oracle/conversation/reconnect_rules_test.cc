// Each rule of reconnection and of recycling, broken once in a run that is otherwise right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sim/oracle/conversation/made_up_run.h"

namespace sw::sim::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr TimeDelta kNano = TimeDelta::Nanos(1);

// Attempts that are refused at once, each at its time of the ladder, until the `n`-th one has failed.
TimeDelta refuse(MadeUpRun& run, int n) {
  constexpr std::array<int64_t, 5> kSteps{2, 4, 8, 16, 32};
  TimeDelta when = seconds(1);
  run.at(when).session(1);
  when = seconds(3);
  run.at(when).lost();
  for (int i = 0; i < n; ++i) {
    when += seconds(kSteps.at(static_cast<std::size_t>(i)));
    run.at(when).connecting(static_cast<uint64_t>(2 + i)).lost(ports::CloseReason::kRefused);
  }
  return when;
}

TEST(ReconnectOracle, FollowsTheWholeLadderToExitSix) {
  MadeUpRun run;
  const TimeDelta gave_up = refuse(run, 5);
  EXPECT_EQ(gave_up, seconds(65));  // lost at 3 + 62
  run.at(gave_up + seconds(5));
  EXPECT_THAT(run.found(6), IsEmpty());
}
class LadderStep : public testing::TestWithParam<int> {};
TEST_P(LadderStep, IsHeldToTheNanosecond) {
  const auto attempt_off_by = [](TimeDelta off) {
    MadeUpRun run;
    const TimeDelta failed = refuse(run, GetParam());
    run.at(failed + seconds(int64_t{2} << GetParam()) + off).connecting(99);
    return run.found(std::nullopt);
  };
  EXPECT_THAT(attempt_off_by(TimeDelta::Zero()), IsEmpty());
  EXPECT_THAT(attempt_off_by(-kNano), ElementsAre("reconnect/too-early"));
  EXPECT_THAT(attempt_off_by(kNano), testing::AnyOf(Contains("reconnect/too-late"), Contains("reconnect/not-retried")));
}
INSTANTIATE_TEST_SUITE_P(All, LadderStep, testing::Range(0, 5));
TEST(ReconnectOracle, SeesThatNobodyRetries) {
  MadeUpRun run;
  run.at(seconds(1)).session(1);
  run.at(seconds(2)).lost();
  run.at(seconds(5));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("reconnect/not-retried"));
}
TEST(ReconnectOracle, SeesASixthAttempt) {
  MadeUpRun run;
  const TimeDelta gave_up = refuse(run, 5);
  run.at(gave_up + seconds(2)).connecting(99);
  EXPECT_THAT(run.found(6), Contains("reconnect/after-giving-up"));
}
TEST(ReconnectOracle, SeesThatItGaveUpEarly) {
  MadeUpRun run;
  refuse(run, 4);
  EXPECT_THAT(run.found(6), ElementsAre("reconnect/gave-up-early"));
}
TEST(ReconnectOracle, SeesThatItDidNotGiveUp) {
  MadeUpRun run;
  const TimeDelta gave_up = refuse(run, 5);
  run.at(gave_up + seconds(12));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("reconnect/did-not-give-up"));
}
TEST(ReconnectOracle, SeesASecondConnectionBesideTheFirst) {
  MadeUpRun run;
  run.at(seconds(1)).session(1);
  run.at(seconds(2)).connecting(2);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("reconnect/uncalled-for"));
}
TEST(ReconnectOracle, StartsTheLadderAnewAfterOneAppliedFragment) {
  MadeUpRun run;
  const TimeDelta failed = refuse(run, 2);
  run.at(failed + seconds(8)).session(9);
  run.at(failed + seconds(15)).closes_and_sends(1, 0).succeeds(1);
  run.at(failed + seconds(20)).lost();
  run.at(failed + seconds(22)).session(10);
  EXPECT_THAT(run.found(std::nullopt), IsEmpty());
}
TEST(ReconnectOracle, StartsTheLadderAnewAfterSixtySecondsOfReadinessAndNotBefore) {
  const auto retries_two_seconds_after = [](TimeDelta readiness) {
    MadeUpRun run;
    const TimeDelta ready = refuse(run, 2) + seconds(8);
    run.at(ready).session(9);
    run.at(ready + readiness).lost();
    run.at(ready + readiness + seconds(2)).connecting(10);
    return run.found(std::nullopt);
  };
  EXPECT_THAT(retries_two_seconds_after(seconds(60)), IsEmpty());
  EXPECT_THAT(retries_two_seconds_after(seconds(60) - kNano), ElementsAre("reconnect/too-early"));
}
TEST(ReconnectOracle, HoldsConnectingToItsTenSeconds) {
  const auto closed_at = [](TimeDelta when) {
    MadeUpRun run;
    run.at(seconds(1)).connecting(1);
    run.at(when).worker_closes().at(when + seconds(1));
    return run.found(std::nullopt);
  };
  EXPECT_THAT(closed_at(seconds(11)), IsEmpty());
  EXPECT_THAT(closed_at(seconds(11) - kNano), ElementsAre("reconnect/cut-short"));
  EXPECT_THAT(closed_at(seconds(11) + kNano), ElementsAre("reconnect/connect-limit"));
}
TEST(ReconnectOracle, HoldsTheWaitForReadyToItsTenSeconds) {
  const auto closed_at = [](TimeDelta when) {
    MadeUpRun run;
    run.at(seconds(1)).connected(1).worker("stream:init", kInit);
    run.at(when).packet(Sender::kWorker, '4', '1').worker_closes().at(when + seconds(1));
    return run.found(std::nullopt);
  };
  EXPECT_THAT(closed_at(seconds(11)), IsEmpty());
  EXPECT_THAT(closed_at(seconds(11) - kNano), ElementsAre("reconnect/cut-short"));
  EXPECT_THAT(closed_at(seconds(11) + kNano), ElementsAre("reconnect/ready-limit"));
}
TEST(ReconnectOracle, SeesAnAttemptThatHangsForEver) {
  MadeUpRun run;
  run.at(seconds(1)).connecting(1);
  run.at(seconds(30));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("reconnect/connect-limit"));
}
constexpr std::string_view kStreamNotFound =
    R"({"code":"STREAM_NOT_FOUND","message":"no","severity":"error","retryable":false})";

TEST(ReconnectOracle, LetsARecycleTakeNoStep) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).service("error", kStreamNotFound).recycles(2);
  run.at(seconds(5)).lost();
  run.at(seconds(7)).session(3);
  EXPECT_THAT(run.found(std::nullopt), IsEmpty());
}
// The alarm of a time-out rang late, and the connection broke in between.
TEST(ReconnectOracle, LetsARecycleBeCalledForInTheHandlingOfALoss) {
  const auto replaced_at_a_loss = [](std::string_view word) {
    MadeUpRun run;
    run.at(seconds(1)).session(1);
    run.at(seconds(5)).lost().line("sts", word).session(2);
    return run.found(std::nullopt);
  };
  EXPECT_THAT(replaced_at_a_loss("the session is to be replaced"), IsEmpty());
  EXPECT_THAT(replaced_at_a_loss("session over"), ElementsAre("reconnect/too-early"));
}
TEST(ReconnectOracle, KeepsRecyclesThirtySecondsApart) {
  const auto second_after = [](TimeDelta distance) {
    MadeUpRun run;
    run.at(seconds(1)).session(1).service("error", kStreamNotFound).recycles(2);
    run.at(seconds(1) + distance).service("error", kStreamNotFound).recycles(3);
    return run.found(std::nullopt);
  };
  EXPECT_THAT(second_after(seconds(30)), IsEmpty());
  EXPECT_THAT(second_after(seconds(30) - kNano), ElementsAre("reconnect/recycled-early"));
}
TEST(ReconnectOracle, WantsARecycleThatHadToWaitAtItsInstant) {
  const auto second_at = [](TimeDelta when) {
    MadeUpRun run;
    run.at(seconds(1)).session(1).service("error", kStreamNotFound).recycles(2);
    run.at(seconds(11)).service("error", kStreamNotFound).line("sts", "the session is to be replaced");
    run.at(when).packet(Sender::kWorker, '4', '1').worker_closes().session(3);
    return run.found(std::nullopt);
  };
  EXPECT_THAT(second_at(seconds(31)), IsEmpty());
  EXPECT_THAT(second_at(seconds(31) + kNano), Contains("reconnect/not-recycled"));
}
TEST(ReconnectOracle, MissesTheRecycleThatAnErrorCallsFor) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).service("error", kStreamNotFound).at(seconds(2));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("reconnect/not-replaced"));
}
TEST(ReconnectOracle, SeesARecycleThatNothingCalledFor) {
  MadeUpRun run;
  run.at(seconds(1)).session(1);
  run.at(seconds(60)).packet(Sender::kWorker, '4', '1').worker_closes().session(2);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("reconnect/recycled-for-nothing"));
}

}  // namespace
}  // namespace sw::sim::test

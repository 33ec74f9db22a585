// Each rule about the life of a session, broken once in a run that is otherwise right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sim/oracle/conversation/made_up_run.h"

namespace sw::sim::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr TimeDelta kNano = TimeDelta::Nanos(1);

TEST(LifecycleOracle, MissesTheIdsInTheHandshake) {
  MadeUpRun run;
  run.at(seconds(1)).connecting(1).handshake(without(kHandshake, "X-Stream-ID: sim\r\n"));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("lifecycle/no-stream-id"));
  MadeUpRun other;
  other.at(seconds(1)).connecting(1).handshake(without(kHandshake, "X-Worker-ID: sim-worker\r\n"));
  EXPECT_THAT(other.found(std::nullopt), ElementsAre("lifecycle/no-worker-id"));
}
TEST(LifecycleOracle, SeesAnotherTransport) {
  MadeUpRun run;
  run.at(seconds(1)).connecting(1).handshake(replaced(kHandshake, "websocket", "polling"));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("lifecycle/wrong-query"));
}
TEST(LifecycleOracle, SeesASecondInit) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).worker("stream:init", kInit);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("lifecycle/two-inits"));
}
TEST(LifecycleOracle, SeesAnInitANanosecondLate) {
  MadeUpRun run;
  run.at(seconds(1)).connected(1);
  run.at(seconds(1) + TimeDelta::Nanos(1)).worker("stream:init", kInit);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("lifecycle/init-late"));
}
TEST(LifecycleOracle, SeesAnEventBeforeInit) {
  MadeUpRun run;
  run.at(seconds(1)).connected(1).worker("fragment:ack", ack(1, "received"));
  EXPECT_THAT(run.found(std::nullopt), Contains("lifecycle/before-init"));
}
class InitField : public testing::TestWithParam<std::pair<const char*, const char*>> {};
TEST_P(InitField, IsHeldAgainstTheSettings) {
  MadeUpRun run;
  const std::string init = replaced(kInit, GetParam().first, GetParam().second);
  ASSERT_NE(init, kInit);
  run.at(seconds(1)).connected(1).worker("stream:init", init);
  EXPECT_THAT(run.found(std::nullopt), Contains("lifecycle/init-differs"));
}
INSTANTIATE_TEST_SUITE_P(All, InitField,
                         testing::Values(std::pair{R"("stream_id":"sim")", R"("stream_id":"other")"},
                                         std::pair{R"("worker_id":"sim-worker")", R"("worker_id":"other")"},
                                         std::pair{R"("max_inflight":3)", R"("max_inflight":4)"},
                                         std::pair{R"("timeout_ms":8000)", R"("timeout_ms":7999)"},
                                         std::pair{R"("format":"m4a")", R"("format":"wav")"},
                                         std::pair{R"("format")", R"("chunk_duration_ms":5000,"format")"}));
TEST(LifecycleOracle, WantsTheChunkDurationOfShortSegments) {
  Scenario scenario;
  scenario.worker.segment_duration = seconds(5);
  MadeUpRun run(scenario);
  run.at(seconds(1)).connected(1).worker("stream:init", kInit);
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("lifecycle/init-differs"));
}

TEST(LifecycleOracle, SeesAPauseWhileTheInputIsThere) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).worker("stream:pause", R"({"stream_id":"sim","reason":"input lost"})");
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("lifecycle/pause-unasked"));
}
TEST(LifecycleOracle, MissesThePauseOfALostInput) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).line("input", "input lost").at(seconds(2));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("lifecycle/no-pause"));
}
TEST(LifecycleOracle, SeesASecondPause) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).line("input", "input lost").worker("stream:pause", R"({"stream_id":"sim"})");
  run.worker("stream:pause", R"({"stream_id":"sim"})");
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("lifecycle/pause-twice"));
}
TEST(LifecycleOracle, SeesAPauseBeforeTheLastSegmentIsSent) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_segment(1).line("input", "input lost");
  run.worker("stream:pause", R"({"stream_id":"sim"})");
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("lifecycle/pause-early"));
}
TEST(LifecycleOracle, MissesTheResumeOfAnInputThatIsBack) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).line("input", "input lost").worker("stream:pause", R"({"stream_id":"sim"})");
  run.at(seconds(3)).line("timeline", "epoch begins").at(seconds(4));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("lifecycle/no-resume"));
}
TEST(LifecycleOracle, SeesAResumeThatNothingCallsFor) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).worker("stream:resume", R"({"stream_id":"sim"})");
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("lifecycle/resume-unasked", "lifecycle/resume-unpaused"));
}
TEST(LifecycleOracle, SeesAnEndWhileTheStreamGoesOn) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).worker("stream:end", R"({"stream_id":"sim"})");
  EXPECT_THAT(run.found(std::nullopt), Contains("lifecycle/end-unasked"));
}
TEST(LifecycleOracle, SeesAnEndBeforeTheLastSegmentIsSent) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).closes_segment(1).line("input", "the input has ended");
  run.worker("stream:end", R"({"stream_id":"sim"})");
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("lifecycle/end-early"));
}
TEST(LifecycleOracle, MissesTheEnd) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).line("input", "the input has ended").at(seconds(2));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("lifecycle/no-end"));
}
TEST(LifecycleOracle, SeesAnythingButAcksBehindTheEnd) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).line("input", "the input has ended").worker("stream:end", R"({"stream_id":"sim"})");
  run.worker("stream:resume", R"({"stream_id":"sim"})");
  EXPECT_THAT(run.found(std::nullopt), Contains("lifecycle/after-end"));
}
// What is in flight is awaited to its time-out, stream:complete for 5 s more.
TEST(LifecycleOracle, AwaitsResultsAndCompleteToTheNanosecond) {
  const auto closed_at = [](TimeDelta when) {
    MadeUpRun run;
    run.at(seconds(1)).session(1).closes_and_sends(1, 0).line("input", "the input has ended");
    run.worker("stream:end", R"({"stream_id":"sim"})");
    run.at(seconds(9)).falls_back(1, "timeout");
    run.at(when).packet(Sender::kWorker, '4', '1').worker_closes();
    run.at(when + seconds(1));
    return run.found(std::nullopt);
  };
  EXPECT_THAT(closed_at(seconds(14)), IsEmpty());
  EXPECT_THAT(closed_at(seconds(14) - kNano), ElementsAre("lifecycle/closed-early"));
  EXPECT_THAT(closed_at(seconds(14) + kNano), ElementsAre("lifecycle/stays-open"));
}
TEST(LifecycleOracle, WantsItClosedAtComplete) {
  MadeUpRun run;
  run.at(seconds(1)).session(1).line("input", "the input has ended").worker("stream:end", R"({"stream_id":"sim"})");
  run.at(seconds(2))
      .service("stream:complete", R"({"stream_id":"sim","total_fragments":0,"total_duration_ms":0,"statistics":)"
                                  R"({"success_count":0,"partial_count":0,"failed_count":0,"avg_processing_time_ms":0,)"
                                  R"("p95_processing_time_ms":0}})");
  run.at(seconds(3));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("lifecycle/stays-open"));
}
TEST(LifecycleOracle, MissesTheGoodbye) {
  MadeUpRun run;
  run.at(seconds(1)).connected(1).worker("stream:init", kInit);
  run.at(seconds(11)).worker_closes().at(seconds(12));
  EXPECT_THAT(run.found(std::nullopt), ElementsAre("lifecycle/no-goodbye"));
}
TEST(LifecycleOracle, WantsNoGoodbyeBehindTheServicesCloseFrame) {
  const auto closed_by = [](Sender sender) {
    MadeUpRun run;
    run.at(seconds(1)).connected(1).worker("stream:init", kInit);
    run.at(seconds(11)).close_frame(sender).worker_closes().at(seconds(12));
    return run.found(std::nullopt);
  };
  EXPECT_THAT(closed_by(Sender::kService), IsEmpty());
  EXPECT_THAT(closed_by(Sender::kWorker), ElementsAre("lifecycle/no-goodbye"));
}

}  // namespace
}  // namespace sw::sim::test

// A run in which every rule has its occasion and none is broken; and what happens where nothing does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/fakes/conformance/worker/judged_run.h"

namespace sw::fakes::conformance::worker::test {
namespace {

using testing::Each;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

void first_fragments(JudgedRun& run) {
  run.session(1, 2).at(s(6)).dubs(0, 0);
  run.at(ms(6'200)).service("weather:report", "{}").at(ms(6'400)).service("error", kError);
  run.at(s(12)).dubs(1, 1).at(ms(12'300)).succeeds(1).acks(1, "received");
  run.at(s(18)).sends(2, 2).at(s(24)).sends(3, 3);
  run.at(s(25)).service_text("2").worker_text("3");
  run.at(s(28)).succeeds(2).acks(2, "received");
  run.at(s(30)).sends(4, 4).fails(4).acks(4, "received");
  run.at(s(34)).succeeds(3).acks(3, "received");
}

void backpressure(JudgedRun& run) {
  run.at(s(35)).pressure("slow_down", R"(,"recommended_delay_ms":2500)").at(ms(38'500)).dubs(5, 5);
  run.at(ms(44'500)).dubs(6, 6).pressure("none");
  run.at(s(48)).dubs(7, 7).pressure("pause").at(s(56)).pressure("none").dubs(8, 8);
  run.at(s(58)).succeeds(99).acks(99, "received");
}

void losses(JudgedRun& run) {
  run.at(s(60)).sends(9, 9).at(s(63)).service_resets();
  run.at(s(65)).opens(2).from_worker(std::string(kHandshake) + "\r\n");
  run.from_service("HTTP/1.1 503 Service Unavailable\r\n\r\n").ends(sts::ClosedBy::kService);
  run.at(s(69)).session(3).at(s(78)).dubs(10, 0);
  run.at(s(79)).service_text("41").at(ms(79'010)).from_worker(masked(kClose, "\x03\xe8")).ends(sts::ClosedBy::kPeer);
}

void end_of_stream(JudgedRun& run) {
  run.at(s(81)).session(4).at(s(90)).dubs(11, 0);
  run.at(s(91)).worker("stream:pause", kEnd).at(s(92)).worker("stream:resume", kEnd).at(s(98)).dubs(12, 1);
  run.at(s(99)).worker("stream:end", kEnd).service("stream:complete", kComplete).worker_closes();
}

TEST(WorkerJudge, PassesEveryRuleOfARunThatKeepsThemAll) {
  JudgedRun run;
  first_fragments(run);
  backpressure(run);
  losses(run);
  EXPECT_FALSE(run.is_over());
  end_of_stream(run);
  EXPECT_TRUE(run.is_over());
  const Report report = run.report();
  EXPECT_TRUE(report.holds());
  EXPECT_THAT(report.findings, SizeIs(all_rules().size()));
  EXPECT_THAT(report.findings, Each(Field(&Finding::verdict, Verdict::kPassed))) << to_table(report);
  EXPECT_EQ(report.subject, "worker sim-worker, stream sim");
}

TEST(WorkerJudge, SkipsWhatWasNeverTriedAndSaysWhy) {
  const Report report = JudgedRun().report();
  EXPECT_FALSE(report.holds());
  EXPECT_EQ(report.subject, "nobody");
  for (const Finding& finding : report.findings) {
    EXPECT_EQ(finding.verdict, Verdict::kSkipped) << finding.rule;
    EXPECT_THAT(finding.detail, Not(IsEmpty())) << finding.rule;
  }
}

TEST(WorkerJudge, CitesAClauseForEveryRule) {
  for (const RuleText& rule : all_rules()) {
    EXPECT_THAT(rule.clause, Not(IsEmpty())) << rule.name;
    EXPECT_EQ(&text_of(rule.rule), &rule) << rule.name;
  }
}

TEST(WorkerJudge, SaysWhenARuleWasBrokenFirstAndHowOften) {
  JudgedRun run;
  run.session(1).at(ms(1'500)).worker("fragment:date", "{}").at(s(2)).worker("no\x7fpe", "{}").worker("no", "{}");
  const Report report = run.report();
  const Finding& known = report.findings[static_cast<std::size_t>(Rule::kMessageKnown)];
  EXPECT_EQ(known.detail, "at 1.500 s: event \"fragment:date\" (and 2 times more)");
}

TEST(WorkerJudge, SeesTheSameHoweverBytesAreCut) {
  const std::string request = std::string(kHandshake) + "\r\n";
  JudgedRun run;
  run.opens(1);
  for (const char c : request) run.from_worker({&c, 1});
  run.from_service("HTTP/1.1 101 Switching Protocols\r\n\r\n").service_text(R"(0{"sid":"a"})");
  for (const char c : masked(kText, "40") + masked(kText, "40")) run.from_worker({&c, 1});
  EXPECT_THAT(run.failed(), testing::ElementsAre("connect/once"));
}

TEST(WorkerJudge, TakesWhoAsksForStatisticsOrOnlyLooksForNoWorker) {
  JudgedRun run;
  run.opens(1).from_worker("GET /stats HTTP/1.1\r\nHost: x\r\n\r\n").from_service("HTTP/1.1 200 OK\r\n\r\n{}");
  run.service_resets().opens(2).ends(sts::ClosedBy::kPeer);
  const Report report = run.report();
  EXPECT_EQ(report.count(Verdict::kSkipped), all_rules().size()) << to_table(report);
}

TEST(WorkerJudge, OutlivesBytesThatAreNoProtocol) {
  JudgedRun run;
  run.opens(1).from_worker("\x16\x03\x01 TLS where there is none\r\n\r\n");
  EXPECT_THAT(run.failed(), testing::ElementsAre("packet/valid"));
}

}  // namespace
}  // namespace sw::fakes::conformance::worker::test

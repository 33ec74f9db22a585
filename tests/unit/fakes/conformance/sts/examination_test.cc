// What the examination says of a service that keeps the contract.
#include "fakes/conformance/sts/examination.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/unit/fakes/conformance/sts/exam_world.h"

namespace sw::fakes::conformance::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(StsExamination, TheFakeStsPassesEveryLine) {
  const Report report = examine_fake();
  EXPECT_THAT(rules(report, Verdict::kFailed), IsEmpty()) << to_table(report);
  EXPECT_THAT(rules(report, Verdict::kSkipped), IsEmpty()) << to_table(report);
  EXPECT_EQ(report.findings.size(), list_of_rules().size());
  EXPECT_TRUE(report.holds());
}

TEST(StsExamination, SaysTheSameOfTheSameService) { EXPECT_EQ(to_junit(examine_fake()), to_junit(examine_fake())); }

TEST(StsExamination, AsksEchoRulesOnlyWhereToldTo) {
  ExamSettings settings = exam_settings();
  settings.echo = false;
  const Report report = examine_fake({}, settings);
  EXPECT_THAT(rules(report, Verdict::kFailed), IsEmpty());
  for (const Finding& one : report.findings) {
    EXPECT_EQ(one.rule.starts_with("echo/"), one.verdict == Verdict::kSkipped) << one.rule;
  }
}

TEST(StsExamination, TriesOnlyWhatIsWanted) {
  ExamSettings settings = exam_settings();
  settings.only = {"pause/", "end/closes"};
  EXPECT_THAT(rules(examine_fake({}, settings), Verdict::kPassed),
              ::testing::ElementsAre("end/closes", "pause/finishes", "pause/holds-back", "pause/resumes"));
}

TEST(StsExamination, FailsAtOnceWhereNobodyListens) {
  ExamSettings settings = exam_settings();
  StsExamination exam(kStart, settings);
  for (Timestamp now = kStart; !exam.is_done(); now += ms(1)) {
    for (const Effect& effect : exam.take_effects()) {
      if (const auto* connect = std::get_if<Connect>(&effect)) exam.on_closed(now, connect->connection, "refused");
    }
    ASSERT_LT(now, kStart + s(1));
  }
  EXPECT_THAT(rules(exam.report(), Verdict::kFailed), ::testing::ElementsAre("connect/websocket"));
  EXPECT_THAT(finding(exam.report(), "connect/websocket").detail, HasSubstr("the end of the connection (refused)"));
  EXPECT_THAT(finding(exam.report(), "pause/resumes").detail, StartsWith("not reached, see connect/websocket: "));
}

TEST(StsExamination, EveryRuleIsInTheDocumentation) {
  std::ifstream file(CONFORMANCE_DOCUMENT);
  std::stringstream text;
  text << file.rdbuf();
  for (const Finding& rule : list_of_rules()) {
    EXPECT_THAT(text.str(), HasSubstr("| `" + rule.rule + "` | " + rule.claim + " | " + rule.clause + " |"))
        << rule.rule;
  }
}

}  // namespace
}  // namespace sw::fakes::conformance::testing

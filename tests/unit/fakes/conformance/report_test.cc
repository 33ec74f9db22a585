#include "fakes/conformance/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sw::fakes::conformance {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Report report_of(std::vector<Finding> findings) { return {"conformance sts", "http://sts", std::move(findings)}; }

Finding finding(Verdict verdict, std::string detail = {}) {
  return {"init/ready", "stream:init is answered", "spec FR-011", verdict, std::move(detail), TimeDelta::Millis(1500)};
}

TEST(ConformanceReport, HoldsOnlyWhereSomethingPassedAndNothingFailed) {
  EXPECT_FALSE(report_of({}).holds());
  EXPECT_FALSE(report_of({finding(Verdict::kSkipped)}).holds());
  EXPECT_TRUE(report_of({finding(Verdict::kPassed), finding(Verdict::kSkipped)}).holds());
  EXPECT_FALSE(report_of({finding(Verdict::kPassed), finding(Verdict::kFailed)}).holds());
}

TEST(ConformanceReport, CitesTheClauseOfEachLine) {
  const std::string table = to_table(report_of({finding(Verdict::kFailed, "expected stream:ready, got nothing")}));
  EXPECT_THAT(table, HasSubstr("FAILED  init/ready  stream:init is answered  [spec FR-011]\n"));
  EXPECT_THAT(table, HasSubstr("expected stream:ready, got nothing\n"));
  EXPECT_THAT(table, HasSubstr("0 passed, 1 failed, 0 skipped\n"));
}

TEST(ConformanceReport, CountsInJUnit) {
  const std::string text =
      to_junit(report_of({finding(Verdict::kPassed), finding(Verdict::kFailed), finding(Verdict::kSkipped, "no url")}));
  EXPECT_THAT(text, HasSubstr("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\" time=\"4.500\""));
  EXPECT_THAT(text, HasSubstr("<skipped message=\"no url\"/>"));
}

TEST(ConformanceReport, EscapesWhatAPeerSaid) {
  const std::string text = to_junit(report_of({finding(Verdict::kFailed, "got \"</failure>\x01&\"")}));
  EXPECT_THAT(text, HasSubstr("message=\"got &quot;&lt;/failure&gt; &amp;&quot;\""));
  EXPECT_THAT(text, Not(HasSubstr("\x01")));
}

}  // namespace
}  // namespace sw::fakes::conformance

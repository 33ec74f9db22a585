#include "sim/campaign/case_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/campaign/failure_file.h"
#include "sim/scenario/scenario_reader.h"
#include "sim/scenario/scenario_writer.h"

namespace sw::sim {
namespace {

using testing::HasSubstr;

CaseResult full() {
  return {.index = 7,
          .seed = (uint64_t{1} << 53) - 1,
          .hash = 0xfedcba9876543210,
          .simulated = TimeDelta::Nanos(90'123'456'789),
          .repeated = true,
          .failure = CaseFailure{"breaker", "opened-late", TimeDelta::Nanos(1), "text", {"line"}},
          .probes = {"exit.0", "hold"},
          .recovery = {{"partition", TimeDelta::Millis(1'500)}}};
}

TEST(CaseResult, IsReadAsItWasWritten) {
  const auto read = parse_case_result(to_json(full()));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(to_json(*read), to_json(full()));
  EXPECT_EQ(read->hash, full().hash);
  EXPECT_EQ(read->simulated, full().simulated);
  EXPECT_EQ(read->failure->at, full().failure->at);
}

TEST(CaseResult, RefusesWhatItDidNotWrite) {
  const auto error = [](std::string text, const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
    const auto read = parse_case_result(text);
    return read ? std::string("read") : read.error();
  };
  const std::string good = to_json(full());
  EXPECT_THAT(error(good, "\"index\":7", "\"index\":-7"), HasSubstr("/index"));
  EXPECT_THAT(error(good, "fedcba98", "Xedcba98"), HasSubstr("/hash"));
  EXPECT_THAT(error(good, "\"exit.0\"", "17"), HasSubstr("/probes"));
  EXPECT_THAT(error(good, "1.5", "-1.5"), HasSubstr("/recovery"));
  EXPECT_THAT(error(good, "\"rule\"", "\"role\""), HasSubstr("/failure/rule"));
  EXPECT_THAT(error(good, "\"repeated\"", "\"unknown\":1,\"repeated\""), HasSubstr("/unknown"));
}

TEST(CaseResult, TakesAsManyProbesAsTheLimitSays) {
  CaseResult result = full();
  result.probes.assign(kMaxProbes, "p");
  EXPECT_TRUE(parse_case_result(to_json(result)));
  result.probes.push_back("p");
  EXPECT_FALSE(parse_case_result(to_json(result)));
}

TEST(FailureFile, IsReadAsItWasWritten) {
  Scenario scenario = default_scenario();
  scenario.name = "a";
  const std::string text = to_readable_json(FailureFile{*full().failure, scenario});
  const auto read = parse_failure_file(text);
  ASSERT_TRUE(read) << read.error();
  ASSERT_TRUE(read->failure);
  EXPECT_TRUE(read->failure->has_fingerprint_of(*full().failure));
  EXPECT_EQ(read->failure->last, full().failure->last);
  EXPECT_EQ(to_json(read->scenario), to_json(scenario));
}

TEST(FailureFile, MayBeAPlainScenario) {
  const auto read = parse_failure_file(R"({"name":"a"})");
  ASSERT_TRUE(read) << read.error();
  EXPECT_FALSE(read->failure);
  EXPECT_EQ(read->scenario.name, "a");
}

TEST(FailureFile, TakesAsManyLinesAsTheLimitSays) {
  Scenario scenario = default_scenario();
  scenario.name = "a";
  CaseFailure failure{"o", "r", TimeDelta::Zero(), "t", std::vector<std::string>(kMaxFailureLines, "l")};
  EXPECT_TRUE(parse_failure_file(to_readable_json({failure, scenario})));
  failure.last.push_back("l");
  EXPECT_FALSE(parse_failure_file(to_readable_json({failure, scenario})));
}

TEST(FailureFile, TakesNoMoreTextThanItsLimit) {
  std::string text = R"({"name":"a"})";
  text.resize(kMaxFailureBytes + 1, ' ');
  const auto read = parse_failure_file(text);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(), "more than 2097152 bytes");
}

}  // namespace
}  // namespace sw::sim

// `sim campaign`, `sim replay` and `sim merge`. What drawn scenarios show is for campaigns to say, not for these tests:
// whether one of them fails makes no difference here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/campaign/failure_file.h"
#include "sim/campaign/summary.h"
#include "sim/scenario/scenario_reader.h"
#include "tests/unit/sim/cli/sim_command_fixture.h"

namespace sw::sim {
namespace {

using testing::HasSubstr;
using testing::Not;

class CampaignCommand : public SimCommand {
 protected:
  // The result of a campaign of eight with a few more arguments.
  Summary campaign(const std::string& name, const std::vector<std::string>& more, const std::string& seed = "5") {
    std::vector<std::string> arguments{"campaign", "--count", "8", "--base-seed", seed, "--json", path(name)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = sim(arguments);
    EXPECT_LE(outcome.code, 1) << outcome.err;
    const auto summary = parse_summary(content(path(name)));
    EXPECT_TRUE(summary) << summary.error();
    return summary.value_or(Summary{});
  }
  // All that must not depend on how it was run.
  static std::string gist(Summary summary) {
    summary.wall_seconds = summary.core_seconds = 0;
    summary.shards = {};
    return to_json(summary);
  }
};

TEST_F(CampaignCommand, GivesTheSameWithAnyNumberOfProcesses) {
  const std::string one = gist(campaign("one", {"--jobs", "1"}));
  EXPECT_EQ(gist(campaign("three", {"--jobs", "3"})), one);
}

TEST_F(CampaignCommand, RefusesFilesOfMoreThanTheirLimits) {
  const std::string shard(16 * 1024 * 1024 + 1, ' ');
  expect_refused({"merge", file("shard.json", shard), "--json", path("merged")}, "more than 16777216 bytes");
  expect_refused({"replay", file("failure.json", shard)}, "more than 2097152 bytes");
}

TEST_F(CampaignCommand, MergesShardsToWhatOneRunGives) {
  const Summary whole = campaign("whole", {"--jobs", "2"});
  EXPECT_EQ(whole.scenarios, 8u);
  EXPECT_EQ(whole.repeated, 8u);
  for (const std::string i : {"1", "2", "3"}) campaign("shard" + i, {"--jobs", "1", "--shard", i + "/3"});
  const Outcome outcome = sim({"merge", path("shard2"), path("shard3"), path("shard1"), "--json", path("merged")});
  EXPECT_EQ(outcome.code, whole.failures.empty() ? 0 : 1) << outcome.err;
  const auto merged = parse_summary(content(path("merged")));
  ASSERT_TRUE(merged) << merged.error();
  EXPECT_EQ(gist(*merged), gist(whole));
  EXPECT_EQ(merged->shards, (std::vector<Shard>{{1, 3}, {2, 3}, {3, 3}}));
}

TEST_F(CampaignCommand, DependsOnTheBaseSeed) {
  EXPECT_NE(campaign("five", {}).trace_hash, campaign("six", {}, "6").trace_hash);
}

TEST_F(CampaignCommand, SweepsInPlaceOfDrawing) {
  EXPECT_LE(sim({"campaign", "--sweep", "--shard", "7/400", "--json", path("sweep")}).code, 1);
  const auto sweep = parse_summary(content(path("sweep")));
  ASSERT_TRUE(sweep) << sweep.error();
  EXPECT_TRUE(sweep->plan.sweep);
  EXPECT_GT(sweep->plan.count, 400u);
}

TEST_F(CampaignCommand, SaysWhichRequiredProbeNeverFired) {
  const Outcome outcome = sim({"campaign", "--count", "1", "--require-probes"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("probe exit.130 never fired"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("probe exit.0 never fired")));
}

TEST_F(CampaignCommand, WritesJUnit) {
  campaign("json", {"--junit", path("junit.xml")});
  EXPECT_THAT(content(path("junit.xml")), HasSubstr("<testsuite name=\"sim campaign\" tests=\"8\""));
}

TEST_F(CampaignCommand, RefusesWhatMakesNoSense) {
  expect_refused({"campaign"}, "--count is required");
  expect_refused({"campaign", "--count", "8", "--shard", "3/2"}, "1 <= I <= N");
  expect_refused({"campaign", "--count", "8", "--shard", "1/2x"}, "1 <= I <= N");
  expect_refused({"campaign", "--count", "0"}, "--count");
  expect_refused({"campaign", "--count", "1", "--base-seed", "-1"}, "--base-seed");
  expect_refused({"campaign", "--count", "1", "--out", "/dev/null/x"}, "cannot make the folder");
}

TEST_F(CampaignCommand, ReplaysAFailureAndAPlainScenario) {
  Scenario scenario = default_scenario();
  scenario.name = "a";
  scenario.source.length = TimeDelta::Millis(14'200);
  const FailureFile failure{CaseFailure{"some", "rule", TimeDelta::Seconds(1), "was wrong", {}}, scenario};
  const Outcome recorded = sim({"replay", file("failure.json", to_readable_json(failure))});
  EXPECT_EQ(recorded.code, 0) << recorded.out;
  EXPECT_THAT(recorded.out, HasSubstr("some/rule: was wrong"));
  const Outcome plain = sim({"replay", file("plain.json", R"({"name":"a","source":{"length":"14.2s"}})")});
  EXPECT_EQ(plain.code, 0) << plain.out;
  EXPECT_EQ(recorded.out.substr(recorded.out.find("a: exit")), plain.out);
}

TEST_F(CampaignCommand, RefusesToReplayWhatIsNoFailure) {
  expect_refused({"replay", path("missing.json")}, "cannot read");
  expect_refused({"replay", file("a", "nonsense")}, "no JSON");
  expect_refused({"replay", file("b", R"({"failure":{},"scenario":{"name":"a"}})")}, "/failure/oracle");
  expect_refused({"replay", file("c", R"({"failure":{"oracle":"o","rule":"r","virtual_time":1}})")}, "scenario");
  expect_refused(
      {"replay", file("d", R"({"failure":{"oracle":"o","rule":"r","virtual_time":1},"scenario":{"name":"a","x":1}})")},
      "/scenario/x");
  expect_refused({"replay", file("e", std::string(3'000'000, ' '))}, "bytes");
}

TEST_F(CampaignCommand, MergesWhatBelongsTogetherOnly) {
  campaign("first", {"--shard", "1/8"});
  campaign("other", {"--shard", "2/8"}, "6");
  campaign("cut", {"--shard", "2/4"});
  const auto merge = [&](const std::string& a, const std::string& b, const std::string& why) {
    expect_refused({"merge", path(a), path(b), "--json", path("merged")}, why);
  };
  merge("first", "first", "shard 1 is there already");
  merge("first", "other", "a shard of another campaign");
  merge("first", "cut", "cut into other shards");
  file("broken", R"({"sweep":false})");
  merge("first", "broken", "/base_seed");
}

}  // namespace
}  // namespace sw::sim

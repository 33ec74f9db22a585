#include "sim/campaign/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sw::sim {
namespace {

using testing::HasSubstr;
using testing::Not;

CaseResult one(uint64_t index) {
  return {.index = index,
          .seed = 100 + index,
          .hash = 7'919 * (index + 1),
          .simulated = TimeDelta::Seconds(60),
          .failure = {},
          .probes = {"exit.0"},
          .recovery = {{"freeze", TimeDelta::Seconds(static_cast<int64_t>(index))}}};
}
CaseResult failing(uint64_t index) {
  CaseResult result = one(index);
  result.failure = CaseFailure{"acks", "twice", TimeDelta::Millis(12'500), "<of> \"a\" & b\x01", {}};
  return result;
}
Summary of(std::initializer_list<uint64_t> indices) {
  Summary summary{.plan = {.base_seed = 3, .count = 4}, .shards = {{1, 1}}};
  for (const uint64_t index : indices) summary.add(one(index));
  return summary;
}

TEST(Summary, HasOneHashWhateverTheOrder) {
  EXPECT_EQ(of({0, 1, 2, 3}).trace_hash, of({3, 1, 0, 2}).trace_hash);
  EXPECT_NE(of({0, 1, 2, 3}).trace_hash, of({0, 1, 2}).trace_hash);
}

TEST(Summary, HasAnotherHashWhereTwoCasesChangePlaces) {
  Summary changed{.plan = {.base_seed = 3, .count = 4}, .shards = {{1, 1}}};
  CaseResult first = one(0), second = one(1);
  std::swap(first.hash, second.hash);
  changed.add(first);
  changed.add(second);
  EXPECT_NE(changed.trace_hash, of({0, 1}).trace_hash);
}

TEST(Summary, KeepsTheWorstRecoveryAndCountsCasesOfProbes) {
  const Summary summary = of({0, 1, 3, 2});
  EXPECT_EQ(summary.recovery.at("freeze"), TimeDelta::Seconds(3));
  EXPECT_EQ(summary.probes.at("exit.0"), 4u);
}

TEST(Summary, ListsFailuresByTheirPlace) {
  Summary summary = of({});
  for (const uint64_t index : {5u, 2u, 9u}) summary.add(failing(index));
  EXPECT_EQ(summary.failures.at(0).index, 2u);
  EXPECT_EQ(summary.failures.at(2).index, 9u);
}

TEST(Summary, StaysAsItIsWhereAShardDoesNotBelongToIt) {
  Summary summary{.plan = {.base_seed = 3, .count = 4}, .shards = {{1, 3}}};
  summary.add(one(0));
  const std::string before = to_json(summary);
  Summary other{.plan = summary.plan, .shards = {{2, 3}, {1, 3}}};  // the first of them would do
  other.add(one(1));
  EXPECT_FALSE(summary.merge(other));
  EXPECT_EQ(to_json(summary), before);
}

TEST(Summary, ReckonsItsSpeedForAllCoresAndForOne) {
  Summary summary = of({0, 1});
  EXPECT_EQ(summary.speedup(), 0);
  summary.wall_seconds = 2;
  summary.core_seconds = 4;
  EXPECT_EQ(summary.speedup(), 60);
  EXPECT_EQ(summary.speedup_per_core(), 30);
}

TEST(Summary, IsReadAsItWasWritten) {
  Summary summary = of({0, 1});
  summary.add(failing(3));
  summary.failures.front().file = "out/seed-103.json";
  summary.wall_seconds = 1.25;
  summary.core_seconds = 2.5;
  const auto read = parse_summary(to_json(summary));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(to_json(*read), to_json(summary));
}

TEST(Summary, HoldsAsManyFailuresAsTheLimitSays) {
  constexpr uint64_t kLimit = 5'000;
  Summary summary = of({});
  for (uint64_t index = 0; index <= kLimit; ++index) summary.add(failing(index));
  for (CampaignFailure& failure : summary.failures) failure.file = "out/seed.json";
  const std::string text = to_json(summary);
  const auto read = parse_summary(text);
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->failures.size(), kLimit);
  std::string longer = text;
  const auto list = longer.find("\"failures\":[") + 12;
  longer.insert(list, longer.substr(list, longer.find('}', list) + 1 - list) + ",");
  EXPECT_THAT(parse_summary(longer).error(), HasSubstr("/failures: expected array of at most 5000"));
}

TEST(Summary, NamesRequiredProbesThatNeverFired) {
  EXPECT_THAT(of({0}).missing_probes(), testing::Contains("exit.6"));
  EXPECT_THAT(of({0}).missing_probes(), Not(testing::Contains("exit.0")));
  EXPECT_THAT(to_json(of({0})), HasSubstr("\"exit.6\":0"));
}

TEST(Summary, RefusesWhatItDidNotWrite) {
  const std::string good = to_json(of({0}));
  const auto error = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    const auto read = parse_summary(text);
    return read ? std::string("read") : read.error();
  };
  EXPECT_THAT(error("\"1/1\"", "\"2/1\""), HasSubstr("/shards"));
  EXPECT_THAT(error("\"scenarios\":1", "\"scenarios\":1.5"), HasSubstr("/scenarios"));
  EXPECT_THAT(error("\"failures\":[]", "\"failures\":[{}]"), HasSubstr("/failures/0/index"));
  EXPECT_THAT(error("\"exit.0\":1", "\"exit.0\":-1"), HasSubstr("/probes"));
  EXPECT_THAT(error("{\"sweep\"", "{\"more\":1,\"sweep\""), HasSubstr("/more"));
  EXPECT_THAT(error("{", "["), HasSubstr("no JSON"));
  EXPECT_THAT(error("\"1/1\"", "\"a\\nb\\u007f\""), HasSubstr("got string \"a?b?\"")) << "one line";
}

TEST(Summary, BecomesJUnitWithItsFailures) {
  Summary summary = of({0});
  summary.add(failing(1));
  const std::string xml = to_junit(summary);
  EXPECT_THAT(xml, HasSubstr("tests=\"2\" failures=\"1\""));
  EXPECT_THAT(xml, HasSubstr("name=\"seed 101\""));
  EXPECT_THAT(xml, HasSubstr("message=\"&lt;of&gt; &quot;a&quot; &amp; b \""));
}

TEST(Summary, EscapesEveryTextOfAStrangerInJUnit) {
  Summary summary = of({0});
  summary.add(failing(1));
  summary.failures[0].file = "a<b>&c.json";
  EXPECT_THAT(to_junit(summary), HasSubstr("sim replay a&lt;b&gt;&amp;c.json"));
}

TEST(Shard, IsOneOfSoMany) {
  EXPECT_EQ(parse_shard("2/3"), (Shard{2, 3}));
  for (const char* text : {"", "1", "0/1", "2/1", "/", "1/", "1/2/3", "-1/2", "1/100001", " 1/2"}) {
    EXPECT_FALSE(parse_shard(text)) << text;
  }
}

}  // namespace
}  // namespace sw::sim

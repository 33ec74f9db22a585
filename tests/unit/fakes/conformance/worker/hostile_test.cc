// Workers that say what no worker says, to whoever looks on: the judge outlives it and says what was wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "fakes/conformance/worker/known_ids.h"
#include "tests/unit/fakes/conformance/worker/judged_run.h"

namespace sw::fakes::conformance::worker::test {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::size_t kLargePayload = 16 * 1024 * 1024;

TEST(HostileWorker, OfAMillionLevelsIsOutlived) {
  constexpr std::size_t kLevels = 1'000'000;
  JudgedRun run(kLargePayload);
  run.connected(1).worker("stream:init", std::string(kLevels, '[') + std::string(kLevels, ']'));
  EXPECT_THAT(run.failed(), ElementsAre("packet/valid"));
}

TEST(HostileWorker, OfMillionsOfValuesIsOutlived) {
  std::string values = "[1";
  while (values.size() < kLargePayload - 100) values += ",1";
  JudgedRun run(kLargePayload);
  run.connected(1).worker("stream:init", values + "]");
  EXPECT_THAT(run.failed(), ElementsAre("packet/valid"));
}

std::string detail_of(JudgedRun& run, std::string_view rule) {
  for (const Finding& finding : run.report().findings) {
    if (finding.rule == rule) return finding.detail;
  }
  return "no such rule";
}

TEST(HostileWorker, OfTheLargestNumberHasNoNext) {
  JudgedRun run;
  run.session(1).sends(0, std::numeric_limits<int64_t>::max()).at(s(1)).sends(1, std::numeric_limits<int64_t>::min());
  EXPECT_THAT(detail_of(run, "fragment/sequence-contiguous"),
              testing::AllOf(HasSubstr("number 9223372036854775807 instead of 0"), HasSubstr("(and 1 times more)")));
}

TEST(RememberedId, IsTheIdItselfWhereItIsShort) {
  EXPECT_EQ(remembered(""), "");
  EXPECT_EQ(remembered(fragment(7)), fragment(7));
  const std::string longest(kMaxRememberedId - 1, 'x');
  EXPECT_EQ(remembered(longest), longest);
}

TEST(RememberedId, IsBoundedAndTellsLongIdsApart) {
  for (const std::size_t size : {kMaxRememberedId, std::size_t{1'000'000}}) {
    const std::string id(size, 'x');
    EXPECT_EQ(remembered(id).size(), kMaxRememberedId);
    EXPECT_NE(remembered(id), remembered(id + "x"));
    EXPECT_NE(remembered(id), remembered(remembered(id)));
  }
}

TEST(KnownIds, ForgetTheOldestBeyondTheirLimit) {
  KnownIds ids;
  for (std::size_t n = 0; n <= KnownIds::kMax; ++n) ids.add(std::to_string(n));
  EXPECT_FALSE(ids.contains("0"));
  EXPECT_TRUE(ids.contains("1"));
}

// Longer than the contracts allow, which is told of all the same.
std::string with_long_id(std::string_view message, char last) {
  return replaced(message, fragment(0), std::string(300, 'x') + last);
}

TEST(HostileWorker, OfLongIdsIsJudgedByAllOfThem) {
  JudgedRun apart;
  apart.session(1).worker("fragment:data", with_long_id(data(0, 0), 'a'));
  apart.worker("fragment:data", with_long_id(data(0, 1), 'b'));
  EXPECT_THAT(apart.failed(), ElementsAre("message/schema"));
  JudgedRun again;
  again.session(1).worker("fragment:data", with_long_id(data(0, 0), 'a'));
  again.worker("fragment:data", with_long_id(data(0, 1), 'a'));
  EXPECT_THAT(again.failed(), ElementsAre("message/schema", "fragment/id-unique"));
}

TEST(HostileWorker, OfLongIdsHasItsAcksJudged) {
  JudgedRun run;
  run.session(1).worker("fragment:data", with_long_id(data(0, 0), 'a'));
  run.service("fragment:processed", with_long_id(result(0, "success", kAudio), 'a'));
  run.worker("fragment:ack", with_long_id(ack(0, "applied"), 'a'));
  EXPECT_THAT(run.failed(), ElementsAre("message/schema"));
}

TEST(HostileWorker, OfALongNameIsNamedInBrief) {
  JudgedRun run;
  run.session(1).worker(std::string(1'000, 'x'), "1");
  EXPECT_THAT(detail_of(run, "message/known"), EndsWith("event \"" + std::string(80, 'x') + "...\""));
}

TEST(HostileWorker, OfTooManyFragmentsHasItsOldestForgotten) {
  JudgedRun run;
  run.session(1, 10'000);
  for (int64_t n = 0; n <= 4'096; ++n) run.sends(n, n);
  run.succeeds(1).acks(1, "applied").succeeds(0).acks(0, "applied");
  EXPECT_THAT(detail_of(run, "ack/unusable-result"), HasSubstr("the result of " + fragment(0) + " was applied"));
}

TEST(TalkativeService, OfTooManyResultsHasTheOldestForgotten) {
  JudgedRun run;
  run.session(1);
  for (int64_t n = 0; n <= 4'096; ++n) run.succeeds(n);
  run.acks(1, "received").acks(0, "received");
  EXPECT_THAT(detail_of(run, "ack/known"), HasSubstr("an ack of " + fragment(0)));
}

TEST(TalkativeService, OfTooManyResultsOfOneFragmentIsOwedNoMoreAcks) {
  JudgedRun run;
  run.session(1).sends(0, 0);
  for (int n = 0; n <= 128; ++n) run.fails(0);
  for (int n = 0; n < 128; ++n) run.acks(0, "received");
  run.at(s(20)).service_resets();
  EXPECT_THAT(run.failed(), IsEmpty());
}

}  // namespace
}  // namespace sw::fakes::conformance::worker::test

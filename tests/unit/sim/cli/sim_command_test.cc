// `sim run` from its arguments to its exit code and report.
#include "sim/cli/sim_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sim/cli/sim_command_fixture.h"

namespace sw::sim {
namespace {

using testing::HasSubstr;

const std::string kShort = R"({"name":"a","source":{"length":"14.2s"},"limit":"1m","expect":[)";

TEST_F(SimCommand, HoldsWhatIsAsExpected) {
  const auto scenario = file("a.json", kShort + R"({"expect":"exit","code":0,"why":"the end"}]})");
  const Outcome outcome = sim({"run", scenario});
  EXPECT_EQ(outcome.code, 0) << outcome.out;
  EXPECT_THAT(outcome.out, HasSubstr("a: exit 0 at "));
  EXPECT_THAT(outcome.out, HasSubstr("held        1 of 1 expectations; all oracles"));
}

TEST_F(SimCommand, ReportsWhatIsNotAndHowToRepeatIt) {
  const auto scenario =
      file("a.json", kShort + R"({"expect":"event","event":"fragment:data","nth":2,"at":"13.5s","why":"1 + 12.5"}]})");
  const Outcome outcome = sim({"run", scenario, "--seed", "7"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("not held    0 of 1 expectations"));
  EXPECT_THAT(outcome.out, HasSubstr("unexpected  /expect/0: expected fragment:data (2) at 13s500ms, it came at "
                                     "13s1ms, 499ms early (1 + 12.5)"));
  EXPECT_THAT(outcome.out, HasSubstr("    13.001000000  \"on\":\"fragment:data\""));
  EXPECT_THAT(outcome.out, HasSubstr("again       stream-worker sim run " + scenario + " --seed 7\n"));
}

TEST_F(SimCommand, WritesTheSameTraceEachTime) {
  const auto scenario = file("a.json", kShort + "]}");
  EXPECT_EQ(sim({"run", scenario, "--trace", path("1.jsonl")}).code, 0);
  EXPECT_EQ(sim({"run", scenario, "--trace", path("2.jsonl")}).code, 0);
  EXPECT_EQ(sim({"run", scenario, "--trace", path("3.jsonl"), "--seed", "2"}).code, 0);
  const std::string trace = content(path("1.jsonl"));
  EXPECT_THAT(trace, HasSubstr("\"on\":\"stream:init\""));
  EXPECT_EQ(trace, content(path("2.jsonl")));
  EXPECT_NE(trace, content(path("3.jsonl")));
}

TEST_F(SimCommand, RefusesBadInputInOneLine) {
  expect_refused({}, "subcommand");
  expect_refused({"rum"}, "subcommand");
  expect_refused({"run"}, "scenario");
  expect_refused({"run", path("none.json")}, "cannot read");
  expect_refused({"run", path("")}, "cannot read");
  expect_refused({"run", file("a.json", "{")}, "no JSON");
  expect_refused({"run", file("b.json", R"({"name":"a","sped":1})")}, "at /sped: expected no such field");
  expect_refused({"run", file("c.json", std::string(1024 * 1024 + 1, ' '))}, "more than 1048576 bytes");
  expect_refused({"run", file("d.json", kShort + "]}"), "--seed", "many"}, "--seed");
  expect_refused({"run", file("e.json", kShort + "]}"), "--trace", path("no/such/folder")}, "cannot write");
}

}  // namespace
}  // namespace sw::sim

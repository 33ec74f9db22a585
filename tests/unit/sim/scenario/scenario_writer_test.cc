// Nothing is written that is usual. That it is read as the same: scenario_property_test.cc.
#include "sim/scenario/scenario_writer.h"

#include <gtest/gtest.h>

#include "sim/explore/swarm.h"
#include "sim/scenario/scenario_reader.h"
#include "tests/unit/sim/scenario/flat.h"

namespace sw::sim {
namespace {

Scenario named() {
  Scenario scenario = default_scenario();
  scenario.name = "a";
  return scenario;
}

TEST(ScenarioWriter, LeavesOutWhatIsUsual) { EXPECT_EQ(to_json(named()), R"({"name":"a"})"); }

TEST(ScenarioWriter, WritesWhatDiffersAlone) {
  Scenario scenario = named();
  scenario.source.video.gop = 50;
  scenario.source.length = TimeDelta::Millis(61'500);
  scenario.faults.push_back({.id = "f", .at = TimeDelta::Seconds(2), .action = SlowDisk{TimeDelta::Millis(1'500)}});
  EXPECT_EQ(to_json(scenario), R"({"name":"a","source":{"video":{"gop":50},"length":"1m1s500ms"},)"
                               R"("faults":[{"id":"f","at":"2s","do":"slow_disk","extra":"1s500ms"}]})");
}

TEST(ScenarioWriter, WritesAbsenceWhereTheDefaultIsSomething) {
  Scenario scenario = named();
  scenario.source.audio.reset();
  EXPECT_EQ(to_json(scenario), R"({"name":"a","source":{"audio":false}})");
}

TEST(ScenarioWriter, WritesAFalseWhereTrueIsUsual) {
  Scenario scenario = named();
  scenario.faults.push_back({.id = "f", .at = TimeDelta::Zero(), .action = FailOutput{.connection = false}});
  const auto read = read_scenario_text(to_json(scenario));
  ASSERT_TRUE(read) << read.error();
  EXPECT_FALSE(std::get<FailOutput>(read->faults.front().action).connection);
}

TEST(ScenarioWriter, LaysOutForPeopleWhatIsLong) {
  EXPECT_EQ(to_readable_json(named()), "{\"name\": \"a\"}\n");
  Scenario scenario = named();
  for (const char* id : {"first-of-two", "second-of-two"}) {
    scenario.faults.push_back({.id = id, .at = TimeDelta::Seconds(2), .action = SlowDisk{TimeDelta::Millis(1'500)}});
  }
  EXPECT_EQ(to_readable_json(scenario), R"({
  "name": "a",
  "faults": [
    {"id": "first-of-two", "at": "2s", "do": "slow_disk", "extra": "1s500ms"},
    {"id": "second-of-two", "at": "2s", "do": "slow_disk", "extra": "1s500ms"}
  ]
}
)");
}

TEST(ScenarioWriter, KeepsWhatACampaignMakesUp) {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    const Scenario scenario = draw_scenario(seed);
    const auto read = read_scenario_text(to_readable_json(scenario));
    ASSERT_TRUE(read) << read.error() << "\n" << to_json(scenario);
    ASSERT_EQ(flat(*read), flat(scenario)) << to_json(scenario);
  }
  for (std::size_t index = 0; index < sweep_size(); ++index) {
    const Scenario scenario = sweep_scenario(index);
    const auto read = read_scenario_text(to_json(scenario));
    ASSERT_TRUE(read) << read.error() << "\n" << to_json(scenario);
    ASSERT_EQ(flat(*read), flat(scenario)) << to_json(scenario);
  }
}

}  // namespace
}  // namespace sw::sim

#include "sim/explore/swarm.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "sim/explore/dice.h"
#include "sim/explore/fault_draw.h"
#include "sim/scenario/scenario_reader.h"
#include "sim/scenario/scenario_writer.h"

namespace sw::sim {
namespace {

constexpr uint64_t kSeeds = 2'000;

TEST(Swarm, DrawsScenariosThatTheirFilesGiveBack) {
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    const std::string text = to_json(draw_scenario(seed));
    const auto read = read_scenario_text(text);
    ASSERT_TRUE(read) << "seed " << seed << ": " << read.error();
    ASSERT_EQ(to_json(*read), text) << "seed " << seed;
  }
}

TEST(Swarm, SweepsThroughScenariosThatTheirFilesGiveBack) {
  std::set<std::string> all;
  for (std::size_t index = 0; index < sweep_size(); ++index) {
    Scenario scenario = sweep_scenario(index);
    const auto read = read_scenario_text(to_json(scenario));
    ASSERT_TRUE(read) << index << ": " << read.error();
    ASSERT_EQ(to_json(*read), to_json(scenario)) << index;
    scenario.name.clear();
    scenario.seed = 0;
    all.insert(to_json(scenario));
  }
  EXPECT_GT(all.size(), sweep_size() * 4 / 5);  // a moment may not last
}

TEST(Swarm, SweepsThroughEveryActionThereIs) {
  std::set<std::size_t> world, sts;
  for (std::size_t index = 0; index < sweep_size(); ++index) {
    const Scenario scenario = sweep_scenario(index);
    ASSERT_EQ(scenario.faults.size() + scenario.sts.script.faults.size(), 1u);
    for (const auto& fault : scenario.faults) world.insert(fault.action.index());
    for (const auto& fault : scenario.sts.script.faults) sts.insert(fault.action.index());
  }
  EXPECT_EQ(world.size(), std::variant_size_v<FaultAction>);
  EXPECT_EQ(sts.size(), std::variant_size_v<fakes::sts::FaultAction>);
}

TEST(Swarm, DrawsEveryActionThereIs) {
  std::set<std::size_t> world, sts;
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Scenario scenario = draw_scenario(seed);
    for (const auto& fault : scenario.faults) world.insert(fault.action.index());
    for (const auto& fault : scenario.sts.script.faults) sts.insert(fault.action.index());
  }
  EXPECT_EQ(world.size(), std::variant_size_v<FaultAction>);
  EXPECT_EQ(sts.size(), std::variant_size_v<fakes::sts::FaultAction>);
}

TEST(Swarm, GivesEachFaultAnIdOfItsOwn) {
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Scenario scenario = draw_scenario(seed);
    std::set<std::string> ids;
    for (const auto& fault : scenario.faults) EXPECT_TRUE(ids.insert(fault.id).second) << fault.id;
    for (const auto& fault : scenario.sts.script.faults) EXPECT_TRUE(ids.insert(fault.id).second) << fault.id;
  }
}

TEST(Swarm, DrawsOneInAHundredAtFullSize) {
  int full = 0;
  for (uint64_t seed = 0; seed < kSeeds; ++seed) full += draw_scenario(seed).source.video.idr_bytes == 60'000 ? 1 : 0;
  EXPECT_GT(full, 5);
  EXPECT_LT(full, 60);
}

// What is drawn for one thing must not depend on what is drawn for others: a fault of the service is the same whether
// the network has faults of its own or not.
TEST(Swarm, DrawsEachThingByItsNameAlone) {
  const FaultWindow window{TimeDelta::Zero(), TimeDelta::Seconds(60), false};
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const Dice dice(seed);
    const auto alone = draw_sts_fault(dice.of(77), "sts-0", window);
    draw_network_fault(dice.of(3), "network-0", window);
    dice.roll("something.new");
    EXPECT_EQ(draw_sts_fault(dice.of(77), "sts-0", window), alone);
  }
}

TEST(Swarm, KeepsTheFirstFaultWhereThereAreMore) {
  int compared = 0;
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Scenario scenario = draw_scenario(seed);
    if (scenario.sts.script.faults.size() < 2) continue;
    const auto& faults = scenario.sts.script.faults;
    EXPECT_EQ(faults.front().id, "sts-0");
    EXPECT_NE(faults[0], faults[1]);
    ++compared;
  }
  EXPECT_GT(compared, 100);
}

TEST(Dice, RollsTheSameForTheSameNameAndEntityOnly) {
  const Dice dice(7);
  EXPECT_EQ(dice.roll("a"), Dice(7).roll("a"));
  EXPECT_NE(dice.roll("a"), dice.roll("b"));
  EXPECT_NE(dice.roll("a"), Dice(8).roll("a"));
  EXPECT_NE(dice.of(1).roll("a"), dice.of(2).roll("a"));
  EXPECT_NE(dice.of(1).of(2).roll("a"), dice.of(2).of(1).roll("a"));
}

TEST(Dice, ReachesBothEnds) {
  std::set<int64_t> seen;
  for (uint64_t seed = 0; seed < 200; ++seed) seen.insert(Dice(seed).between("n", -1, 2));
  EXPECT_EQ(seen, (std::set<int64_t>{-1, 0, 1, 2}));
}

}  // namespace
}  // namespace sw::sim

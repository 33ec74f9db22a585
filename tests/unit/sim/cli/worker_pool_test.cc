#include "sim/cli/worker_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <map>

namespace sw::sim {
namespace {

using testing::HasSubstr;

CaseResult square(uint64_t index) { return {.index = index, .seed = index * index, .hash = index + 1}; }

struct Ran {
  std::map<uint64_t, CaseResult> results;
  std::string problem;
};

Ran run_all(int jobs, uint64_t count, const WorkerPool::Run& run) {
  Ran ran;
  WorkerPool pool(jobs, run, [&](CaseResult result) {
    const uint64_t index = result.index;
    EXPECT_TRUE(ran.results.emplace(index, std::move(result)).second) << index;
  });
  std::vector<uint64_t> indices;
  for (uint64_t i = 0; i < count; ++i) indices.push_back(i);
  ran.problem = pool.run_all(indices);
  return ran;
}

TEST(WorkerPool, RunsEachCaseOnceWithAnyNumberOfProcesses) {
  for (const int jobs : {1, 2, 3, 40}) {
    const Ran ran = run_all(jobs, 20, square);
    EXPECT_EQ(ran.problem, "");
    ASSERT_EQ(ran.results.size(), 20u);
    for (const auto& [index, result] : ran.results) EXPECT_EQ(result.seed, index * index);
  }
}

TEST(WorkerPool, GoesOnBehindACaseThatCrashes) {
  const Ran ran = run_all(2, 10, [](uint64_t index) {
    if (index == 3 || index == 4 || index == 9) ::raise(SIGKILL);
    return square(index);
  });
  ASSERT_EQ(ran.results.size(), 10u);
  for (const auto& [index, result] : ran.results) {
    const bool crashed = index == 3 || index == 4 || index == 9;
    ASSERT_EQ(result.failure.has_value(), crashed) << index;
    if (!crashed) continue;
    EXPECT_EQ(result.failure->oracle, "crash");
    EXPECT_EQ(result.failure->rule, "process-ended");
    EXPECT_THAT(result.failure->text, HasSubstr("Killed"));
  }
}

TEST(WorkerPool, TellsACaseThatEndsItsProcessInOrderFromOneThatIsDone) {
  const Ran ran = run_all(1, 3, [](uint64_t index) {
    if (index == 1) ::_exit(0);
    return square(index);
  });
  ASSERT_EQ(ran.results.size(), 3u);
  EXPECT_TRUE(ran.results.at(1).failure);
  EXPECT_FALSE(ran.results.at(2).failure);
}

TEST(WorkerPool, TellsACaseThatHangsFromOneThatCrashes) {
  const Ran ran = run_all(1, 2, [](uint64_t index) {
    if (index == 0) ::raise(SIGALRM);
    return square(index);
  });
  ASSERT_TRUE(ran.results.at(0).failure);
  EXPECT_EQ(ran.results.at(0).failure->rule, "hangs");
}

TEST(WorkerPool, CarriesWhatFailed) {
  const Ran ran = run_all(1, 1, [](uint64_t index) {
    CaseResult result = square(index);
    result.failure = CaseFailure{"o", "r", TimeDelta::Nanos(12'345'678'901), "a \"text\"\n", {"one", "two"}};
    return result;
  });
  const auto& failure = ran.results.at(0).failure;
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->text, "a \"text\"\n");
  EXPECT_EQ(failure->at, TimeDelta::Nanos(12'345'678'901));
  EXPECT_EQ(failure->last, (std::vector<std::string>{"one", "two"}));
}

}  // namespace
}  // namespace sw::sim

// The virtual storage's times, faults and memory, beyond what the conformance suite asks.
#include "sim/storage/virtual_storage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/storage/virtual_path.h"

namespace sw::sim {
namespace {

constexpr TimeDelta ms(int64_t n) { return TimeDelta::Millis(n); }

class VirtualStorageTest : public ::testing::Test, private ports::EventSink {
 protected:
  struct Done {
    Timestamp at;
    uint64_t job;
    std::string error;
  };

  explicit VirtualStorageTest(StorageSettings settings = {.min_time = ms(2), .max_time = ms(2)})
      : storage_(scheduler_, static_cast<ports::EventSink&>(*this), settings) {}

  void write(const std::string& path, std::string bytes = "x") {
    storage_.write(ports::StorageJobId(++jobs_), path, std::move(bytes));
  }
  void run_for(TimeDelta time) { scheduler_.run_until(scheduler_.now() + time); }

  Scheduler scheduler_;
  VirtualStorage storage_;
  std::vector<Done> done_;
  uint64_t jobs_ = 0;

 private:
  void post(ports::Event event) override {
    const auto& done = std::get<ports::StorageDone>(event);
    done_.push_back({scheduler_.now(), done.job.value(), done.error});
  }
};

TEST_F(VirtualStorageTest, JobsTakeTheirTimeOneAfterTheOther) {
  write("a");
  write("b");
  run_for(ms(100));
  ASSERT_EQ(done_.size(), 2u);
  EXPECT_EQ(done_[0].at, kSimulationStart + ms(2));
  EXPECT_EQ(done_[1].at, kSimulationStart + ms(4));
}

TEST_F(VirtualStorageTest, FileIsThereWhenTheJobEndsAndNotBefore) {
  write("a");
  run_for(ms(1));
  EXPECT_TRUE(storage_.files().empty());
  run_for(ms(1));
  EXPECT_EQ(storage_.files().size(), 1u);
}

TEST_F(VirtualStorageTest, KeepsSizesAndHashesButNoContent) {
  write("a", "hello");
  write("b", "hello");
  write("c", "hellp");
  run_for(ms(100));
  const auto& files = storage_.files();
  EXPECT_EQ(files.at("a").size, 5u);
  EXPECT_EQ(files.at("a").hash, files.at("b").hash);
  EXPECT_NE(files.at("a").hash, files.at("c").hash);
  EXPECT_TRUE(files.at("a").content.empty());
  EXPECT_EQ(storage_.bytes(), 15u);
}

TEST_F(VirtualStorageTest, HashSeesTheLengthOfZeros) {
  write("a", std::string(8, '\0'));
  write("b", std::string(9, '\0'));
  run_for(ms(100));
  EXPECT_NE(storage_.files().at("a").hash, storage_.files().at("b").hash);
}

TEST_F(VirtualStorageTest, CountsBytesAcrossReplacingAndRemoving) {
  write("a", std::string(100, 'x'));
  write("a", std::string(10, 'x'));
  write("b", std::string(1, 'x'));
  run_for(ms(100));
  EXPECT_EQ(storage_.bytes(), 11u);
  storage_.remove(ports::StorageJobId(++jobs_), "a");
  run_for(ms(100));
  EXPECT_EQ(storage_.bytes(), 1u);
}

TEST_F(VirtualStorageTest, FullFailsWritesUntilThereIsRoom) {
  storage_.set_full(true);
  write("a");
  run_for(ms(100));
  EXPECT_EQ(done_.back().error, "No space left on device");
  storage_.set_full(false);
  write("a");
  run_for(ms(100));
  EXPECT_EQ(done_.back().error, "");
}

TEST_F(VirtualStorageTest, FullStillRemoves) {
  write("a");
  run_for(ms(100));
  storage_.set_full(true);
  storage_.remove(ports::StorageJobId(++jobs_), "a");
  run_for(ms(100));
  EXPECT_EQ(done_.back().error, "");
  EXPECT_TRUE(storage_.files().empty());
}

TEST_F(VirtualStorageTest, SlowJobsTakeTheExtraTime) {
  storage_.set_extra_time(TimeDelta::Seconds(3));
  write("a");
  run_for(TimeDelta::Minutes(1));
  EXPECT_EQ(done_.back().at, kSimulationStart + ms(3'002));
}

TEST_F(VirtualStorageTest, FailsEveryNthJobFromThenOn) {
  write("before");
  run_for(ms(100));
  storage_.set_fail_every(3);
  for (int i = 0; i < 6; ++i) write("a" + std::to_string(i));
  run_for(ms(100));
  std::vector<uint64_t> failed;
  for (const auto& done : done_) {
    if (done.error == "Input/output error") failed.push_back(done.job);
  }
  EXPECT_EQ(failed, (std::vector<uint64_t>{4, 7}));
}

TEST_F(VirtualStorageTest, StuckEndsNothingUntilReleased) {
  write("a");
  write("b");
  storage_.set_stuck(true);
  run_for(TimeDelta::Minutes(60));
  EXPECT_TRUE(done_.empty());
  EXPECT_TRUE(storage_.files().empty());
  EXPECT_EQ(scheduler_.pending(), 0u);
  storage_.set_stuck(false);
  run_for(ms(100));
  EXPECT_EQ(done_.size(), 2u);
}

TEST_F(VirtualStorageTest, OneJobInHandAndTheLimitWaiting) {
  for (std::size_t i = 0; i < ports::kMaxStorageJobs + 1; ++i) write("a");
  EXPECT_TRUE(done_.empty());
  write("a");
  ASSERT_EQ(done_.size(), 1u);
  EXPECT_EQ(done_[0].error, "storage is too slow");
  run_for(TimeDelta::Seconds(10));
  EXPECT_EQ(done_.size(), ports::kMaxStorageJobs + 2);
}

TEST_F(VirtualStorageTest, ObserverSeesFilesComeGoAndFail) {
  struct Tally : StorageObserver {
    std::vector<std::string> seen;
    void on_written(Timestamp, std::string_view path, std::string_view bytes) override {
      seen.push_back("+" + std::string(path) + "=" + std::string(bytes));
    }
    void on_removed(Timestamp, std::string_view path) override { seen.push_back("-" + std::string(path)); }
    void on_failed(Timestamp, std::string_view path, std::string_view error) override {
      seen.push_back("!" + std::string(path) + ": " + std::string(error));
    }
  } tally;
  storage_.set_observer(&tally);
  write("a", "1");
  storage_.remove(ports::StorageJobId(++jobs_), "a");
  storage_.remove(ports::StorageJobId(++jobs_), "a");
  write("../a");
  run_for(ms(100));
  EXPECT_EQ(tally.seen, (std::vector<std::string>{"+a=1", "-a", "!../a: path refused"}));
}

class DrawnStorageTest : public VirtualStorageTest {
 protected:
  DrawnStorageTest() : VirtualStorageTest({.seed = 3, .min_time = ms(1), .max_time = ms(50)}) {}
};

TEST_F(DrawnStorageTest, TimesStayWithinTheirBoundsAndVary) {
  Timestamp begun = scheduler_.now();
  std::vector<TimeDelta> times;
  for (int i = 0; i < 50; ++i) write("a" + std::to_string(i));
  run_for(TimeDelta::Minutes(1));
  ASSERT_EQ(done_.size(), 50u);
  for (const auto& done : done_) {
    times.push_back(done.at - begun);
    begun = done.at;
  }
  EXPECT_GE(*std::ranges::min_element(times), ms(1));
  EXPECT_LE(*std::ranges::max_element(times), ms(50));
  EXPECT_GT(*std::ranges::max_element(times) - *std::ranges::min_element(times), ms(25));
}

TEST(StoragePath, TakesPathsAtItsLimitsAndNoneBeyond) {
  EXPECT_TRUE(is_storage_path(std::string(kMaxPartLength, 'a')));
  EXPECT_FALSE(is_storage_path(std::string(kMaxPartLength + 1, 'a')));
  std::string path = "a";
  for (std::size_t parts = 1; parts < kMaxPathParts; ++parts) path += "/a";
  EXPECT_TRUE(is_storage_path(path));
  EXPECT_FALSE(is_storage_path(path + "/a"));
}

}  // namespace
}  // namespace sw::sim

// Storage. World, besides LoopWorld:
//   ports::Storage& storage()
//   std::optional<std::string> file(path)   what stands under a path below the root
//   std::set<std::string> files()           every file below the root, temporaries included
//   void stall(), void resume()             from stall() on no job comes to its end until resume()
//   void fill_up(), void make_room()        from fill_up() on no file of 1 MiB fits until make_room()
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/conformance/ports/loop_world.h"
#include "worker/ports/storage.h"

namespace sw::conformance {

template <LoopWorld World>
class StorageSuite : public ::testing::Test {
 protected:
  using Files = std::set<std::string>;

  void write(std::string path, std::string bytes) {
    world_.storage().write(ports::StorageJobId(++jobs_), std::move(path), std::move(bytes));
  }
  void remove(std::string path) { world_.storage().remove(ports::StorageJobId(++jobs_), std::move(path)); }

  bool wait_for_all() {
    return world_.run_until([this] { return done().size() == jobs_; });
  }
  std::vector<const ports::StorageDone*> done() { return world_.journal().template all<ports::StorageDone>(); }

  // The error of the only job or of the latest; waits for all.
  std::optional<std::string> last_error() {
    if (!wait_for_all()) return std::nullopt;
    return done().back()->error;
  }

  static constexpr std::size_t kTooLarge = 1024 * 1024;
  uint64_t jobs_ = 0;
  World world_;
};
TYPED_TEST_SUITE_P(StorageSuite);

TYPED_TEST_P(StorageSuite, WritesWhatReadsBack) {
  const std::string bytes("\0half\xff\n", 7);
  this->write("a.bin", bytes);
  EXPECT_EQ(this->last_error(), "");
  EXPECT_EQ(this->world_.file("a.bin"), bytes);
}

TYPED_TEST_P(StorageSuite, CreatesFoldersOnTheWay) {
  this->write("stream/deeper/a.bin", "x");
  EXPECT_EQ(this->last_error(), "");
  EXPECT_EQ(this->world_.file("stream/deeper/a.bin"), "x");
}

TYPED_TEST_P(StorageSuite, ReplacesWhatWasThere) {
  this->write("a.bin", "a long first version");
  this->write("a.bin", "second");
  EXPECT_EQ(this->last_error(), "");
  EXPECT_EQ(this->world_.file("a.bin"), "second");
}

TYPED_TEST_P(StorageSuite, WritesAnEmptyFile) {
  this->write("a.bin", "");
  EXPECT_EQ(this->last_error(), "");
  EXPECT_EQ(this->world_.file("a.bin"), "");
}

TYPED_TEST_P(StorageSuite, LeavesNothingBesideTheFile) {
  this->write("stream/a.bin", "x");
  EXPECT_EQ(this->last_error(), "");
  EXPECT_EQ(this->world_.files(), (typename TestFixture::Files{"stream/a.bin"}));
}

TYPED_TEST_P(StorageSuite, RemovesAFile) {
  this->write("stream/a.bin", "x");
  this->remove("stream/a.bin");
  EXPECT_EQ(this->last_error(), "");
  EXPECT_EQ(this->world_.files(), typename TestFixture::Files{});
}

TYPED_TEST_P(StorageSuite, RemovingWhatIsNotThereIsASuccess) {
  this->remove("a.bin");
  EXPECT_EQ(this->last_error(), "");
  this->remove("no/such/folder/a.bin");
  EXPECT_EQ(this->last_error(), "");
}

TYPED_TEST_P(StorageSuite, EndsEveryJobOnceAndInOrder) {
  for (int i = 0; i < 30; ++i) {
    this->write("a" + std::to_string(i), std::string(100'000, 'x'));
    this->remove("a" + std::to_string(i));
  }
  ASSERT_TRUE(this->wait_for_all());
  uint64_t expected = 0;
  for (const auto* event : this->done()) EXPECT_EQ(event->job.value(), ++expected);
  EXPECT_EQ(this->world_.files(), typename TestFixture::Files{});
}

TYPED_TEST_P(StorageSuite, ReportsNothingFromInsideTheCall) {
  this->write("a.bin", "x");
  this->write("../refused", "x");
  EXPECT_TRUE(this->done().empty());
}

TYPED_TEST_P(StorageSuite, RefusesPathsThatCouldLeaveTheRoot) {
  const std::vector<std::string> paths = {"",
                                          "/",
                                          "/a",
                                          "a/",
                                          "a//b",
                                          ".",
                                          "..",
                                          "./a",
                                          "../a",
                                          "a/../b",
                                          "a/..",
                                          "a/./b",
                                          "a/.",
                                          "//a",
                                          "/..",
                                          "a/b/../../../c",
                                          std::string("a\0b", 3)};
  for (const auto& path : paths) {
    this->write(path, "x");
    EXPECT_NE(this->last_error().value_or(""), "") << path;
    this->remove(path);
    EXPECT_NE(this->last_error().value_or(""), "") << path;
  }
  EXPECT_EQ(this->world_.files(), typename TestFixture::Files{});
}

TYPED_TEST_P(StorageSuite, AcceptsNamesThatOnlyLookLikeAWayOut) {
  for (const auto* path : {"..a", "a..", "...", "a.b/..c"}) {
    this->write(path, "x");
    EXPECT_EQ(this->last_error(), "") << path;
    EXPECT_EQ(this->world_.file(path), "x");
  }
}

TYPED_TEST_P(StorageSuite, FailsWhereAFileStandsInPlaceOfAFolder) {
  this->write("stream", "a file");
  this->write("stream/a.bin", "x");
  EXPECT_NE(this->last_error().value_or(""), "");
  EXPECT_EQ(this->world_.file("stream"), "a file");
}

TYPED_TEST_P(StorageSuite, FailsWhereAFolderStandsInPlaceOfTheFile) {
  this->write("stream/a.bin", "x");
  this->write("stream", "a file");
  EXPECT_NE(this->last_error().value_or(""), "");
  EXPECT_EQ(this->world_.files(), (typename TestFixture::Files{"stream/a.bin"}));
}

TYPED_TEST_P(StorageSuite, FullDiskFailsTheJobAndKeepsTheOldFile) {
  this->write("a.bin", "old");
  ASSERT_EQ(this->last_error(), "");
  this->world_.fill_up();
  this->write("a.bin", std::string(TestFixture::kTooLarge, 'x'));
  EXPECT_NE(this->last_error().value_or(""), "");
  EXPECT_EQ(this->world_.file("a.bin"), "old");
  EXPECT_EQ(this->world_.files(), (typename TestFixture::Files{"a.bin"}));
  this->world_.make_room();
}

TYPED_TEST_P(StorageSuite, WritesAgainOnceThereIsRoom) {
  const std::string bytes(TestFixture::kTooLarge, 'x');
  this->world_.fill_up();
  this->write("a.bin", bytes);
  EXPECT_NE(this->last_error().value_or(""), "");
  this->world_.make_room();
  this->write("a.bin", bytes);
  EXPECT_EQ(this->last_error(), "");
  EXPECT_EQ(this->world_.file("a.bin"), bytes);
}

// One job may be in hand while kMaxStorageJobs wait.
TYPED_TEST_P(StorageSuite, JobBeyondTheLimitFailsAtOnce) {
  this->world_.stall();
  for (std::size_t i = 0; i < ports::kMaxStorageJobs + 2; ++i) this->write("a.bin", "x");
  ASSERT_TRUE(this->world_.run_until([this] { return !this->done().empty(); }));
  EXPECT_GT(this->done().front()->job.value(), ports::kMaxStorageJobs);
  EXPECT_EQ(this->done().front()->error, "storage is too slow");
  this->world_.resume();
}

TYPED_TEST_P(StorageSuite, EveryJobEndsOnceAfterTheLimitWasMet) {
  this->world_.stall();
  for (std::size_t i = 0; i < 3 * ports::kMaxStorageJobs; ++i) this->write("a.bin", "x");
  this->world_.resume();
  ASSERT_TRUE(this->wait_for_all());
  std::set<uint64_t> ended;
  std::size_t failed = 0;
  for (const auto* event : this->done()) {
    ended.insert(event->job.value());
    failed += event->error.empty() ? 0u : 1u;
  }
  EXPECT_EQ(ended.size(), this->jobs_);
  EXPECT_GE(failed, 2 * ports::kMaxStorageJobs - 1);
  EXPECT_LE(failed, 2 * ports::kMaxStorageJobs);
}

REGISTER_TYPED_TEST_SUITE_P(StorageSuite, WritesWhatReadsBack, CreatesFoldersOnTheWay, ReplacesWhatWasThere,
                            WritesAnEmptyFile, LeavesNothingBesideTheFile, RemovesAFile,
                            RemovingWhatIsNotThereIsASuccess, EndsEveryJobOnceAndInOrder,
                            ReportsNothingFromInsideTheCall, RefusesPathsThatCouldLeaveTheRoot,
                            AcceptsNamesThatOnlyLookLikeAWayOut, FailsWhereAFileStandsInPlaceOfAFolder,
                            FailsWhereAFolderStandsInPlaceOfTheFile, FullDiskFailsTheJobAndKeepsTheOldFile,
                            WritesAgainOnceThereIsRoom, JobBeyondTheLimitFailsAtOnce,
                            EveryJobEndsOnceAfterTheLimitWasMet);

}  // namespace sw::conformance

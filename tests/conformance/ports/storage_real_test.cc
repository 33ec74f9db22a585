// The POSIX storage, and what only a real file system can show.
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/conformance/ports/real_storage.h"
#include "tests/conformance/ports/storage_suite.h"
#include "worker/adapters/filesystem/folder.h"
#include "worker/adapters/filesystem/storage_path.h"

namespace sw::conformance {
namespace {

INSTANTIATE_TYPED_TEST_SUITE_P(Real, StorageSuite, RealStorage);

class PosixStorageTest : public ::testing::Test {
 protected:
  // Writes and waits; the error, empty when the write succeeded.
  std::string write(const std::string& path, std::string bytes) {
    world_.storage().write(ports::StorageJobId(++jobs_), path, std::move(bytes));
    EXPECT_TRUE(world_.run_until([this] { return world_.journal().count<ports::StorageDone>() == jobs_; }));
    return world_.journal().all<ports::StorageDone>().back()->error;
  }

  void plant(const std::string& path) {
    std::filesystem::create_directories((world_.root() / path).parent_path());
    std::ofstream(world_.root() / path) << "half";
  }

  uint64_t jobs_ = 0;
  RealStorage world_;
};

TEST_F(PosixStorageTest, DoesNotFollowALinkedFolder) {
  const TemporaryFolder elsewhere;
  std::filesystem::create_symlink(elsewhere.path(), world_.root() / "stream");
  EXPECT_NE(write("stream/a.bin", "x"), "");
  EXPECT_TRUE(std::filesystem::is_empty(elsewhere.path()));
}

TEST_F(PosixStorageTest, ReplacesALinkInsteadOfWritingThroughIt) {
  const TemporaryFolder elsewhere;
  std::ofstream(elsewhere.path() / "victim") << "untouched";
  std::filesystem::create_symlink(elsewhere.path() / "victim", world_.root() / "a.bin");
  EXPECT_EQ(write("a.bin", "x"), "");
  EXPECT_FALSE(std::filesystem::is_symlink(world_.root() / "a.bin"));
  EXPECT_EQ(std::filesystem::file_size(elsewhere.path() / "victim"), 9u);
}

TEST_F(PosixStorageTest, FilesCanBeReadByOthersAndWrittenByNone) {
  const mode_t before = umask(022);
  EXPECT_EQ(write("a.bin", "x"), "");
  umask(before);
  struct stat status {};
  ASSERT_EQ(stat((world_.root() / "a.bin").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0644u);
}

TEST_F(PosixStorageTest, RemovesLeftoversOfAKilledRunAtStart) {
  world_.end();
  plant("stream/.000001_video.mp4.7-1" + std::string(adapters::kTemporarySuffix));
  plant("stream/000001_video.mp4");
  world_.restart();
  EXPECT_EQ(write("stream/b.bin", "x"), "");
  EXPECT_EQ(world_.files(), (std::set<std::string>{"stream/000001_video.mp4", "stream/b.bin"}));
}

TEST_F(PosixStorageTest, LeavesTheTemporaryOfALivingWriter) {
  world_.end();
  const std::string name = ".a.mp4.7-1" + std::string(adapters::kTemporarySuffix);
  plant(name);
  const adapters::FileDescriptor living(open((world_.root() / name).c_str(), O_WRONLY | O_CLOEXEC));
  ASSERT_EQ(flock(living.number(), LOCK_EX), 0);
  world_.restart();
  EXPECT_EQ(write("b.bin", "x"), "");
  EXPECT_EQ(world_.files(), (std::set<std::string>{name, "b.bin"}));
}

TEST_F(PosixStorageTest, RefusesANameThatWouldPassForATemporary) {
  EXPECT_EQ(write("a" + std::string(adapters::kTemporarySuffix), "x"), "path refused");
}

TEST_F(PosixStorageTest, RefusesANameOverTheLimitAndTakesOneAtIt) {
  EXPECT_EQ(write(std::string(adapters::kMaxPartLength + 1, 'a'), "x"), "path refused");
  EXPECT_EQ(write(std::string(adapters::kMaxPartLength, 'a'), "x"), "");
}

TEST_F(PosixStorageTest, RefusesAPathDeeperThanTheLimitAndTakesOneAtIt) {
  std::string path = "a";
  for (std::size_t parts = 1; parts < adapters::kMaxPathParts; ++parts) path += "/a";
  EXPECT_EQ(write("a/" + path, "x"), "path refused");
  EXPECT_EQ(write(path, "x"), "");
}

TEST_F(PosixStorageTest, ErrorIsTheSystemsOwnText) {
  EXPECT_EQ(write("a", "x"), "");
  EXPECT_EQ(write("a/b", "x"), "Not a directory");
}

TEST_F(PosixStorageTest, FinishesWaitingJobsAtItsEnd) {
  for (uint64_t job = 1; job <= 20; ++job) {
    world_.storage().write(ports::StorageJobId(job), "a" + std::to_string(job), std::string(100'000, 'x'));
  }
  world_.end();
  EXPECT_EQ(world_.files().size(), 20u);
}

TEST(PosixStorage, RefusesARootThatCannotBeMade) {
  RealLoop world;
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "file") << "x";
  const std::string root = folder.path() / "file" / "segments";
  const auto opened = adapters::PosixStorage::open(root, world.sink());
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error(), root + ": Not a directory");
}

}  // namespace
}  // namespace sw::conformance

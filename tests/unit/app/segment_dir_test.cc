#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "worker/app/settings.h"

namespace sw::app {
namespace {

class SegmentDir : public testing::Test {
 protected:
  SegmentDir() {
    std::string pattern = testing::TempDir() + "segment_dir_XXXXXX";
    root_ = ::mkdtemp(pattern.data());
  }
  ~SegmentDir() override { std::filesystem::remove_all(root_); }
  std::filesystem::path root_;
};

TEST_F(SegmentDir, IsMadeWithTheFoldersAboveIt) {
  EXPECT_EQ(segment_dir_problem((root_ / "a/b").string()), "");
  EXPECT_TRUE(std::filesystem::is_directory(root_ / "a/b"));
}

TEST_F(SegmentDir, MayExist) { EXPECT_EQ(segment_dir_problem(root_.string()), ""); }

TEST_F(SegmentDir, IsRefusedWhereAFileStands) {
  std::ofstream(root_ / "file") << "x";
  EXPECT_NE(segment_dir_problem((root_ / "file").string()), "");
  EXPECT_NE(segment_dir_problem((root_ / "file/below").string()), "");
}

// Also for root, whom no permission stops: nothing can be made in /proc.
TEST_F(SegmentDir, IsRefusedWhereNothingCanBeMade) { EXPECT_NE(segment_dir_problem("/proc/no/such"), ""); }

}  // namespace
}  // namespace sw::app

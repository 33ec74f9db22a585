#include "worker/adapters/spdlog/structured_log.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace sw::adapters {
namespace {

using ports::Level;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

constexpr WallTime kTime = WallTime::FromMillis(1'767'323'045'006);

class StructuredLogTest : public testing::Test {
 protected:
  StructuredLogTest() {
    std::string pattern = testing::TempDir() + "structured_log_XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    settings_.stream_id = "s";
    settings_.run_id = "r";
    settings_.instance_id = "i";
  }
  ~StructuredLogTest() override { std::filesystem::remove_all(folder_); }

  // What `log` writes to standard output while it says `message` once at each level.
  static std::string said(const StructuredLog& log, std::string_view message) {
    testing::internal::CaptureStdout();
    for (const Level level : {Level::kDebug, Level::kInfo, Level::kWarn, Level::kError}) {
      log.write(kTime, level, "test", message, {});
    }
    return testing::internal::GetCapturedStdout();
  }

  std::string read(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(folder_ / file).rdbuf();
    return text.str();
  }

  std::filesystem::path folder_;
  LogSettings settings_;
};

struct Threshold {
  Level level;
  int lines;
};
class LogLevel : public StructuredLogTest, public testing::WithParamInterface<Threshold> {};

TEST_P(LogLevel, DropsLinesBelow) {
  settings_.level = GetParam().level;
  const std::string text = said(StructuredLog::open(settings_).value(), "m");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), GetParam().lines);
}

INSTANTIATE_TEST_SUITE_P(Levels, LogLevel,
                         testing::Values(Threshold{Level::kDebug, 4}, Threshold{Level::kInfo, 3},
                                         Threshold{Level::kWarn, 2}, Threshold{Level::kError, 1}));

TEST_F(StructuredLogTest, WritesJsonWithTheThreeIds) {
  settings_.level = Level::kError;
  EXPECT_THAT(said(StructuredLog::open(settings_).value(), "m"),
              MatchesRegex(".*\"message\":\"m\",\"streamId\":\"s\",\"runId\":\"r\",\"instanceId\":\"i\"}\n"));
}

TEST_F(StructuredLogTest, WritesTextIfAsked) {
  settings_.level = Level::kError;
  settings_.json = false;
  EXPECT_THAT(said(StructuredLog::open(settings_).value(), "m"), HasSubstr("ERROR test: m streamId=s"));
}

// The message is data, not a format.
TEST_F(StructuredLogTest, TakesBracesAsTheyAre) {
  EXPECT_THAT(said(StructuredLog::open(settings_).value(), "{} {0} %s"), HasSubstr("\"message\":\"{} {0} %s\""));
}

TEST_F(StructuredLogTest, IsSilentOnStandardOutputIfAsked) {
  settings_.to_stdout = false;
  EXPECT_THAT(said(StructuredLog::open(settings_).value(), "m"), IsEmpty());
}

TEST_F(StructuredLogTest, WritesTheSameLinesToTheStreamsFile) {
  settings_.dir = (folder_ / "a/b").string();
  const std::string text = said(StructuredLog::open(settings_).value(), "m");
  EXPECT_THAT(text, HasSubstr("\"m\""));
  EXPECT_EQ(read("a/b/stream-worker-s.log"), text);
}

TEST_F(StructuredLogTest, AppendsToAFileThatIsThere) {
  settings_.dir = folder_.string();
  const std::string first = said(StructuredLog::open(settings_).value(), "first");
  const std::string second = said(StructuredLog::open(settings_).value(), "second");
  EXPECT_EQ(read("stream-worker-s.log"), first + second);
}

TEST_F(StructuredLogTest, RotatesAFileThatIsFull) {
  settings_.dir = folder_.string();
  settings_.to_stdout = false;
  std::ofstream(folder_ / "stream-worker-s.log") << std::string(kMaxLogFileBytes, 'x') << '\n';
  const auto log = StructuredLog::open(settings_).value();
  log.write(kTime, Level::kInfo, "test", "after", {});
  EXPECT_THAT(read("stream-worker-s.log"), HasSubstr("after"));
  EXPECT_EQ(std::filesystem::file_size(folder_ / "stream-worker-s.1.log"), kMaxLogFileBytes + 1);
}

TEST_F(StructuredLogTest, RefusesAFolderThatCannotBeMadeNamingIt) {
  std::ofstream(folder_ / "file") << "x";
  settings_.dir = (folder_ / "file/below").string();
  const auto log = StructuredLog::open(settings_);
  ASSERT_FALSE(log);
  EXPECT_THAT(log.error(), HasSubstr("LOG_DIR " + *settings_.dir + " cannot be written: "));
  EXPECT_THAT(log.error(), Not(HasSubstr("\n")));
}

// /dev/full takes nothing: every write to it fails with ENOSPC.
TEST_F(StructuredLogTest, AFullDiskStopsNothing) {
  settings_.dir = folder_.string();
  std::filesystem::create_symlink("/dev/full", folder_ / "stream-worker-s.log");
  const auto log = StructuredLog::open(settings_);
  ASSERT_TRUE(log);
  EXPECT_THAT(said(*log, "still here"), HasSubstr("still here"));
}

}  // namespace
}  // namespace sw::adapters

// `stream-worker sim …` as a function, with a folder for its files.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "sim/cli/sim_command.h"

namespace sw::sim {

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

class SimCommand : public testing::Test {
 protected:
  SimCommand() { std::filesystem::create_directories(folder_); }
  ~SimCommand() override { std::filesystem::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
    return path(name);
  }
  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  static std::string content(const std::string& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  static Outcome sim(const std::vector<std::string>& arguments) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = run_sim_command(arguments);
    std::fflush(stdout);
    return {code, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
  }
  static void expect_refused(const std::vector<std::string>& arguments, const std::string& why) {
    const Outcome outcome = sim(arguments);
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.err, testing::HasSubstr(why));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  }

 private:
  std::string folder_ =
      testing::TempDir() + "sim_command_" + testing::UnitTest::GetInstance()->current_test_info()->name();
};

}  // namespace sw::sim

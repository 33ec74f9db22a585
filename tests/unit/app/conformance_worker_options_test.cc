#include "worker/app/conformance_worker_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "worker/app/command_line.h"

namespace sw::app {
namespace {

using ::testing::HasSubstr;

ConformanceWorkerCommand parsed(std::vector<std::string> words) {
  words.insert(words.begin(), {"conformance", "worker"});
  auto command = parse_command_line(words);
  if (!command) throw std::runtime_error(command.error());
  return std::get<ConformanceWorkerCommand>(*std::move(command));
}

std::string refused(std::vector<std::string> words) {
  words.insert(words.begin(), {"conformance", "worker"});
  const auto command = parse_command_line(words);
  return command ? "not refused" : command.error();
}

TEST(ConformanceWorkerOptions, HaveDefaultsForAll) {
  const ConformanceWorkerCommand command = parsed({});
  EXPECT_EQ(command.service.port, 8080);
  EXPECT_EQ(command.service.script_file, "");
  EXPECT_EQ(command.junit_file, "");
  EXPECT_FALSE(command.run_for);
  EXPECT_EQ(command.tolerance, TimeDelta::Seconds(1));
}

TEST(ConformanceWorkerOptions, AreThoseOfTheFakeAsWell) {
  const ConformanceWorkerCommand command = parsed({"--port", "0", "--junit", "out.xml", "--for", "90s", "--tolerance",
                                                   "250ms", "--script", "s.json", "--ping-interval-ms", "5000"});
  EXPECT_EQ(command.service.port, 0);
  EXPECT_EQ(command.service.script_file, "s.json");
  EXPECT_EQ(command.service.settings.ping_interval, TimeDelta::Seconds(5));
  EXPECT_EQ(command.junit_file, "out.xml");
  EXPECT_EQ(command.run_for, TimeDelta::Seconds(90));
  EXPECT_EQ(command.tolerance, TimeDelta::Millis(250));
}

TEST(ConformanceWorkerOptions, NameWhatIsAllowed) {
  EXPECT_THAT(refused({"--for", "soon"}), HasSubstr("--for is not allowed to be that; allowed: 1s..168h"));
  EXPECT_THAT(refused({"--tolerance", "0s"}), HasSubstr("--tolerance is not allowed to be that; allowed: 1ms..10s"));
  EXPECT_THAT(refused({"--port", "65536"}), HasSubstr("allowed: 0..65535"));
  EXPECT_THAT(refused({"--junt", "x"}), HasSubstr("did you mean --junit?"));
}

}  // namespace
}  // namespace sw::app

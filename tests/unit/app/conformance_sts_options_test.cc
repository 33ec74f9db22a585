#include "worker/app/conformance_sts_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "worker/app/command_line.h"

namespace sw::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ConformanceStsCommand parsed(std::vector<std::string> words) {
  words.insert(words.begin(), {"conformance", "sts", "--url", "https://sts.example/behind/"});
  auto command = parse_command_line(words);
  if (!command) throw std::runtime_error(command.error());
  return std::get<ConformanceStsCommand>(*std::move(command));
}

std::string refused(std::vector<std::string> words) {
  words.insert(words.begin(), {"conformance", "sts"});
  const auto command = parse_command_line(words);
  return command ? "not refused" : command.error();
}

TEST(ConformanceStsOptions, HaveDefaultsForAllButTheUrl) {
  const ConformanceStsCommand command = parsed({});
  EXPECT_EQ(command.url.host(), "sts.example");
  EXPECT_FALSE(command.echo);
  EXPECT_EQ(command.patience, 1);
  EXPECT_THAT(command.only, IsEmpty());
  EXPECT_EQ(command.source_language + command.target_language, "enes");
}

TEST(ConformanceStsOptions, AreTaken) {
  const ConformanceStsCommand command =
      parsed({"--junit", "j.xml", "--ca-file", "ca.pem", "--audio", "a.m4a", "--patience", "3", "--source-lang", "de",
              "--target-lang", "pt-BR", "--echo"});
  EXPECT_EQ(command.junit_file, "j.xml");
  EXPECT_EQ(command.ca_file, "ca.pem");
  EXPECT_EQ(command.audio_file, "a.m4a");
  EXPECT_EQ(command.patience, 3);
  EXPECT_EQ(command.source_language, "de");
  EXPECT_EQ(command.target_language, "pt-BR");
  EXPECT_TRUE(command.echo);
}

TEST(ConformanceStsOptions, OnlyMayBeRepeatedAndNothingElse) {
  EXPECT_THAT(parsed({"--only", "pause/", "--only", "init/ready,end/"}).only,
              ElementsAre("pause/", "init/ready", "end/"));
  EXPECT_EQ(refused({"--url", "http://a", "--url", "http://b"}), "--url is given more than once");
}

TEST(ConformanceStsOptions, NameWhatIsAllowed) {
  EXPECT_THAT(refused({}), HasSubstr("--url is required"));
  EXPECT_THAT(refused({"--url", "ftp://sts"}), HasSubstr("allowed: an http, https, ws or wss URL"));
  EXPECT_THAT(refused({"--url", "sts"}), HasSubstr("--url is not allowed"));
  EXPECT_THAT(refused({"--url", "http://a", "--patience", "0"}), HasSubstr("allowed: 1..100"));
  EXPECT_THAT(refused({"--url", "http://a", "--patience", "2x"}), HasSubstr("allowed: 1..100"));
  EXPECT_THAT(refused({"--url", "http://a", "--target-lang", "e s"}), HasSubstr("--target-lang is not allowed"));
  EXPECT_THAT(refused({"--url", "http://a", "--only", "rumour/"}), HasSubstr("--only=rumour/ is not allowed"));
  EXPECT_THAT(refused({"--url", "http://a", "--junt", "x"}), HasSubstr("did you mean --junit?"));
}

TEST(ConformanceStsOptions, MustLeaveSomethingToTry) {
  EXPECT_THAT(refused({"--url", "http://a", "--only", "always/schema"}), HasSubstr("not allowed alone"));
  EXPECT_EQ(refused({"--url", "http://a", "--only", "echo/queued"}), "--only=echo/ needs --echo");
  EXPECT_THAT(parsed({"--only", "echo/queued", "--echo"}).only, ElementsAre("echo/queued"));
}

TEST(ConformanceStsOptions, RefuseAPasswordWithoutRepeatingIt) {
  EXPECT_THAT(refused({"--url", "http://user:hunter2@sts"}), HasSubstr("password"));
  EXPECT_THAT(refused({"--url", "http://user:hunter2@sts"}), ::testing::Not(HasSubstr("hunter2")));
}

TEST(ConformanceCommand, NeedsToKnowOfWhat) {
  const auto refusal = [](const std::vector<std::string>& words) { return parse_command_line(words).error(); };
  EXPECT_EQ(refusal({"conformance"}), "conformance needs to know of what; allowed: sts, worker");
  EXPECT_EQ(refusal({"conformance", "rtsp"}), "\"rtsp\" cannot be judged; allowed: sts, worker");
}

}  // namespace
}  // namespace sw::app

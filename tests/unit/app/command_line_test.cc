#include "worker/app/command_line.h"

#include <gmock/gmock.h>

#include <vector>

#include "worker/app/settings_table.h"

namespace sw::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

using Words = std::vector<std::string>;

template <class Wanted>
Wanted parsed(const Words& words) {
  auto command = parse_command_line(words);
  if (!command) throw std::runtime_error(command.error());
  return std::get<Wanted>(*std::move(command));
}

std::string refused(const Words& words) {
  const auto command = parse_command_line(words);
  return command ? "not refused" : command.error();
}

TEST(CommandLine, RunIsTheCommandWhereNoneIsNamed) {
  EXPECT_THAT(parsed<RunCommand>({"--stream-id", "x"}).flags, ElementsAre(Pair("stream-id", "x")));
  EXPECT_THAT(parsed<RunCommand>({"run", "--stream-id", "x"}).flags, ElementsAre(Pair("stream-id", "x")));
  EXPECT_THAT(parsed<RunCommand>({}).flags, ElementsAre());
}

TEST(CommandLine, AValueMayFollowAnEqualsSign) {
  EXPECT_THAT(parsed<RunCommand>({"--stream-id=x=y"}).flags, ElementsAre(Pair("stream-id", "x=y")));
}

TEST(CommandLine, AValueMayBeginWithADash) {
  EXPECT_THAT(parsed<RunCommand>({"--rtsp-latency-ms", "-5"}).flags, ElementsAre(Pair("rtsp-latency-ms", "-5")));
}

TEST(CommandLine, EverySettingIsAFlagOfRunAndOfCheckConfig) {
  for (const SettingRow& row : setting_rows()) {
    const std::string flag = "--" + std::string(row.flag);
    EXPECT_THAT(parsed<RunCommand>({"run", flag, "v"}).flags, ElementsAre(Pair(row.flag, "v")));
    EXPECT_THAT(parsed<CheckConfigCommand>({"check-config", flag, "v"}).flags, ElementsAre(Pair(row.flag, "v")));
  }
}

TEST(CommandLine, FakeRtspHasDefaultsForAllButTheFile) {
  const auto command = parsed<FakeRtspCommand>({"fake", "rtsp", "--file", "F.mp4"});
  EXPECT_EQ(command.file, "F.mp4");
  EXPECT_EQ(command.host, "127.0.0.1");
  EXPECT_EQ(command.port, 8554);
  EXPECT_EQ(command.path, "live/test/in");
  EXPECT_FALSE(command.loop);
}

TEST(CommandLine, FakeRtspTakesItsOptions) {
  const auto command = parsed<FakeRtspCommand>(
      {"fake", "rtsp", "--loop", "--port", "0", "--path", "a/b", "--host", "0.0.0.0", "--file", "F.mp4"});
  EXPECT_EQ(command.host, "0.0.0.0");
  EXPECT_EQ(command.port, 0);
  EXPECT_EQ(command.path, "a/b");
  EXPECT_TRUE(command.loop);
}

TEST(CommandLine, FakeRtspNeedsAFile) { EXPECT_THAT(refused({"fake", "rtsp"}), HasSubstr("--file is required")); }

TEST(CommandLine, FakeRtspRefusesAPortThatIsNone) {
  for (const char* port : {"65536", "-1", "rtsp", "80 ", "1.5"}) {
    EXPECT_THAT(refused({"fake", "rtsp", "--file", "F.mp4", "--port", port}), HasSubstr("allowed: 0..65535")) << port;
  }
}

TEST(CommandLine, AMistypedFlagNamesTheClosestOne) {
  EXPECT_EQ(refused({"--input-ulr", "rtsp://h/x"}), "--input-ulr is no option of run; did you mean --input-url?");
}

TEST(CommandLine, AFlagLikeNoOtherIsRefusedWithoutAGuess) {
  EXPECT_EQ(refused({"check-config", "--no-such-thing"}),
            "--no-such-thing is no option of check-config; --help names them");
}

TEST(CommandLine, AFlagWithoutAValueIsRefused) { EXPECT_EQ(refused({"--stream-id"}), "--stream-id needs a value"); }

TEST(CommandLine, AFlagGivenTwiceIsRefused) {
  EXPECT_EQ(refused({"--stream-id", "a", "--stream-id", "b"}), "--stream-id is given more than once");
}

TEST(CommandLine, AnUnknownCommandNamesThoseThereAre) {
  EXPECT_EQ(refused({"rum"}),
            "\"rum\" is no command; allowed: run, check-config, fake rtsp, fake sts, conformance sts, conformance "
            "worker, sim");
  EXPECT_EQ(refused({"fake"}), "fake needs to know what; allowed: rtsp, sts");
  EXPECT_EQ(refused({"fake", "srt"}), "\"srt\" cannot be faked; allowed: rtsp, sts");
}

TEST(CommandLine, AStrayWordIsRefused) {
  EXPECT_THAT(refused({"run", "--stream-id", "x", "y"}), HasSubstr("\"y\" is not expected here"));
  EXPECT_THAT(refused({"run", "--stream-id", "x", "check-config"}), HasSubstr("\"check-config\" is not expected here"));
}

TEST(CommandLine, NoComplaintRepeatsAPassword) {
  const std::string url = "rtsp://u:hunter2@h/x";
  for (const Words& words : {Words{url}, Words{"run", url}, Words{"--no-such-flag=" + url}, Words{"fake", url},
                             Words{"fake", "rtsp", "--file", "F.mp4", "--port", url}}) {
    const std::string said = refused(words);
    EXPECT_THAT(said, Not(HasSubstr("hunter2")));
    EXPECT_NE(said, "not refused");
  }
}

TEST(CommandLine, VersionIsTheProjects) {
  EXPECT_THAT(parsed<PrintCommand>({"--version"}).text,
              testing::MatchesRegex("stream-worker [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(CommandLine, HelpNamesTheCommands) {
  for (const char* word : {"--help", "-h"}) {
    const std::string help = parsed<PrintCommand>({word}).text;
    for (const char* name : {"run", "check-config", "fake"}) EXPECT_THAT(help, HasSubstr(name));
  }
}

TEST(CommandLine, HelpOfRunSaysFlagVariableDefaultAndRuleOfEverySetting) {
  const std::string help = parsed<PrintCommand>({"run", "--help"}).text;
  for (const SettingRow& row : setting_rows()) {
    EXPECT_THAT(help, HasSubstr("--" + std::string(row.flag) + " "));
    EXPECT_THAT(help, HasSubstr("; " + std::string(row.variable) + "\n"));
    EXPECT_THAT(help, HasSubstr(std::string(row.allowed)));
    EXPECT_THAT(help, HasSubstr(std::string(row.group) + ":\n"));
    if (row.fallback.empty()) continue;
    EXPECT_THAT(help, HasSubstr("; default " + std::string(row.fallback) + ";"));
  }
}

TEST(CommandLine, HelpOfAnInnerCommandIsItsOwn) {
  const std::string help = parsed<PrintCommand>({"fake", "rtsp", "--help"}).text;
  for (const char* option : {"--file", "--host", "--port", "--path", "--loop"}) EXPECT_THAT(help, HasSubstr(option));
  EXPECT_THAT(help, Not(HasSubstr("--stream-id")));
}

}  // namespace
}  // namespace sw::app

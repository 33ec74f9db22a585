#include "worker/app/fake_sts_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "worker/app/command_line.h"

namespace sw::app {
namespace {

using ::testing::HasSubstr;

FakeStsCommand parsed(std::vector<std::string> words) {
  words.insert(words.begin(), {"fake", "sts"});
  auto command = parse_command_line(words);
  if (!command) throw std::runtime_error(command.error());
  return std::get<FakeStsCommand>(*std::move(command));
}

std::string refused(std::vector<std::string> words) {
  words.insert(words.begin(), {"fake", "sts"});
  const auto command = parse_command_line(words);
  return command ? "not refused" : command.error();
}

TEST(FakeStsOptions, HaveDefaultsForAll) {
  const FakeStsCommand command = parsed({});
  EXPECT_EQ(command.host, "127.0.0.1");
  EXPECT_EQ(command.port, 8080);
  EXPECT_FALSE(command.mark_audio);
  EXPECT_FALSE(command.settings.check_contracts);
  EXPECT_EQ(command.settings.processing_delay, TimeDelta::Zero());
  EXPECT_EQ(command.settings.ping_interval, TimeDelta::Seconds(25));
  EXPECT_FALSE(command.settings.pressure.threshold);
}

TEST(FakeStsOptions, ReachTheSettings) {
  const FakeStsCommand command =
      parsed({"--port", "0", "--processing-delay-ms", "250", "--slot-release", "applied", "--backpressure-threshold",
              "2", "--backpressure-action", "pause", "--backpressure-release", "never", "--seed", "7", "--mark-audio",
              "--check-contracts"});
  EXPECT_EQ(command.port, 0);
  EXPECT_TRUE(command.mark_audio);
  EXPECT_TRUE(command.settings.check_contracts);
  EXPECT_EQ(command.settings.processing_delay, TimeDelta::Millis(250));
  EXPECT_EQ(command.settings.slot_release, fakes::sts::SlotRelease::kApplied);
  EXPECT_EQ(command.settings.pressure.threshold, 2);
  EXPECT_EQ(command.settings.pressure.action, contracts::BackpressureAction::kPause);
  EXPECT_EQ(command.settings.pressure.release, fakes::sts::PressureRelease::kNever);
  EXPECT_EQ(command.settings.seed, 7u);
}

TEST(FakeStsOptions, EveryOptionThatTakesAValueIsRead) {
  for (const FakeStsOption& option : fake_sts_options()) {
    const std::string flag = "--" + std::string(option.flag);
    const bool is_text = option.flag == "host" || option.flag == "script" || option.flag == "record";
    if (option.is_switch || is_text || option.flag.starts_with("tls-")) continue;
    EXPECT_THAT(refused({flag, "no such value"}), HasSubstr(flag + " is not allowed")) << flag;
  }
}

TEST(FakeStsOptions, NameWhatIsAllowed) {
  EXPECT_THAT(refused({"--port", "65536"}), HasSubstr("allowed: 0..65535"));
  EXPECT_THAT(refused({"--max-inflight", "11"}), HasSubstr("allowed: 1..10"));
  EXPECT_THAT(refused({"--backpressure-action", "stop"}), HasSubstr("allowed: slow_down, pause, none"));
  EXPECT_THAT(refused({"--slot-release", "never"}), HasSubstr("allowed: result, acknowledged, applied"));
}

TEST(FakeStsOptions, ConformanceHasTheSuitesHeartbeatUnlessAnotherIsGiven) {
  const FakeStsCommand command = parsed({"--ping-timeout-ms", "5000", "--conformance"});
  EXPECT_TRUE(command.settings.suites);
  EXPECT_EQ(command.settings.ping_interval, TimeDelta::Millis(300));
  EXPECT_EQ(command.settings.ping_timeout, TimeDelta::Seconds(5));
  EXPECT_EQ(command.settings.max_payload, 1'000'000u);
  EXPECT_FALSE(parsed({}).settings.suites);
}

TEST(FakeStsOptions, ACertificateNeedsItsKey) {
  EXPECT_THAT(refused({"--tls-cert", "c.pem"}), HasSubstr("go together"));
  EXPECT_EQ(parsed({"--tls-cert", "c.pem", "--tls-key", "k.pem"}).tls_key_file, "k.pem");
}

}  // namespace
}  // namespace sw::app

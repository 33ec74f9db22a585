// The Echo STS as others meet it: a port, real connections, real time. Its targets are those of spec 017.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>

#include "contracts/json_text.h"
#include "contracts/limits.h"
#include "tests/conformance/ports/temporary_folder.h"
#include "tests/conformance/ports/test_authority.h"
#include "tests/conformance/sts/live_sts.h"
#include "tests/conformance/sts/live_worker.h"

namespace sw::conformance {
namespace {

using fakes::sts::StsScript;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr TimeDelta kReadyTarget = TimeDelta::Seconds(2);
constexpr TimeDelta kLifecycleTarget = TimeDelta::Seconds(5);
constexpr TimeDelta kLatencyTarget = TimeDelta::Millis(50);

// How many times longer than a plain build a sanitized one, or one that counts lines, may take (CMakePresets.json).
int64_t patience() {
  const char* factor = getenv("STREAM_WORKER_TEST_PATIENCE");
  return factor == nullptr ? 1 : std::max(1L, strtol(factor, nullptr, 10));
}

ports::Endpoint endpoint_of(const LiveSts& sts) { return {"127.0.0.1", sts.port(), false}; }

TimeDelta median(std::vector<TimeDelta> times) {
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

fakes::StsServerOptions with_fault(fakes::sts::Fault fault) {
  fakes::StsServerOptions options;
  options.script.faults.push_back(std::move(fault));
  return options;
}

TEST(EchoSts, TenSessionsOfTenFragmentsEndInTime) {
  LiveSts sts;
  LiveWorkers workers;
  std::vector<const WorkerLog*> logs;
  for (int i = 0; i < 10; ++i) {
    WorkerPlan plan;
    plan.stream_id = "live-" + std::to_string(i);
    logs.push_back(&workers.start(endpoint_of(sts), plan));
  }
  ASSERT_TRUE(workers.run_until([&] {
    return std::all_of(logs.begin(), logs.end(), [](const WorkerLog* log) { return log->complete.has_value(); });
  }));
  for (const WorkerLog* log : logs) {
    EXPECT_LT(*log->ready - *log->started, kReadyTarget * patience());
    EXPECT_LT(*log->complete - *log->started, kLifecycleTarget * patience());
    EXPECT_THAT(log->processed, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    EXPECT_TRUE(log->echoed);
  }
  const auto statistics = sts.stop();
  EXPECT_EQ(statistics.results_success, 100u);
  EXPECT_EQ(statistics.acks_applied, 100u);
  EXPECT_EQ(statistics.sessions_completed, 10u);
}

TEST(EchoSts, AddsLittleLatency) {
  LiveSts sts;
  LiveWorkers workers;
  WorkerPlan plan;
  plan.inflight = 1;
  plan.fragments = 50;
  const WorkerLog& log = workers.start(endpoint_of(sts), plan);
  ASSERT_TRUE(workers.run_until([&] { return log.complete.has_value(); }));
  EXPECT_LT(median(log.round_trips), kLatencyTarget * patience());
}

TEST(EchoSts, ProcessesForAsLongAsItWasTold) {
  fakes::StsServerOptions options;
  options.settings.processing_delay = TimeDelta::Millis(200);
  LiveSts sts(std::move(options));
  LiveWorkers workers;
  WorkerPlan plan;
  plan.fragments = 3;
  const WorkerLog& log = workers.start(endpoint_of(sts), plan);
  ASSERT_TRUE(workers.run_until([&] { return log.complete.has_value(); }));
  EXPECT_GE(*std::min_element(log.round_trips.begin(), log.round_trips.end()), TimeDelta::Millis(200));
}

TEST(EchoSts, ClosesAfterComplete) {
  fakes::StsServerOptions options;
  options.settings.close_after_complete = TimeDelta::Millis(100);
  LiveSts sts(std::move(options));
  LiveWorkers workers;
  const WorkerLog& log = workers.start(endpoint_of(sts), {});
  ASSERT_TRUE(workers.run_until([&] { return log.disconnected.has_value(); }));
  EXPECT_EQ(log.disconnected, protocol::DisconnectReason::kServerDisconnect);
}

TEST(EchoSts, ReadsAFragmentThatIsTooLargeAndSaysSo) {
  LiveSts sts;
  LiveWorkers workers;
  WorkerPlan plan;
  plan.fragments = 1;
  plan.audio = std::string(contracts::kFragmentTooLargeCharacters + 4, 'A');
  const WorkerLog& log = workers.start(endpoint_of(sts), plan);
  ASSERT_TRUE(workers.run_until([&] { return !log.errors.empty(); }));
  EXPECT_THAT(log.errors, ElementsAre("FRAGMENT_TOO_LARGE"));
}

TEST(EchoSts, SpeaksTls) {
  const TestAuthority authority;
  const TemporaryFolder folder;
  const Identity identity = authority.issue("DNS:localhost");
  const adapters::ServerIdentity files{folder.path() / "server.pem", folder.path() / "server.key"};
  std::ofstream(files.certificate_file) << identity.certificate;
  std::ofstream(files.key_file) << identity.key;
  setenv("SSL_CERT_FILE", authority.certificate_file().c_str(), 1);
  fakes::StsServerOptions options;
  options.tls = files;
  LiveSts sts(std::move(options));
  EXPECT_TRUE(sts.url().starts_with("https://"));
  LiveWorkers workers;
  const WorkerLog& log = workers.start({"localhost", sts.port(), true}, {});
  const bool ended = workers.run_until([&] { return log.complete.has_value() || log.lost.has_value(); });
  unsetenv("SSL_CERT_FILE");
  ASSERT_TRUE(ended);
  EXPECT_TRUE(log.complete.has_value());
  EXPECT_TRUE(log.echoed);
}

TEST(EchoSts, AKeyThatIsNotTheCertificatesIsRefusedAtTheStart) {
  const TestAuthority authority;
  const TemporaryFolder folder;
  const adapters::ServerIdentity files{folder.path() / "server.pem", folder.path() / "other.key"};
  std::ofstream(files.certificate_file) << authority.issue("DNS:localhost").certificate;
  std::ofstream(files.key_file) << authority.issue("DNS:localhost").key;
  adapters::SystemClock clock;
  adapters::EventLoop loop(clock);
  fakes::StsServerOptions options;
  options.port = 0;
  options.tls = files;
  EXPECT_FALSE(fakes::StsServer::listen(loop, std::move(options)));
}

TEST(EchoSts, APortInUseIsRefusedAtTheStart) {
  LiveSts sts;
  adapters::SystemClock clock;
  adapters::EventLoop loop(clock);
  fakes::StsServerOptions options;
  options.port = sts.port();
  const auto second = fakes::StsServer::listen(loop, std::move(options));
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error(), ::testing::HasSubstr("cannot listen on 127.0.0.1:" + std::to_string(sts.port())));
}

TEST(EchoSts, ARestartResetsConnectionsRefusesNewOnesAndComesBack) {
  fakes::sts::Fault fault{"restart",
                          fakes::sts::AfterNth{fakes::sts::Milestone::kFragment, 2, TimeDelta::Zero()},
                          TimeDelta::Millis(600),
                          {},
                          {},
                          {},
                          fakes::sts::Restart{}};
  LiveSts sts(with_fault(std::move(fault)));
  LiveWorkers workers;
  const WorkerLog& first = workers.start(endpoint_of(sts), {});
  ASSERT_TRUE(workers.run_until([&] { return first.lost.has_value(); }));
  EXPECT_EQ(first.lost, ports::CloseReason::kReset);
  const WorkerLog& refused = workers.start(endpoint_of(sts), {});
  ASSERT_TRUE(workers.run_until([&] { return refused.lost.has_value(); }));
  EXPECT_EQ(refused.lost, ports::CloseReason::kRefused);
  // Again and again, as a worker does, until it is back.
  const WorkerLog* log = &workers.start(endpoint_of(sts), {});
  ASSERT_TRUE(workers.run_until([&] {
    if (log->lost && !log->complete) log = &workers.start(endpoint_of(sts), {});
    return log->complete.has_value();
  }));
}

TEST(EchoSts, OneConnectionTooManyIsNotServed) {
  fakes::StsServerOptions options;
  options.settings.max_connections = 2;
  LiveSts sts(std::move(options));
  LiveWorkers workers;
  const WorkerLog& first = workers.start(endpoint_of(sts), {"live-1"});
  const WorkerLog& second = workers.start(endpoint_of(sts), {"live-2"});
  ASSERT_TRUE(workers.run_until([&] { return first.complete && second.complete; }));
  const WorkerLog& third = workers.start(endpoint_of(sts), {"live-3"});
  ASSERT_TRUE(workers.run_until([&] { return third.lost.has_value(); }));
  EXPECT_FALSE(third.ready);
}

TEST(EchoSts, RecordsWhatItHeardAndSaid) {
  const TemporaryFolder folder;
  fakes::StsServerOptions options;
  options.record_file = folder.path() / "record.jsonl";
  LiveSts sts(std::move(options));
  LiveWorkers workers;
  WorkerPlan plan;
  plan.fragments = 2;
  const WorkerLog& log = workers.start(endpoint_of(sts), plan);
  ASSERT_TRUE(workers.run_until([&] { return log.complete.has_value(); }));
  std::ifstream file(folder.path() / "record.jsonl");
  std::vector<std::string> sent;
  for (std::string line; std::getline(file, line);) {
    const auto record = contracts::parse_json(line);
    ASSERT_TRUE(record) << line;
    if ((*record)["kind"] == "sent") sent.emplace_back((*record)["event"].GetString());
  }
  EXPECT_THAT(sent, ElementsAre("stream:ready", "fragment:ack", "fragment:processed", "fragment:ack",
                                "fragment:processed", "stream:complete"));
}

}  // namespace
}  // namespace sw::conformance

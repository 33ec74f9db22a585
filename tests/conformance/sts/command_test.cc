// `stream-worker fake sts` as a process.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

#include "contracts/json_text.h"
#include "tests/conformance/ports/temporary_folder.h"
#include "tests/conformance/sts/live_worker.h"
#include "worker/base/url.h"

extern char** environ;

namespace sw::conformance {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// The program under test, with its output in a pipe.
class Process {
 public:
  explicit Process(std::vector<std::string> arguments) {
    int ends[2] = {-1, -1};
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    arguments.insert(arguments.begin(), STREAM_WORKER_BINARY);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    EXPECT_EQ(posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    output_ = fdopen(ends[0], "r");
  }
  ~Process() {
    if (!ended_) kill(pid_, SIGKILL);
    if (!ended_) waitpid(pid_, nullptr, 0);
    fclose(output_);
  }

  // The next line; empty at the end of the output.
  std::string line() {
    std::string text;
    for (int c = fgetc(output_); c != EOF && c != '\n'; c = fgetc(output_)) text.push_back(static_cast<char>(c));
    return text;
  }
  void signal(int number) const { kill(pid_, number); }
  int exit_code() {
    int status = 0;
    waitpid(pid_, &status, 0);
    ended_ = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_ = 0;
  FILE* output_ = nullptr;
  bool ended_ = false;
};

TEST(FakeStsCommand, PrintsItsUrlServesAndEndsWithItsStatistics) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Process process({"fake", "sts", "--port", "0", "--check-contracts"});
    const auto url = Url::parse(process.line());
    ASSERT_TRUE(url);
    LiveWorkers workers;
    const WorkerLog& log = workers.start({url->host(), url->port(), false}, {});
    ASSERT_TRUE(workers.run_until([&] { return log.complete.has_value(); }));
    process.signal(signal);
    const auto statistics = contracts::parse_json(process.line());
    ASSERT_TRUE(statistics);
    EXPECT_EQ((*statistics)["acks_applied"].GetInt(), 10);
    EXPECT_EQ((*statistics)["breaches_received"].GetInt(), 0);
    EXPECT_EQ((*statistics)["breaches_sent"].GetInt(), 0);
    EXPECT_EQ(process.exit_code(), 0);
  }
}

TEST(FakeStsCommand, FollowsItsScript) {
  const TemporaryFolder folder;
  const std::string script = folder.path() / "script.json";
  std::ofstream(script) << R"({"faults":[{"id":"odd","do":"alter","status":"failed","error":{"code":"GPU_OOM"}}]})";
  Process process({"fake", "sts", "--port", "0", "--check-contracts", "--script", script});
  const auto url = Url::parse(process.line());
  ASSERT_TRUE(url);
  LiveWorkers workers;
  const WorkerLog& log = workers.start({url->host(), url->port(), false}, {});
  ASSERT_TRUE(workers.run_until([&] { return log.complete.has_value(); }));
  process.signal(SIGTERM);
  const auto statistics = contracts::parse_json(process.line());
  ASSERT_TRUE(statistics);
  EXPECT_EQ((*statistics)["results_failed"].GetInt(), 10);
  EXPECT_EQ((*statistics)["errors"]["GPU_OOM"].GetInt(), 10);
  EXPECT_EQ((*statistics)["faults"]["odd"].GetInt(), 10);
  EXPECT_EQ((*statistics)["breaches_received"].GetInt(), 0);
  EXPECT_EQ((*statistics)["breaches_sent"].GetInt(), 0);
}

TEST(FakeStsCommand, RefusesABadScriptByItsPlace) {
  const TemporaryFolder folder;
  const std::string script = folder.path() / "script.json";
  std::ofstream(script) << R"({"faults":[{"id":"a","do":"slwo"}]})";
  Process process({"fake", "sts", "--port", "0", "--check-contracts", "--script", script});
  EXPECT_THAT(process.line(), HasSubstr("script.json: at /faults/0/do: expected one of slow"));
  EXPECT_EQ(process.exit_code(), 2);
}

TEST(FakeStsCommand, RefusesWhatItCannotDo) {
  Process missing({"fake", "sts", "--script", "/no/such/file"});
  EXPECT_THAT(missing.line(), HasSubstr("/no/such/file: cannot be read"));
  EXPECT_EQ(missing.exit_code(), 2);
  Process host({"fake", "sts", "--host", "nowhere", "--port", "0"});
  EXPECT_THAT(host.line(), StartsWith("fake sts: cannot listen on nowhere:0"));
  EXPECT_EQ(host.exit_code(), 2);
}

}  // namespace
}  // namespace sw::conformance

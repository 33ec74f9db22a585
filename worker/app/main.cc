// The program: one command, one exit code. What goes wrong before anything is connected is one line each on standard
// error and exit code 2.
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/cli/sim_command.h"
#include "worker/adapters/asio/system_random.h"
#include "worker/app/command_line.h"
#include "worker/app/config_text.h"
#include "worker/app/conformance_sts_command.h"
#include "worker/app/conformance_worker_command.h"
#include "worker/app/fake_sts_command.h"
#include "worker/app/generated_id.h"
#include "worker/app/media_commands.h"
#include "worker/core/supervisor/exit_code.h"

namespace sw::app {
namespace {

constexpr int kBadSettings = static_cast<int>(core::ExitCode::kBadSettings);

int refuse(const std::string& why) {
  std::fprintf(stderr, "stream-worker: %s\n", why.c_str());
  return kBadSettings;
}

int refuse_all(const std::vector<std::string>& problems) {
  for (const std::string& problem : problems) refuse(problem);
  return kBadSettings;
}

int print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  return std::fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

std::optional<std::string> environment_variable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

expected<ResolvedSettings, std::vector<std::string>> resolve(const FlagValues& flags) {
  adapters::SystemRandom random;
  return resolve_settings(flags, environment_variable,
                          [&](std::string_view flag) { return generate_id(flag, host_name(), random); });
}

int execute(const PrintCommand& command) { return print(command.text); }

int execute(const FakeRtspCommand& command) { return serve_rtsp_with_media(command); }

int execute(const FakeStsCommand& command) { return serve_sts(command); }

int execute(const ConformanceWorkerCommand& command) { return judge_worker(command); }
int execute(const ConformanceStsCommand& command) { return judge_sts(command); }

int execute(const SimCommand& command) { return sim::run_sim_command(command.arguments); }

int execute(const CheckConfigCommand& command) {
  const auto resolved = resolve(command.flags);
  return resolved ? print(config_text(resolved->effective)) : refuse_all(resolved.error());
}

int execute(const RunCommand& command) {
  const auto resolved = resolve(command.flags);
  if (!resolved) return refuse_all(resolved.error());
  const engine::WorkerSettings& worker = resolved->settings.worker;
  const bool stores = worker.sts_mode != engine::StsMode::kPassthrough;
  const std::string problem = stores ? segment_dir_problem(worker.segment_dir) : std::string();
  if (problem.empty()) return run_with_media(resolved->settings);
  return refuse("WORKER_SEGMENT_DIR=" + worker.segment_dir + " is not allowed: " + problem +
                "; allowed: a folder that can be created and written");
}

int execute_command_line(const std::vector<std::string>& arguments) {
  const auto command = parse_command_line(arguments);
  if (!command) return refuse(command.error());
  return std::visit([](const auto& wanted) { return execute(wanted); }, *command);
}

}  // namespace
}  // namespace sw::app

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a log reader or peer that goes away is an error to handle, not the end
  try {
    return sw::app::execute_command_line({argv + (argc > 0 ? 1 : 0), argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "stream-worker: %s\n", error.what());
    return static_cast<int>(sw::core::ExitCode::kPipeline);
  }
}

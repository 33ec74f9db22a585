// stream-worker: the command line of design §5.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <csignal>

#include "worker/adapters/asio/system_random.h"
#include "worker/app/command_line.h"
#include "worker/app/media_commands.h"
#include "worker/app/settings.h"
#include "worker/core/supervisor/exit_code.h"

namespace sw::app {
namespace {

constexpr int kBadSettings = static_cast<int>(core::ExitCode::kBadSettings);

std::optional<std::string> environment_variable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

// 16 hexadecimal digits that nobody else has.
std::string make_id(std::string_view flag) {
  static adapters::SystemRandom random;
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(random.draw(flag, 0, 0)));
  return text;
}

int refuse(const std::vector<std::string>& problems) {
  for (const std::string& problem : problems) std::fprintf(stderr, "stream-worker: %s\n", problem.c_str());
  return kBadSettings;
}

std::string_view source_name(SettingSource source) {
  switch (source) {
    case SettingSource::kFlag:
      return "flag";
    case SettingSource::kEnvironment:
      return "environment";
    case SettingSource::kDefault:
      break;
  }
  return "default";
}

// Settings that are well-formed but cannot be had here. Empty when all can.
std::string problem_of(const AppSettings& settings) {
  if (settings.worker.sts_mode == engine::StsMode::kPassthrough) return {};
  const std::string problem = segment_dir_problem(settings.worker.segment_dir);
  return problem.empty() ? problem : "--segment-dir=" + settings.worker.segment_dir + " cannot be used: " + problem;
}

expected<ResolvedSettings, std::vector<std::string>> resolve(const FlagValues& flags) {
  auto resolved = resolve_settings(flags, environment_variable, make_id);
  if (!resolved) return resolved;
  if (const std::string problem = problem_of(resolved->settings); !problem.empty()) {
    return unexpected(std::vector{problem});
  }
  return resolved;
}

int carry_out(const PrintCommand& command) {
  std::fputs(command.text.c_str(), stdout);
  return 0;
}

int carry_out(const CheckConfigCommand& command) {
  const auto resolved = resolve(command.flags);
  if (!resolved) return refuse(resolved.error());
  for (const EffectiveSetting& setting : resolved->effective) {
    const std::string_view source = source_name(setting.source);
    std::printf("%.*s = %s (%.*s)\n", static_cast<int>(setting.flag.size()), setting.flag.data(), setting.value.c_str(),
                static_cast<int>(source.size()), source.data());
  }
  return 0;
}

int carry_out(const RunCommand& command) {
  const auto resolved = resolve(command.flags);
  if (!resolved) return refuse(resolved.error());
  if (resolved->settings.worker.sts_mode != engine::StsMode::kPassthrough) {
    return refuse({"--sts-mode: only passthrough works in this version; dubbing is in the making"});
  }
  return run_with_media(resolved->settings);
}

int carry_out(const FakeRtspCommand& command) { return serve_rtsp_with_media(command); }

}  // namespace
}  // namespace sw::app

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a log reader or peer that goes away is an error to handle, not the end
  const std::vector<std::string> words(argv + 1, argv + argc);
  const auto command = sw::app::parse_command_line(words);
  if (!command) return sw::app::refuse({command.error()});
  return std::visit([](const auto& c) { return sw::app::carry_out(c); }, *command);
}

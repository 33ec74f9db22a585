#include "worker/app/fake_sts_command.h"

#include <cstdio>
#include <string>
#include <utility>

#include "fakes/sts/limits.h"
#include "fakes/sts/script_parser.h"
#include "worker/app/input_file.h"
#include "worker/app/media_commands.h"
#include "worker/core/supervisor/exit_code.h"

namespace sw::app {
namespace {

expected<fakes::sts::StsScript, std::string> read_script(const std::string& file) {
  if (file.empty()) return fakes::sts::StsScript{};
  const auto text = read_start(file, fakes::sts::kMaxScriptBytes + 1);
  if (!text) return unexpected(file + ": cannot be read");
  auto script = fakes::sts::parse_script_text(*text);
  if (!script) return unexpected(file + ": " + script.error());
  return script;
}

std::nullopt_t refuse(const std::string& why) {
  std::fprintf(stderr, "stream-worker: --%s\n", why.c_str());
  return std::nullopt;
}

}  // namespace

int serve_sts(const FakeStsCommand& command) {
  auto options = sts_server_options(command);
  if (!options) return static_cast<int>(core::ExitCode::kBadSettings);
  return fakes::run_sts_server(*std::move(options));
}

std::optional<fakes::StsServerOptions> sts_server_options(const FakeStsCommand& command) {
  fakes::StsServerOptions options;
  options.host = command.host;
  options.port = command.port;
  options.record_file = command.record_file;
  options.settings = command.settings;
  if (!command.tls_certificate_file.empty()) {
    options.tls = adapters::ServerIdentity{command.tls_certificate_file, command.tls_key_file};
  }
  let_change_audio(options.settings, command.mark_audio);
  if (command.mark_audio && !options.settings.mark) return refuse("mark-audio: this build cannot change audio");
  auto script = read_script(command.script_file);
  if (!script) return refuse("script=" + script.error());
  options.script = *std::move(script);
  return options;
}

}  // namespace sw::app

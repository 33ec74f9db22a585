#include "worker/app/conformance_sts_command.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>

#include "fakes/live/output_file.h"
#include "fakes/live/sts_examiner.h"
#include "worker/adapters/asio/tls.h"
#include "worker/app/conformance_audio.h"
#include "worker/app/input_file.h"
#include "worker/core/supervisor/exit_code.h"
#include "worker/ports/container.h"

namespace sw::app {
namespace {

namespace conformance = fakes::conformance;

constexpr int kFailed = 1;

int refuse(const std::string& why) {
  std::fprintf(stderr, "stream-worker: %s\n", why.c_str());
  return static_cast<int>(core::ExitCode::kBadSettings);
}

std::string trust(const std::string& ca_file) {
  if (ca_file.empty()) return {};
  if (const std::string problem = adapters::authorities_problem(ca_file); !problem.empty()) {
    return "--ca-file=" + problem;
  }
  ::setenv("SSL_CERT_FILE", ca_file.c_str(), 1);
  return {};
}

// Socket.IO's own path below whatever path the service has behind a proxy, as the worker calls it.
std::string socket_io_path(const Url& url) {
  std::string path = url.path().substr(0, url.path().find('?'));
  if (path.back() != '/') path += '/';
  return path + "socket.io/";
}

expected<conformance::ExamSettings, std::string> settings_of(const ConformanceStsCommand& command) {
  conformance::ExamSettings settings;
  settings.subject = command.url.text();
  settings.host = command.url.host();
  settings.port = command.url.port();
  settings.secure = command.url.scheme() == "https" || command.url.scheme() == "wss";
  settings.path = socket_io_path(command.url);
  settings.source_language = command.source_language;
  settings.target_language = command.target_language;
  settings.read_audio = read_audio_facts;
  settings.echo = command.echo;
  settings.only = command.only;
  settings.limits = conformance::TimeLimits().scaled(command.patience);
  settings.audio = built_in_tone();
  if (command.audio_file.empty()) return settings;
  const auto file = read_start(command.audio_file, ports::kMaxContainerBytes + 1);
  if (!file) return unexpected("--audio=" + command.audio_file + ": cannot be read");
  auto audio = fragment_of(*file);
  if (!audio) return unexpected("--audio=" + command.audio_file + ": " + audio.error());
  settings.audio = *std::move(audio);
  settings.speech = true;
  return settings;
}

// A run takes minutes: whoever sits before it sees it go on.
void show_progress(const conformance::Finding& finding) {
  if (::isatty(STDERR_FILENO) == 0) return;
  std::fprintf(stderr, "%-8s%s\n", std::string(to_text(finding.verdict)).c_str(), finding.rule.c_str());
}

}  // namespace

int judge_sts(const ConformanceStsCommand& command) {
  if (const std::string problem = trust(command.ca_file); !problem.empty()) return refuse(problem);
  auto settings = settings_of(command);
  if (!settings) return refuse(settings.error());
  fakes::OutputFile junit;
  if (!command.junit_file.empty()) {
    junit = fakes::open_output(command.junit_file);
    if (junit == nullptr) return refuse("--junit=" + command.junit_file + ": cannot be written");
  }
  const auto report = fakes::examine_sts(*std::move(settings), show_progress);
  if (!report) return refuse("interrupted: there is no verdict");
  if (!fakes::write(stdout, to_table(*report))) return refuse("the table cannot be written");
  if (junit != nullptr && !fakes::write(junit.get(), to_junit(*report))) {
    return refuse("--junit=" + command.junit_file + ": cannot be written");
  }
  return report->holds() ? EXIT_SUCCESS : kFailed;
}

}  // namespace sw::app

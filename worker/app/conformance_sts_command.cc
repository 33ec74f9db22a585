#include "worker/app/conformance_sts_command.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <utility>

#include "fakes/live/sts_examiner.h"
#include "worker/adapters/asio/tls.h"
#include "worker/app/conformance_audio.h"
#include "worker/core/supervisor/exit_code.h"
#include "worker/ports/container.h"

namespace sw::app {
namespace {

namespace conformance = fakes::conformance;

constexpr int kFailed = 1;

struct FileEnd {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileEnd>;

int refuse(const std::string& why) {
  std::fprintf(stderr, "stream-worker: %s\n", why.c_str());
  return static_cast<int>(core::ExitCode::kBadSettings);
}

// The content of a file that is no longer than any we take; none where it cannot be read.
std::optional<std::string> content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(ports::kMaxContainerBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.is_open() || in.bad()) return std::nullopt;
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
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
  const auto file = content_of(command.audio_file);
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

bool write(std::FILE* file, const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), file) == text.size() && std::fflush(file) == 0;
}

}  // namespace

int judge_sts(const ConformanceStsCommand& command) {
  if (const std::string problem = trust(command.ca_file); !problem.empty()) return refuse(problem);
  auto settings = settings_of(command);
  if (!settings) return refuse(settings.error());
  File junit;
  if (!command.junit_file.empty()) {
    junit.reset(std::fopen(command.junit_file.c_str(), "we"));
    if (junit == nullptr) return refuse("--junit=" + command.junit_file + ": cannot be written");
  }
  const auto report = fakes::examine_sts(*std::move(settings), show_progress);
  if (!report) return refuse("interrupted: there is no verdict");
  if (!write(stdout, to_table(*report))) return refuse("the table cannot be written");
  if (junit != nullptr && !write(junit.get(), to_junit(*report))) {
    return refuse("--junit=" + command.junit_file + ": cannot be written");
  }
  return report->holds() ? EXIT_SUCCESS : kFailed;
}

}  // namespace sw::app

#include "worker/app/settings.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "worker/app/settings_table.h"

namespace sw::app {
namespace {

struct Given {
  std::string text;
  SettingSource source;
};

// A URL without its user info, also when it is malformed.
std::string without_credentials(const std::string& text) {
  const auto slashes = text.find("//");
  const auto at = text.rfind('@');
  if (at == std::string::npos) return text;
  const auto authority = slashes == std::string::npos || slashes > at ? 0 : slashes + 2;
  return text.substr(0, authority) + text.substr(at + 1);
}

// A value that is not allowed may be anything, a URL in the wrong place too; one that is allowed can only hold
// credentials where a URL belongs.
enum class Standing : uint8_t { kAllowed, kRefused };

// A value as it may be shown: on one line, without credentials, of bounded length.
std::string shown(const SettingRow& row, const std::string& text, Standing standing) {
  std::string result = row.is_url || standing == Standing::kRefused ? without_credentials(text) : text;
  for (char& c : result) {
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = '?';
  }
  constexpr std::size_t kMaxShown = 200;
  return result.size() <= kMaxShown ? result : result.substr(0, kMaxShown) + "...";
}

std::string name_as_given(const SettingRow& row, SettingSource source) {
  return source == SettingSource::kEnvironment ? std::string(row.variable) : "--" + std::string(row.flag);
}

// An instance id may be any text; where a worker id is made of it, what that cannot hold becomes '-'.
std::string as_id(std::string text) {
  for (char& c : text) {
    if (!id_problem({&c, 1}).empty()) c = '-';
  }
  return text;
}

class Resolver {
 public:
  Resolver(const FlagValues& flags, const Environment& environment) : flags_(flags), environment_(environment) {}

  void read_rows(const IdSource& make_id) {
    for (const SettingRow& row : setting_rows()) {
      std::optional<Given> given = look_up(row);
      const bool generated = row.flag == "run-id" || row.flag == "instance-id";
      if (!given && generated) given = Given{make_id(row.flag), SettingSource::kDefault};
      if (given) read(row, *given);
      if (!given && row.flag == "stream-id") {
        problems_.push_back("--stream-id (WORKER_STREAM_ID) is required: " + std::string(row.allowed));
      }
    }
    if (problems_.empty()) derive();
  }

  expected<ResolvedSettings, std::vector<std::string>> result() {
    if (!problems_.empty()) return unexpected(problems_);
    ResolvedSettings resolved{to_settings(), {}};
    for (const SettingRow& row : setting_rows()) {
      const auto found = given_.find(row.flag);
      if (found == given_.end()) continue;
      resolved.effective.push_back(
          {row.flag, shown(row, found->second.text, Standing::kAllowed), found->second.source});
    }
    return resolved;
  }

 private:
  std::optional<Given> look_up(const SettingRow& row) const {
    if (const auto flag = flags_.find(row.flag); flag != flags_.end()) return Given{flag->second, SettingSource::kFlag};
    auto variable = environment_(row.variable);
    if (variable && !variable->empty()) return Given{std::move(*variable), SettingSource::kEnvironment};
    if (!row.fallback.empty()) return Given{std::string(row.fallback), SettingSource::kDefault};
    return std::nullopt;
  }

  void read(const SettingRow& row, const Given& given) {
    const std::string name = name_as_given(row, given.source);
    if (!row.read(given.text, draft_)) {
      problems_.push_back(name + "=" + shown(row, given.text, Standing::kRefused) +
                          " is not allowed; allowed: " + std::string(row.allowed));
      return;
    }
    const auto url = row.is_url ? Url::parse(given.text) : unexpected(std::string_view());
    if (given.source == SettingSource::kFlag && url && url->has_password()) {
      problems_.push_back(name + "=" + url->text() +
                          " has a password, which anybody can read on a command line; allowed: the same URL in " +
                          std::string(row.variable));
      return;
    }
    given_.insert_or_assign(std::string(row.flag), given);
  }

  // What was not given and follows from the rest.
  void derive() {
    const auto rows = setting_rows();
    const auto row_of = [&](std::string_view flag) -> const SettingRow& {
      return *std::ranges::find(rows, flag, &SettingRow::flag);
    };
    const auto authority = [&](uint16_t port) { return draft_.mediamtx_host + ":" + std::to_string(port); };
    const std::string path = "/live/" + draft_.stream_id->text();
    if (!draft_.worker_id) read(row_of("worker-id"), {as_id(draft_.log.instance_id), SettingSource::kDefault});
    if (!draft_.input_url) {
      read(row_of("input-url"),
           {"rtsp://" + authority(draft_.mediamtx_rtsp_port) + path + "/in", SettingSource::kDefault});
    }
    if (!draft_.output_url) {
      read(row_of("output-url"),
           {"rtmp://" + authority(draft_.mediamtx_rtmp_port) + path + "/out", SettingSource::kDefault});
    }
    draft_.log.stream_id = draft_.stream_id->text();
  }

  AppSettings to_settings() const {
    const SettingsDraft& d = draft_;
    return {.worker = {.stream_id = *d.stream_id,
                       .worker_id = *d.worker_id,
                       .input_url = *d.input_url,
                       .output_url = *d.output_url,
                       .sts_service_url = *d.sts_service_url,
                       .sts_mode = d.sts_mode,
                       .rtsp_latency = d.rtsp_latency,
                       .ready_timeout = d.ready_timeout,
                       .sts_timeout = d.sts_timeout,
                       .sts_max_inflight = d.sts_max_inflight,
                       .source_language = d.source_language,
                       .target_language = d.target_language,
                       .tts_voice = d.tts_voice,
                       .segment_duration = d.segment_duration,
                       .segment_retention = d.segment_retention,
                       .segment_dir = d.segment_dir,
                       .av_offset = d.av_offset,
                       .playout_delay = d.playout_delay,
                       .backpressure_pause_limit = d.backpressure_pause_limit,
                       .drain_timeout = d.drain_timeout},
            .log = d.log,
            .metrics_host = d.metrics_host,
            .metrics_port = d.metrics_port};
  }

  const FlagValues& flags_;
  const Environment& environment_;
  SettingsDraft draft_;
  std::map<std::string, Given, std::less<>> given_;
  std::vector<std::string> problems_;
};

}  // namespace

expected<ResolvedSettings, std::vector<std::string>> resolve_settings(const FlagValues& flags,
                                                                      const Environment& environment,
                                                                      const IdSource& make_id) {
  Resolver resolver(flags, environment);
  resolver.read_rows(make_id);
  return resolver.result();
}

std::string segment_dir_problem(const std::string& dir) {
  std::error_code error;
  std::filesystem::create_directories(dir, error);
  if (error) return error.message();
  if (!std::filesystem::is_directory(dir, error)) return "it is not a folder";
  return ::access(dir.c_str(), W_OK | X_OK) == 0 ? std::string() : "it cannot be written";
}

}  // namespace sw::app

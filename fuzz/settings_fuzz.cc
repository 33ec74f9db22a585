// Any flags in any environment: a line "--name=value" of the input is a flag, a line "NAME=value" a variable. What is
// refused is refused in whole lines; what is taken is within the rules.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "worker/app/config_text.h"
#include "worker/app/settings.h"
#include "worker/base/check.h"
#include "worker/base/duration.h"

namespace sw::app {
namespace {

// At most this many characters in a complaint: a value is repeated up to 200 of them.
constexpr std::size_t kMaxComplaint = 600;

struct Input {
  FlagValues flags;
  std::map<std::string, std::string, std::less<>> variables;

  explicit Input(std::string_view text) {
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      add(std::string(text.substr(0, end)));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  std::optional<std::string> variable(std::string_view name) const {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional<std::string>(found->second);
  }

 private:
  void add(const std::string& line) {
    const auto equals = line.find('=', 2);
    if (equals == std::string::npos) return;
    if (line.starts_with("--")) {
      flags.insert_or_assign(line.substr(2, equals - 2), line.substr(equals + 1));
    } else {
      variables.insert_or_assign(line.substr(0, equals), line.substr(equals + 1));
    }
  }
};

void check_complaint(const std::string& complaint) {
  SW_CHECK(!complaint.empty());
  SW_CHECK(complaint.size() <= kMaxComplaint);
  SW_CHECK(std::ranges::none_of(complaint, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }));
}

void check_range(TimeDelta value, TimeDelta min, TimeDelta max) {
  SW_CHECK(value >= min);
  SW_CHECK(value <= max);
}

void check_settings(const AppSettings& settings) {
  const engine::WorkerSettings& worker = settings.worker;
  check_range(worker.rtsp_latency, TimeDelta::Zero(), TimeDelta::Seconds(5));
  check_range(worker.ready_timeout, TimeDelta::Seconds(1), TimeDelta::Minutes(24 * 60));
  check_range(worker.sts_timeout, TimeDelta::Seconds(1), TimeDelta::Seconds(30));
  check_range(worker.segment_duration, TimeDelta::Seconds(1), TimeDelta::Seconds(30));
  check_range(worker.av_offset, TimeDelta::Zero(), TimeDelta::Seconds(60));
  check_range(worker.playout_delay, TimeDelta::Zero(), TimeDelta::Seconds(10));
  check_range(worker.drain_timeout, TimeDelta::Zero(), TimeDelta::Minutes(5));
  SW_CHECK(worker.sts_max_inflight >= 1);
  SW_CHECK(worker.sts_max_inflight <= 10);
  SW_CHECK(!worker.segment_dir.empty());
  SW_CHECK(settings.log.stream_id == worker.stream_id.text());
  SW_CHECK(!settings.log.run_id.empty());
  SW_CHECK(settings.log.run_id.size() <= kMaxIdLength);
}

// Nothing that is shown holds user info, and no flag held a password.
void check_secrets(const ResolvedSettings& resolved, const FlagValues& flags) {
  for (const EffectiveSetting& setting : resolved.effective) {
    if (!setting.flag.ends_with("-url")) continue;
    const auto shown = Url::parse(setting.value);
    SW_CHECK(!shown || shown->text() == setting.value);
    const auto flag = flags.find(setting.flag);
    SW_CHECK(flag == flags.end() || !Url::parse(flag->second)->has_password());
  }
}

void check_lines(const std::vector<EffectiveSetting>& effective) {
  const std::string text = config_text(effective);
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  SW_CHECK(lines == effective.size());
}

void check(const Input& input) {
  const auto resolved = resolve_settings(
      input.flags, [&](std::string_view name) { return input.variable(name); },
      [](std::string_view flag) { return "made-" + std::string(flag); });
  if (!resolved) {
    SW_CHECK(!resolved.error().empty());
    std::ranges::for_each(resolved.error(), check_complaint);
    return;
  }
  check_settings(resolved->settings);
  check_secrets(*resolved, input.flags);
  check_lines(resolved->effective);
}

void check_durations(const Input& input) {
  for (const auto& [name, value] : input.variables) {
    const auto duration = parse_duration(value);
    SW_CHECK(!duration || *duration >= TimeDelta::Zero());
    SW_CHECK(!duration || parse_duration(duration_text(*duration)) == duration);
  }
}

}  // namespace
}  // namespace sw::app

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const sw::app::Input input({reinterpret_cast<const char*>(data), size});
  sw::app::check_durations(input);
  sw::app::check(input);
  return 0;
}

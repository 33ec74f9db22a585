#include "worker/app/fake_sts_options.h"

#include <charconv>
#include <limits>
#include <optional>

#include "contracts/fragment_events.h"
#include "contracts/limits.h"
#include "fakes/sts/settings_words.h"
#include "fakes/sts/suite_echo.h"

namespace sw::app {
namespace {

constexpr FakeStsOption kOptions[] = {
    {"host", "address to listen on; default 127.0.0.1", false},
    {"port", "0 picks a free one; default 8080", false},
    {"processing-delay-ms", "from a fragment's arrival to its result; default 0", false},
    {"processing-jitter-ms", "at most this much more, drawn for each fragment; default 0", false},
    {"script", "FILE.json: what it does wrong, and when (docs/FAKE_STS.md)", false},
    {"record", "FILE.jsonl: a line for each event, with its time", false},
    {"check-contracts", "hold every event against its JSON Schema; breaches are counted and recorded", true},
    {"mark-audio", "mix a quiet tone into what comes back", true},
    {"conformance", "answer the test suites of Socket.IO and Engine.IO too: their echoes, namespaces and heartbeat",
     true},
    {"tls-cert", "PEM chain to show; makes it a https and wss server", false},
    {"tls-key", "PEM key of that certificate", false},
    {"max-inflight", "stream:ready confirms no more than this, 1..10; default 10", false},
    {"slot-release", "a fragment is in flight until its result, or until it is acked: result, acknowledged or applied",
     false},
    {"backpressure-threshold", "warn above this many in flight; default the confirmed limit", false},
    {"backpressure-severity", "low, medium or high; default medium", false},
    {"backpressure-action", "slow_down, pause or none; default slow_down", false},
    {"backpressure-delay-ms", "recommended with slow_down; default 500", false},
    {"backpressure-release", "when none follows: at_once, next_fragment or never", false},
    {"ping-interval-ms", "Engine.IO; default 25000", false},
    {"ping-timeout-ms", "Engine.IO; default 10000", false},
    {"max-payload", "bytes of one message, announced and enforced; default 16777216", false},
    {"max-connections", "at once; default 64", false},
    {"seed", "of session ids and jitter; default 1", false},
};

// Takes values one by one; the first that is wrong is kept.
class Reader {
 public:
  explicit Reader(const FlagValues& values) : values_(values) {}

  bool has(std::string_view flag) const { return values_.contains(flag); }
  void text(std::string_view flag, std::string& into) {
    if (const std::string* given = find(flag)) into = *given;
  }

  template <class Number>
  void number(std::string_view flag, int64_t min, int64_t max, Number& into) {
    if (const auto value = read_number(flag, min, max)) into = static_cast<Number>(*value);
  }
  void millis(std::string_view flag, int64_t min, int64_t max, TimeDelta& into) {
    if (const auto value = read_number(flag, min, max)) into = TimeDelta::Millis(*value);
  }
  void number(std::string_view flag, int64_t min, int64_t max, std::optional<int64_t>& into) {
    if (const auto value = read_number(flag, min, max)) into = value;
  }

  template <contracts::NamedEnum E>
  void word(std::string_view flag, E& into) {
    const std::string* given = find(flag);
    if (given == nullptr) return;
    if (const auto value = contracts::parse_enum<E>(*given)) {
      into = *value;
      return;
    }
    std::string allowed;
    for (const std::string_view name : contracts::EnumNames<E>::kNames) {
      allowed += (allowed.empty() ? "" : ", ") + std::string(name);
    }
    refuse(flag, allowed);
  }

  const std::string& problem() const { return problem_; }

 private:
  const std::string* find(std::string_view flag) const {
    const auto found = values_.find(flag);
    return found == values_.end() ? nullptr : &found->second;
  }
  std::optional<int64_t> read_number(std::string_view flag, int64_t min, int64_t max) {
    const std::string* given = find(flag);
    if (given == nullptr) return std::nullopt;
    int64_t value = 0;
    const char* end = given->data() + given->size();
    const auto [stop, error] = std::from_chars(given->data(), end, value);
    if (error == std::errc() && stop == end && value >= min && value <= max) return value;
    refuse(flag, std::to_string(min) + ".." + std::to_string(max));
    return std::nullopt;
  }
  void refuse(std::string_view flag, const std::string& allowed) {
    if (problem_.empty()) problem_ = "--" + std::string(flag) + " is not allowed to be that; allowed: " + allowed;
  }

  const FlagValues& values_;
  std::string problem_;
};

constexpr int64_t kMaxMillis = 24 * 60 * 60 * 1'000;
constexpr int64_t kMaxNumber = 1'000'000;

void read_pressure(Reader& in, fakes::sts::PressureSettings& pressure) {
  in.number("backpressure-threshold", 0, kMaxNumber, pressure.threshold);
  in.word("backpressure-severity", pressure.severity);
  in.word("backpressure-action", pressure.action);
  in.number("backpressure-delay-ms", 0, kMaxMillis, pressure.recommended_delay_ms);
  in.word("backpressure-release", pressure.release);
}

void read_settings(Reader& in, fakes::sts::StsSettings& settings) {
  if (in.has("conformance")) fakes::sts::serve_suites(settings);
  in.millis("processing-delay-ms", 0, kMaxMillis, settings.processing_delay);
  in.millis("processing-jitter-ms", 0, kMaxMillis, settings.processing_jitter);
  in.number("max-inflight", contracts::kMinInflight, contracts::kMaxInflight, settings.max_inflight);
  in.word("slot-release", settings.slot_release);
  in.millis("ping-interval-ms", 1, kMaxMillis, settings.ping_interval);
  in.millis("ping-timeout-ms", 1, kMaxMillis, settings.ping_timeout);
  in.number("max-payload", 1'000, protocol::kMaxMessageBytes, settings.max_payload);
  in.number("max-connections", 1, 1'000, settings.max_connections);
  in.number("seed", 0, std::numeric_limits<int64_t>::max(), settings.seed);
  read_pressure(in, settings.pressure);
}

}  // namespace

std::span<const FakeStsOption> fake_sts_options() { return kOptions; }

expected<FakeStsCommand, std::string> read_fake_sts(const FlagValues& given) {
  Reader in(given);
  FakeStsCommand command;
  in.text("host", command.host);
  in.number("port", 0, 65'535, command.port);
  in.text("script", command.script_file);
  in.text("record", command.record_file);
  in.text("tls-cert", command.tls_certificate_file);
  in.text("tls-key", command.tls_key_file);
  command.mark_audio = in.has("mark-audio");
  command.settings.check_contracts = in.has("check-contracts");
  read_settings(in, command.settings);
  if (!in.problem().empty()) return unexpected(in.problem());
  if (command.tls_certificate_file.empty() != command.tls_key_file.empty()) {
    return unexpected(std::string("--tls-cert and --tls-key go together"));
  }
  return command;
}

}  // namespace sw::app

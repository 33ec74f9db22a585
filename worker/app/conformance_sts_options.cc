#include "worker/app/conformance_sts_options.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "contracts/limits.h"
#include "fakes/conformance/sts/examination.h"

namespace sw::app {
namespace {

constexpr ConformanceStsOption kOptions[] = {
    {"url", "the service: an http, https, ws or wss URL; required"},
    {"junit", "FILE.xml: the findings as JUnit"},
    {"ca-file", "FILE.pem: the authorities to trust instead of the system's"},
    {"only", "RULE: try only rules whose names begin so, as pause/ or init/ready; may be repeated", false, true},
    {"audio", "FILE.m4a: what the service is to dub; default a second of a tone"},
    {"patience", "multiplies every wait, 1..100; default 1"},
    {"source-lang", "default en"},
    {"target-lang", "default es"},
    {"echo", "it is an Echo STS: hold it to what only such a service does, too", true},
};

constexpr int64_t kMaxPatience = 100;

std::string value_of(const FlagValues& given, std::string_view flag, std::string fallback = {}) {
  const auto found = given.find(flag);
  return found == given.end() ? std::move(fallback) : found->second;
}

expected<Url, std::string> read_url(const FlagValues& given) {
  const std::string text = value_of(given, "url");
  if (text.empty()) return unexpected(std::string("--url is required: the service to judge"));
  auto url = Url::parse(text);
  if (!url) return unexpected("--url is not allowed: " + std::string(url.error()));
  const std::string& scheme = url->scheme();
  if (scheme != "http" && scheme != "https" && scheme != "ws" && scheme != "wss") {
    return unexpected("--url=" + url->text() + " is not allowed; allowed: an http, https, ws or wss URL");
  }
  if (url->has_password()) return unexpected(std::string("--url is not allowed to hold a password: argv is public"));
  return *std::move(url);
}

// Each part must begin the name of a rule.
expected<std::vector<std::string>, std::string> read_only(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    parts.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  const auto rules = fakes::conformance::list_of_rules();
  for (const std::string& part : parts) {
    const bool known = std::ranges::any_of(rules, [&](const auto& rule) { return rule.rule.starts_with(part); });
    if (!known || part.empty()) {
      return unexpected("--only=" + part.substr(0, contracts::kMaxNameCharacters) +
                        " is not allowed; allowed: the beginning of a rule's name, see docs/CONFORMANCE.md");
    }
  }
  return parts;
}

// What watches the other rules, and what is not asked, cannot be all that is wanted.
std::string nothing_to_try(const std::vector<std::string>& only, bool echo) {
  const auto all_begin = [&](std::string_view group) {
    return !only.empty() && std::ranges::all_of(only, [&](const auto& part) { return part.starts_with(group); });
  };
  if (all_begin("always/"))
    return "--only=always/ is not allowed alone: it watches other rules; name some of them, too";
  if (!echo && all_begin("echo/")) return "--only=echo/ needs --echo";
  return {};
}

bool is_language(const std::string& text) {
  const auto is_fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.size() <= contracts::kMaxNameCharacters && std::ranges::all_of(text, is_fine);
}

}  // namespace

std::span<const ConformanceStsOption> conformance_sts_options() { return kOptions; }

expected<ConformanceStsCommand, std::string> read_conformance_sts(const FlagValues& given) {
  auto url = read_url(given);
  if (!url) return unexpected(url.error());
  auto only = read_only(value_of(given, "only"));
  if (!only) return unexpected(only.error());
  ConformanceStsCommand command{*std::move(url)};
  command.only = *std::move(only);
  command.junit_file = value_of(given, "junit");
  command.ca_file = value_of(given, "ca-file");
  command.audio_file = value_of(given, "audio");
  command.echo = given.contains("echo");
  if (auto problem = nothing_to_try(command.only, command.echo); !problem.empty()) return unexpected(problem);
  command.source_language = value_of(given, "source-lang", command.source_language);
  command.target_language = value_of(given, "target-lang", command.target_language);
  for (const auto& [flag, language] :
       {std::pair("source-lang", command.source_language), std::pair("target-lang", command.target_language)}) {
    if (!is_language(language)) {
      return unexpected("--" + std::string(flag) +
                        " is not allowed to be that; allowed: a language code, as en or pt-BR");
    }
  }
  const std::string patience = value_of(given, "patience", "1");
  const auto [end, error] = std::from_chars(patience.data(), patience.data() + patience.size(), command.patience);
  const bool whole = error == std::errc() && end == patience.data() + patience.size();
  if (whole && command.patience >= 1 && command.patience <= kMaxPatience) return command;
  return unexpected(std::string("--patience is not allowed to be that; allowed: 1..100"));
}

}  // namespace sw::app

// The options of `stream-worker conformance sts`, as one table: what the command line offers and how each is read.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "worker/app/settings.h"
#include "worker/base/expected.h"
#include "worker/base/url.h"

namespace sw::app {

// `stream-worker conformance sts --url URL […]`
struct ConformanceStsCommand {
  Url url;
  std::string junit_file = {};
  std::string ca_file = {};
  std::string audio_file = {};
  std::vector<std::string> only = {};  // each the beginning of a rule's name
  bool echo = false;
  int64_t patience = 1;
  std::string source_language = "en";
  std::string target_language = "es";
};

struct ConformanceStsOption {
  std::string_view flag;  // without its dashes
  std::string_view help;
  bool is_switch = false;  // takes no value
  bool repeats = false;    // may be given more than once; the values are joined by commas
};
std::span<const ConformanceStsOption> conformance_sts_options();

// The command with these values, by flag; or one line that says what is wrong with one of them.
expected<ConformanceStsCommand, std::string> read_conformance_sts(const FlagValues& given);

}  // namespace sw::app

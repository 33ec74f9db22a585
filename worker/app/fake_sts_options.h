// The options of `stream-worker fake sts`, as one table: what the command line offers and how each value is read.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "fakes/sts/settings.h"
#include "worker/app/settings.h"
#include "worker/base/expected.h"

namespace sw::app {

// `stream-worker fake sts […]`
struct FakeStsCommand {
  std::string host = "127.0.0.1";
  uint16_t port = 8080;  // 0: any free one
  std::string script_file;
  std::string record_file;
  std::string tls_certificate_file;
  std::string tls_key_file;
  bool mark_audio = false;
  fakes::sts::StsSettings settings;
};

struct FakeStsOption {
  std::string_view flag;  // without its dashes
  std::string_view help;
  bool is_switch;  // takes no value
};
std::span<const FakeStsOption> fake_sts_options();

// The command with these values, by flag; or one line that says what is wrong with one of them.
expected<FakeStsCommand, std::string> read_fake_sts(const FlagValues& given);

}  // namespace sw::app

// The command line (docs/HACKING.md names its parts): which command, with which options. Pure: it runs nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "worker/app/conformance_sts_options.h"
#include "worker/app/conformance_worker_options.h"
#include "worker/app/fake_sts_options.h"
#include "worker/app/settings.h"
#include "worker/base/expected.h"

namespace sw::app {

// `stream-worker [run] [settings…]`
struct RunCommand {
  FlagValues flags;
};
// `stream-worker check-config [settings…]`
struct CheckConfigCommand {
  FlagValues flags;
};
// `stream-worker fake rtsp --file F.mp4 […]`
struct FakeRtspCommand {
  std::string file;  // MP4
  std::string host = "127.0.0.1";
  uint16_t port = 8554;  // 0: any free one
  std::string path = "live/test/in";
  bool loop = false;
};
// `stream-worker sim …`: what follows is sim's own (sim/cli/sim_command.h).
struct SimCommand {
  std::vector<std::string> arguments;
};
// `--help` and `--version`: only this text is wanted, on standard output.
struct PrintCommand {
  std::string text;
};

using Command = std::variant<RunCommand, CheckConfigCommand, FakeRtspCommand, FakeStsCommand, ConformanceStsCommand,
                             ConformanceWorkerCommand, SimCommand, PrintCommand>;

// The command that `arguments` (without the program's name) ask for, or one line that says what is wrong. Values of
// settings are not looked at here. No value that may be a secret is repeated.
expected<Command, std::string> parse_command_line(std::span<const std::string> arguments);

}  // namespace sw::app

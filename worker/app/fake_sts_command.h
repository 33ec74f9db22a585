// Runs `stream-worker fake sts`.
#pragma once

#include <optional>

#include "fakes/live/sts_server.h"
#include "worker/app/fake_sts_options.h"

namespace sw::app {

// The process's exit code: 0 after SIGTERM or SIGINT, 2 with one line on stderr where it cannot start.
int serve_sts(const FakeStsCommand& command);

// The service that the command describes, its script read. None, with one line on stderr, where that cannot be.
std::optional<fakes::StsServerOptions> sts_server_options(const FakeStsCommand& command);

}  // namespace sw::app

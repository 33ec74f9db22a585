// One log line as text: what goes into it and how it is escaped. Pure, so that tests can look at every byte.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "worker/base/units.h"
#include "worker/ports/telemetry.h"

namespace sw::adapters {

struct LogIds {
  std::string_view stream_id;
  std::string_view run_id;
  std::string_view instance_id;
};

// {"time":"2026-01-02T03:04:05.678Z","level":"info","component":…,"message":…,"streamId":…,"runId":…,"instanceId":…,
// then the fields}. Always one line of valid JSON: control characters are escaped, invalid UTF-8 becomes U+FFFD,
// numbers that JSON lacks become null. Credentials in URLs are cut out.
std::string json_line(WallTime at, ports::Level level, std::string_view component, std::string_view message,
                      const LogIds& ids, std::span<const ports::Field> fields);

// 2026-01-02T03:04:05.678Z INFO component: message name=value … streamId=… runId=… instanceId=…
std::string text_line(WallTime at, ports::Level level, std::string_view component, std::string_view message,
                      const LogIds& ids, std::span<const ports::Field> fields);

// "debug", "info", "warn" or "error".
std::string_view level_name(ports::Level level);

}  // namespace sw::adapters

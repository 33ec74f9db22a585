// Structured log lines (spec 013, FR-030): one JSON object or one line of text each, with streamId, runId and
// instanceId in all of them.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "worker/base/expected.h"
#include "worker/base/units.h"
#include "worker/ports/telemetry.h"

namespace sw::adapters {

// Workers of one host may share `dir`: each stream has its own file, or they would rotate each other's away.
struct LogSettings {
  ports::Level level = ports::Level::kInfo;
  bool json = true;
  std::optional<std::string> dir;  // the file stream-worker-<stream id>.log is written there, rotated
  bool to_stdout = true;
  std::string stream_id;
  std::string run_id;
  std::string instance_id;
};

// Rotation of the log file.
inline constexpr std::size_t kMaxLogFileBytes = 32 * 1024 * 1024;
inline constexpr std::size_t kMaxLogFiles = 5;
// A longer text value is cut and ends in "…": a peer may put what it likes into an error message.
inline constexpr std::size_t kMaxLogValueBytes = 2048;

// Threads: any. Nothing throws; a line that cannot be written is lost.
class StructuredLog {
 public:
  // Opens the sinks. The error is one line naming the folder.
  static expected<StructuredLog, std::string> open(const LogSettings& settings);
  StructuredLog(StructuredLog&&) noexcept;
  StructuredLog& operator=(StructuredLog&&) noexcept;
  ~StructuredLog();

  void write(WallTime at, ports::Level level, std::string_view component, std::string_view message,
             std::span<const ports::Field> fields) const;

 private:
  struct Sinks;
  explicit StructuredLog(std::unique_ptr<Sinks> sinks);
  std::unique_ptr<Sinks> sinks_;
};

}  // namespace sw::adapters

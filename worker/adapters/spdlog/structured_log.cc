#include "worker/adapters/spdlog/structured_log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <filesystem>
#include <utility>
#include <vector>

#include "worker/adapters/spdlog/log_line.h"

namespace sw::adapters {

struct StructuredLog::Sinks {
  LogSettings settings;
  spdlog::logger logger;
};

expected<StructuredLog, std::string> StructuredLog::open(const LogSettings& settings) {
  std::vector<spdlog::sink_ptr> sinks;
  if (settings.to_stdout) sinks.push_back(std::make_shared<spdlog::sinks::stdout_sink_mt>());
  if (settings.dir) {
    try {
      std::filesystem::create_directories(*settings.dir);
      const auto file = std::filesystem::path(*settings.dir) / ("stream-worker-" + settings.stream_id + ".log");
      sinks.push_back(
          std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file.string(), kMaxLogFileBytes, kMaxLogFiles));
    } catch (const std::exception& error) {
      return unexpected("LOG_DIR " + *settings.dir + " cannot be written: " + error.what());
    }
  }
  auto opened = std::make_unique<Sinks>(Sinks{settings, spdlog::logger("stream-worker", sinks.begin(), sinks.end())});
  opened->logger.set_pattern("%v");
  opened->logger.set_level(spdlog::level::trace);               // the level is looked at before a line is made
  opened->logger.flush_on(spdlog::level::trace);                // a line that explains a crash must not be in a buffer
  opened->logger.set_error_handler([](const std::string&) {});  // a full disk must not stop the stream
  return StructuredLog(std::move(opened));
}

StructuredLog::StructuredLog(std::unique_ptr<Sinks> sinks) : sinks_(std::move(sinks)) {}
StructuredLog::StructuredLog(StructuredLog&&) noexcept = default;
StructuredLog& StructuredLog::operator=(StructuredLog&&) noexcept = default;
StructuredLog::~StructuredLog() = default;

void StructuredLog::write(WallTime at, ports::Level level, std::string_view component, std::string_view message,
                          std::span<const ports::Field> fields) const {
  const LogSettings& settings = sinks_->settings;
  if (level < settings.level) return;
  const LogIds ids{settings.stream_id, settings.run_id, settings.instance_id};
  const auto make_line = settings.json ? json_line : text_line;
  sinks_->logger.info("{}", make_line(at, level, component, message, ids, fields));
}

}  // namespace sw::adapters

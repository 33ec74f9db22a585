// Log lines of the engine: one component each, fields by name.
#pragma once

#include <initializer_list>
#include <span>
#include <string_view>

#include "worker/ports/telemetry.h"

namespace sw::engine {

class Log {
 public:
  Log(ports::Telemetry& telemetry, std::string_view component) : telemetry_(telemetry), component_(component) {}

  using Fields = std::initializer_list<ports::Field>;
  void debug(std::string_view message, Fields fields = {}) const { write(ports::Level::kDebug, message, fields); }
  void info(std::string_view message, Fields fields = {}) const { write(ports::Level::kInfo, message, fields); }
  void warn(std::string_view message, Fields fields = {}) const { write(ports::Level::kWarn, message, fields); }
  void error(std::string_view message, Fields fields = {}) const { write(ports::Level::kError, message, fields); }

 private:
  void write(ports::Level level, std::string_view message, Fields fields) const {
    telemetry_.log(level, component_, message, std::span(fields.begin(), fields.size()));
  }
  ports::Telemetry& telemetry_;
  std::string_view component_;
};

}  // namespace sw::engine

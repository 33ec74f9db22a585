// The telemetry of a deployed worker: the log, the metrics and the answer of /readyz, behind the one port.
#pragma once

#include <atomic>

#include "worker/adapters/prometheus/metrics.h"
#include "worker/adapters/spdlog/structured_log.h"
#include "worker/ports/clock.h"
#include "worker/ports/telemetry.h"

namespace sw::app {

class TelemetryHub final : public ports::Telemetry {
 public:
  // All outlive the hub.
  TelemetryHub(const ports::Clock& clock, const adapters::StructuredLog& log, adapters::Metrics& metrics)
      : clock_(clock), log_(log), metrics_(metrics) {}

  void log(ports::Level level, std::string_view component, std::string_view message,
           std::span<const ports::Field> fields) override {
    log_.write(clock_.wall_now(), level, component, message, fields);
  }
  void count(ports::Counter counter, std::string_view label, uint64_t n) override { metrics_.count(counter, label, n); }
  void set(ports::Gauge gauge, double value) override { metrics_.set(gauge, value); }
  void observe(ports::Histogram histogram, double value) override { metrics_.observe(histogram, value); }
  void set_ready(bool ready) override { ready_ = ready; }

  bool ready() const { return ready_; }

 private:
  const ports::Clock& clock_;
  const adapters::StructuredLog& log_;
  adapters::Metrics& metrics_;
  std::atomic<bool> ready_ = false;
};

}  // namespace sw::app

// The telemetry of a simulated world: keeps what a scrape of /metrics would show, and tells an observer the rest.
// Memory stays flat: a log line is kept only where asked for, and a histogram only by its summary.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "worker/ports/telemetry.h"

namespace sw::sim {

// Sees everything as it is said, from inside the call. `label` and the fields are only good for that long.
class TelemetryObserver {
 public:
  virtual ~TelemetryObserver() = default;
  virtual void on_log(ports::Level, std::string_view /*component*/, std::string_view /*message*/,
                      std::span<const ports::Field> /*fields*/) {}
  virtual void on_count(ports::Counter, std::string_view /*label*/, uint64_t /*n*/) {}
  virtual void on_gauge(ports::Gauge, double /*value*/) {}
  virtual void on_observation(ports::Histogram, double /*value*/) {}
  virtual void on_ready(bool /*ready*/) {}
};

struct HistogramSummary {
  uint64_t count = 0;
  double sum = 0;
  double min = 0;  // of none: 0
  double max = 0;
};

class RecordingTelemetry final : public ports::Telemetry {
 public:
  struct LabelledCount {
    std::string label;
    uint64_t value;
  };

  void log(ports::Level level, std::string_view component, std::string_view message,
           std::span<const ports::Field> fields) override;
  void count(ports::Counter counter, std::string_view label, uint64_t n) override;
  void set(ports::Gauge gauge, double value) override;
  void observe(ports::Histogram histogram, double value) override;
  void set_ready(bool ready) override;

  // Null for none. It outlives the telemetry, or is taken away before.
  void set_observer(TelemetryObserver* observer) { observer_ = observer; }
  // From now on the first `lines` log lines are kept, as text: "WARN input: message name=value name=value".
  void keep_log(std::size_t lines) { log_limit_ = lines; }

  uint64_t value(ports::Counter counter, std::string_view label = {}) const;
  uint64_t total(ports::Counter counter) const;  // of all labels
  // In the order in which the labels first came.
  const std::vector<LabelledCount>& counts(ports::Counter counter) const;
  double value(ports::Gauge gauge) const { return gauges_.at(static_cast<std::size_t>(gauge)); }
  const HistogramSummary& summary(ports::Histogram histogram) const;
  bool ready() const { return ready_; }
  const std::vector<std::string>& kept_log() const { return log_; }
  // Lines of the level that were logged, whether kept or not.
  uint64_t lines(ports::Level level) const { return lines_.at(static_cast<std::size_t>(level)); }

 private:
  static constexpr std::size_t kLevels = static_cast<std::size_t>(ports::Level::kError) + 1;

  TelemetryObserver* observer_ = nullptr;
  // Few labels each: a scan is the fastest look-up.
  std::array<std::vector<LabelledCount>, ports::kCounterCount> counters_;
  std::array<double, ports::kGaugeCount> gauges_{};
  std::array<HistogramSummary, ports::kHistogramCount> histograms_{};
  std::array<uint64_t, kLevels> lines_{};
  bool ready_ = false;
  std::size_t log_limit_ = 0;
  std::vector<std::string> log_;
};

}  // namespace sw::sim

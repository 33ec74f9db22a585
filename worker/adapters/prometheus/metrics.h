// The metrics of one worker in a Prometheus registry. Names and labels: metric_table.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "worker/base/ids.h"
#include "worker/ports/telemetry.h"

namespace sw::adapters {

// Threads: any.
class Metrics {
 public:
  // All series carry the label stream_id.
  explicit Metrics(const StreamId& stream_id);
  ~Metrics();

  // `label` is a value of the metric's own label from the table, empty for a metric without one.
  void count(ports::Counter counter, std::string_view label, uint64_t n);
  void set(ports::Gauge gauge, double value);
  void observe(ports::Histogram histogram, double value);
  // The Prometheus text format, version 0.0.4.
  std::string text() const;

 private:
  struct Series;
  std::unique_ptr<Series> series_;
};

}  // namespace sw::adapters

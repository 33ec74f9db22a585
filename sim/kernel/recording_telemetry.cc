#include "sim/kernel/recording_telemetry.h"

#include <algorithm>
#include <variant>

namespace sw::sim {
namespace {

constexpr std::array<std::string_view, 4> kLevelNames{"DEBUG", "INFO", "WARN", "ERROR"};

std::string text_of(std::string_view value) { return std::string(value); }
std::string text_of(bool value) { return value ? "true" : "false"; }
std::string text_of(int64_t value) { return std::to_string(value); }
std::string text_of(double value) { return std::to_string(value); }

std::string line_of(ports::Level level, std::string_view component, std::string_view message,
                    std::span<const ports::Field> fields) {
  std::string line(kLevelNames.at(static_cast<std::size_t>(level)));
  line.append(" ").append(component).append(": ").append(message);
  for (const auto& field : fields) {
    line.append(" ").append(field.name).append("=");
    line += std::visit([](auto value) { return text_of(value); }, field.value);
  }
  return line;
}

}  // namespace

void RecordingTelemetry::log(ports::Level level, std::string_view component, std::string_view message,
                             std::span<const ports::Field> fields) {
  ++lines_.at(static_cast<std::size_t>(level));
  if (log_.size() < log_limit_) log_.push_back(line_of(level, component, message, fields));
  if (observer_ != nullptr) observer_->on_log(level, component, message, fields);
}

void RecordingTelemetry::count(ports::Counter counter, std::string_view label, uint64_t n) {
  auto& counts = counters_.at(static_cast<std::size_t>(counter));
  const auto found = std::ranges::find(counts, label, &LabelledCount::label);
  if (found == counts.end()) {
    counts.push_back({std::string(label), n});
  } else {
    found->value += n;
  }
  if (observer_ != nullptr) observer_->on_count(counter, label, n);
}

void RecordingTelemetry::set(ports::Gauge gauge, double value) {
  gauges_.at(static_cast<std::size_t>(gauge)) = value;
  if (observer_ != nullptr) observer_->on_gauge(gauge, value);
}

void RecordingTelemetry::observe(ports::Histogram histogram, double value) {
  auto& summary = histograms_.at(static_cast<std::size_t>(histogram));
  summary.min = summary.count == 0 ? value : std::min(summary.min, value);
  summary.max = summary.count == 0 ? value : std::max(summary.max, value);
  summary.sum += value;
  ++summary.count;
  if (observer_ != nullptr) observer_->on_observation(histogram, value);
}

void RecordingTelemetry::set_ready(bool ready) {
  ready_ = ready;
  if (observer_ != nullptr) observer_->on_ready(ready);
}

uint64_t RecordingTelemetry::value(ports::Counter counter, std::string_view label) const {
  const auto& all = counts(counter);
  const auto found = std::ranges::find(all, label, &LabelledCount::label);
  return found == all.end() ? 0 : found->value;
}

uint64_t RecordingTelemetry::total(ports::Counter counter) const {
  uint64_t sum = 0;
  for (const auto& one : counts(counter)) sum += one.value;
  return sum;
}

const std::vector<RecordingTelemetry::LabelledCount>& RecordingTelemetry::counts(ports::Counter counter) const {
  return counters_.at(static_cast<std::size_t>(counter));
}

const HistogramSummary& RecordingTelemetry::summary(ports::Histogram histogram) const {
  return histograms_.at(static_cast<std::size_t>(histogram));
}

}  // namespace sw::sim

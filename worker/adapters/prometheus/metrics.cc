#include "worker/adapters/prometheus/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <utility>
#include <vector>

#include "worker/adapters/prometheus/metric_table.h"
#include "worker/base/check.h"
#include "worker/ports/metric_names.h"

namespace sw::adapters {

struct Metrics::Series {
  prometheus::Registry registry;
  std::map<std::pair<ports::Counter, std::string>, prometheus::Counter*, std::less<>> counters;
  std::map<ports::Gauge, prometheus::Gauge*> gauges;
  std::map<ports::Histogram, prometheus::Histogram*> histograms;

  explicit Series(const std::string& stream_id) {
    const prometheus::Labels stream{{"stream_id", stream_id}};
    for (const auto& row : kCounters) add_counter(row, stream);
    for (const auto& row : kGauges) {
      auto& family = prometheus::BuildGauge()
                         .Name(std::string(ports::name_of(row.metric)))
                         .Help(std::string(row.help))
                         .Register(registry);
      gauges[row.metric] = &family.Add(with_label(stream, row.label, row.value));
    }
    for (const auto& row : kHistograms) {
      auto& family = prometheus::BuildHistogram()
                         .Name(std::string(ports::name_of(row.metric)))
                         .Help(std::string(row.help))
                         .Register(registry);
      histograms[row.metric] = &family.Add(stream, std::vector<double>(row.buckets.begin(), row.buckets.end()));
    }
  }

 private:
  static prometheus::Labels with_label(prometheus::Labels labels, std::string_view name, std::string_view value) {
    if (!name.empty()) labels.emplace(name, value);
    return labels;
  }
  void add_counter(const MetricRow<ports::Counter>& row, const prometheus::Labels& stream) {
    auto& family = prometheus::BuildCounter()
                       .Name(std::string(ports::name_of(row.metric)))
                       .Help(std::string(row.help))
                       .Register(registry);
    if (row.label.empty()) counters[{row.metric, {}}] = &family.Add(stream);
    for (const std::string_view value : row.values) {
      counters[{row.metric, std::string(value)}] = &family.Add(with_label(stream, row.label, value));
    }
  }
};

Metrics::Metrics(const StreamId& stream_id) : series_(std::make_unique<Series>(stream_id.text())) {}
Metrics::~Metrics() = default;

void Metrics::count(ports::Counter counter, std::string_view label, uint64_t n) {
  const auto found = series_->counters.find(std::pair(counter, std::string(label)));
  SW_CHECK(found != series_->counters.end());  // a label outside the table is our own mistake
  found->second->Increment(static_cast<double>(n));
}

void Metrics::set(ports::Gauge gauge, double value) { series_->gauges.at(gauge)->Set(value); }

void Metrics::observe(ports::Histogram histogram, double value) { series_->histograms.at(histogram)->Observe(value); }

std::string Metrics::text() const { return prometheus::TextSerializer().Serialize(series_->registry.Collect()); }

}  // namespace sw::adapters

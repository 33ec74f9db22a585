#include "sim/scenario/expectation_watch.h"

#include <algorithm>
#include <cmath>

#include "sim/kernel/scheduler.h"
#include "sim/trace/happening.h"
#include "worker/base/duration.h"
#include "worker/ports/metric_names.h"

namespace sw::sim {
namespace {

constexpr std::size_t kMaxTimes = 100'000;

std::string with_batch(const std::string& name, int64_t batch) { return name + "#" + std::to_string(batch); }

bool near(TimeDelta expected, TimeDelta got, TimeDelta tolerance) { return abs(got - expected) <= tolerance; }

std::string number_text(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string event_text(const std::string& event, const std::optional<int64_t>& batch) {
  return batch ? event + " of batch " + std::to_string(*batch) : event;
}

// " at 1s, 7s, …": the first few.
std::string times_text(const std::vector<TimeDelta>& times) {
  constexpr std::size_t kShown = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(times.size(), kShown); ++i) {
    text += (i == 0 ? " at " : ", ") + duration_text(times[i]);
  }
  return text + (times.size() > kShown ? ", …" : "");
}

template <std::size_t N>
std::optional<std::size_t> index_of(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

std::optional<double> metric_value(const RecordingTelemetry& metrics, const ExpectMetric& what) {
  if (const auto counter = index_of(ports::kCounterNames, what.metric)) {
    const auto which = static_cast<ports::Counter>(*counter);
    return static_cast<double>(what.label.empty() ? metrics.total(which) : metrics.value(which, what.label));
  }
  if (const auto gauge = index_of(ports::kGaugeNames, what.metric))
    return metrics.value(static_cast<ports::Gauge>(*gauge));
  if (const auto histogram = index_of(ports::kHistogramNames, what.metric)) {
    return static_cast<double>(metrics.summary(static_cast<ports::Histogram>(*histogram)).count);
  }
  return std::nullopt;
}

}  // namespace

// Nothing else is kept, so that a day takes no more memory than a minute.
ExpectationWatch::ExpectationWatch(const Scenario& scenario) : scenario_(scenario) {
  const auto expect = [&](const std::string& event, const std::optional<int64_t>& batch) {
    seen_.emplace(batch ? with_batch(event, *batch) : event, Seen{});
  };
  for (const Expectation& expectation : scenario.expect) {
    if (const auto* event = std::get_if<ExpectEvent>(&expectation.what)) expect(event->event, event->batch);
    if (const auto* count = std::get_if<ExpectCount>(&expectation.what)) expect(count->event, count->batch);
  }
}

void ExpectationWatch::on(Timestamp now, const Observation& observation) {
  if (scenario_.expect.empty()) return;
  if (const auto* written = std::get_if<OutputWritten>(&observation)) look_at_output(now, written->unit);
  if (const auto* logged = std::get_if<Logged>(&observation)) learn(*logged);
  const auto happening = happening_of(observation);
  if (happening) note(now, happening->name, happening->batch ? happening->batch : batch_of(observation));
}

void ExpectationWatch::note(Timestamp now, const std::string& name, std::optional<int64_t> batch) {
  const auto add = [&](Seen& seen) {
    ++seen.count;
    if (seen.at.size() < kMaxTimes) seen.at.push_back(now - kSimulationStart);
  };
  if (const auto expected = seen_.find(name); expected != seen_.end()) add(expected->second);
  if (!batch) return;
  if (const auto expected = seen_.find(with_batch(name, *batch)); expected != seen_.end()) add(expected->second);
}

// Which segment a fragment is of is said where the segment closes.
void ExpectationWatch::learn(const Logged& logged) {
  std::string_view fragment;
  std::optional<int64_t> batch;
  for (const ports::Field& field : logged.fields) {
    if (field.name == "fragmentId" && std::holds_alternative<std::string_view>(field.value)) {
      fragment = std::get<std::string_view>(field.value);
    }
    if (field.name == "batchNumber" && std::holds_alternative<int64_t>(field.value)) {
      batch = std::get<int64_t>(field.value);
    }
  }
  if (batch && !fragment.empty()) batches_.emplace(fragment, *batch);
}

void ExpectationWatch::look_at_output(Timestamp now, const ports::OutputUnit& unit) {
  if (!first_output_) {
    first_output_ = unit.pts;
    note(now, "output.first", std::nullopt);
  }
  if (unit.track != Track::kVideo) return;
  const int64_t piece = (unit.pts - *first_output_) / scenario_.worker.segment_duration;
  if (piece < next_piece_) return;
  note(now, "output.piece", piece);
  next_piece_ = piece + 1;
}

std::optional<int64_t> ExpectationWatch::batch_of(const Observation& observation) const {
  const auto* event = std::get_if<WireEvent>(&observation);
  if (event == nullptr || !event->payload.IsObject()) return std::nullopt;
  const auto id = event->payload.FindMember("fragment_id");
  if (id == event->payload.MemberEnd() || !id->value.IsString()) return std::nullopt;
  const auto known = batches_.find(std::string_view(id->value.GetString(), id->value.GetStringLength()));
  if (known == batches_.end()) return std::nullopt;
  return known->second;
}

std::vector<Unmet> ExpectationWatch::conclude(const RunEnd& end) const {
  std::vector<Unmet> all;
  for (std::size_t i = 0; i < scenario_.expect.size(); ++i) {
    const Expectation& expectation = scenario_.expect[i];
    const std::string failure = judge(expectation, end);
    if (failure.empty()) continue;
    all.push_back(
        {"/expect/" + std::to_string(i) + ": " + failure + " (" + expectation.why + ")", when(expectation, end)});
  }
  return all;
}

Timestamp ExpectationWatch::when(const Expectation& expectation, const RunEnd& end) const {
  const auto* event = std::get_if<ExpectEvent>(&expectation.what);
  if (event == nullptr) return end.ended;
  const Seen* seen = find(event->event, event->batch);
  const std::size_t nth = static_cast<std::size_t>(event->nth);
  const TimeDelta came = seen != nullptr && seen->at.size() >= nth ? seen->at[nth - 1] : event->at;
  return kSimulationStart + std::min(came, event->at);
}

std::string ExpectationWatch::judge(const Expectation& expectation, const RunEnd& end) const {
  if (const auto* event = std::get_if<ExpectEvent>(&expectation.what)) return judge(*event, expectation.tolerance);
  if (const auto* count = std::get_if<ExpectCount>(&expectation.what)) return judge(*count);
  if (const auto* metric = std::get_if<ExpectMetric>(&expectation.what)) {
    return judge(*metric, end);
  }
  return judge(std::get<ExpectExit>(expectation.what), expectation.tolerance, end);
}

const ExpectationWatch::Seen* ExpectationWatch::find(const std::string& event,
                                                     const std::optional<int64_t>& batch) const {
  const auto seen = seen_.find(batch ? with_batch(event, *batch) : event);
  return seen == seen_.end() ? nullptr : &seen->second;
}

std::string ExpectationWatch::judge(const ExpectEvent& what, TimeDelta tolerance) const {
  const Seen* seen = find(what.event, what.batch);
  const std::string wanted = "expected " + event_text(what.event, what.batch) + " (" + std::to_string(what.nth) +
                             ") at " + duration_text(what.at);
  const std::size_t nth = static_cast<std::size_t>(what.nth);
  if (seen == nullptr || seen->at.empty()) return wanted + ", it never came";
  if (seen->at.size() < nth) return wanted + ", it came only" + times_text(seen->at);
  const TimeDelta got = seen->at[nth - 1];
  if (near(what.at, got, tolerance)) return {};
  return wanted + ", it came at " + duration_text(got) + ", " + duration_text(abs(got - what.at)) +
         (got < what.at ? " early" : " late");
}

std::string ExpectationWatch::judge(const ExpectCount& what) const {
  static const Seen kNone;
  const Seen* found = find(what.event, what.batch);
  const Seen& seen = found == nullptr ? kNone : *found;
  const auto is_inside = [&](TimeDelta at) {
    return at >= what.from.value_or(at) && (!what.until || at < *what.until);
  };
  const bool whole = !what.from && !what.until;
  const int64_t count = whole ? seen.count : std::ranges::count_if(seen.at, is_inside);
  if (count == what.count) return {};
  return "expected " + event_text(what.event, what.batch) + " " + std::to_string(what.count) + " times" +
         (what.from ? " from " + duration_text(*what.from) : "") +
         (what.until ? " until " + duration_text(*what.until) : "") + ", it came " + std::to_string(count) + " times" +
         (seen.at.empty() ? "" : "; in all" + times_text(seen.at));
}

std::string ExpectationWatch::judge(const ExpectMetric& what, const RunEnd& end) {
  const std::string name = what.metric + (what.label.empty() ? "" : "{" + what.label + "}");
  const auto value = metric_value(end.metrics, what);
  if (!value) return "there is no metric " + what.metric;
  if (std::abs(*value - what.value) < 1e-9) return {};
  return "expected " + name + " " + number_text(what.value) + ", it is " + number_text(*value);
}

std::string ExpectationWatch::judge(const ExpectExit& what, TimeDelta tolerance, const RunEnd& end) {
  const TimeDelta at = end.ended - kSimulationStart;
  const std::string got = end.exit_code ? "exited with " + std::to_string(*end.exit_code) + " at " + duration_text(at)
                                        : "was still running at " + duration_text(at);
  const bool right_code = end.exit_code.value_or(kStillRunning) == what.code;
  if (right_code && (!what.at || near(*what.at, at, tolerance))) return {};
  return "expected exit " + std::to_string(what.code) + (what.at ? " at " + duration_text(*what.at) : "") +
         ", the worker " + got;
}

}  // namespace sw::sim

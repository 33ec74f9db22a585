// Runs in which what oracles see is not what happened: a real run's observations pass through a hand that drops,
// repeats, delays or changes some of them. The run itself knows nothing of it.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/media/toy_payload.h"
#include "sim/oracle/judge.h"

namespace sw::sim::test {

using Pass = std::function<void(Timestamp, const Observation&)>;
using Tamper = std::function<void(Timestamp, const Observation&, const Pass&)>;
using EndTamper = std::function<void(RunEnd&)>;

inline Scenario short_scenario() {
  Scenario scenario;
  scenario.limit = TimeDelta::Minutes(5);
  scenario.source.length = TimeDelta::Seconds(20);
  scenario.source.audio->sample_rate = 16'000;
  return scenario;
}

inline WorldFault fault_at(int64_t second, FaultAction action, std::optional<TimeDelta> lasting = {}) {
  return {"fault", TimeDelta::Seconds(second), lasting, std::move(action)};
}

inline void as_it_is(Timestamp now, const Observation& observation, const Pass& pass) { pass(now, observation); }

class TamperedView final : public Observer {
 public:
  TamperedView(Judge& judge, Tamper tamper) : judge_(judge), tamper_(std::move(tamper)) {}
  void on(Timestamp now, const Observation& observation) override {
    tamper_(now, observation, [this](Timestamp at, const Observation& seen) { judge_.on(at, seen); });
  }

 private:
  Judge& judge_;
  Tamper tamper_;
};

// What the oracles find, each as "oracle/rule", once.
inline std::vector<std::string> found(
    const Scenario& scenario, const Tamper& tamper = as_it_is, const EndTamper& at_end = [](RunEnd&) {}) {
  Judge judge(scenario);
  TamperedView view(judge, tamper);
  RunEnd end = run_scenario(scenario, &view);
  at_end(end);
  std::vector<std::string> names;
  for (const Violation& violation : judge.conclude(end).violations()) {
    std::string name = violation.oracle + "/" + violation.rule;
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

// Changes the nth (from 0) of the observations of one kind that `fits`, by `change`, which may pass any number of them.
template <class Kind>
Tamper nth(int n, std::function<bool(const Kind&)> fits,
           std::function<void(Timestamp, const Kind&, const Pass&)> change) {
  auto left = std::make_shared<int>(n);
  return [=](Timestamp now, const Observation& observation, const Pass& pass) {
    const auto* one = std::get_if<Kind>(&observation);
    if (one == nullptr || !fits(*one) || (*left)-- != 0) return pass(now, observation);
    change(now, *one, pass);
  };
}

// Changes the nth unit of a track on its way out.
inline Tamper nth_unit(Track track, int n, std::function<void(ports::OutputUnit&)> change) {
  return nth<OutputWritten>(
      n, [track](const OutputWritten& written) { return written.unit.track == track; },
      [change](Timestamp now, const OutputWritten& written, const Pass& pass) {
        ports::OutputUnit unit = written.unit;
        change(unit);
        pass(now, OutputWritten{unit});
      });
}
inline Tamper drop_unit(Track track, int n) {
  return nth<OutputWritten>(
      n, [track](const OutputWritten& written) { return written.unit.track == track; },
      [](Timestamp, const OutputWritten&, const Pass&) {});
}
inline Tamper repeat_unit(Track track, int n) {
  return nth<OutputWritten>(
      n, [track](const OutputWritten& written) { return written.unit.track == track; },
      [](Timestamp now, const OutputWritten& written, const Pass& pass) {
        pass(now, written);
        pass(now, written);
      });
}
// Everything of one kind is late by `by`; the rest is as it was.
template <class Kind>
Tamper late(TimeDelta by) {
  return [by](Timestamp now, const Observation& observation, const Pass& pass) {
    pass(std::holds_alternative<Kind>(observation) ? now + by : now, observation);
  };
}

inline PayloadRef bytes(std::vector<uint8_t> unit) { return toy_payload(unit); }

}  // namespace sw::sim::test

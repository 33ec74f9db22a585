#include "sim/campaign/last_lines.h"

#include <array>
#include <cstdio>

#include "contracts/utf8.h"
#include "sim/kernel/scheduler.h"
#include "sim/oracle/judge.h"
#include "sim/trace/happening.h"
#include "sim/trace/trace_line.h"
#include "sim/world/run.h"

namespace sw::sim {
namespace {

constexpr std::size_t kMaxLine = 180;

bool is_telling(const Observation& observation) {
  if (std::holds_alternative<OutputWritten>(observation)) return false;
  if (std::holds_alternative<FileWritten>(observation)) return false;
  const auto* logged = std::get_if<Logged>(&observation);
  return (logged != nullptr && logged->level != ports::Level::kDebug) || happening_of(observation).has_value();
}

// "    13.001000000  "on":"fragment:data",…"
std::string readable(Timestamp now, const Observation& observation) {
  std::array<char, 32> time{};
  const int64_t nanos = (now - kSimulationStart).nanos();
  std::snprintf(time.data(), time.size(), "%6lld.%09lld  ", static_cast<long long>(nanos / 1'000'000'000),
                static_cast<long long>(nanos % 1'000'000'000));
  std::string line = trace_line(now, observation);
  line = line.substr(line.find(',') + 1);
  line.pop_back();
  return time.data() + std::string(contracts::cut_utf8(line, kMaxLine));
}

}  // namespace

void LastLines::on(Timestamp now, const Observation& observation) {
  if (now > until_ || !is_telling(observation)) return;
  lines_.push_back(readable(now, observation));
  if (lines_.size() > kLastLines) lines_.pop_front();
}

std::vector<std::string> last_lines(const Scenario& scenario, Timestamp until) {
  LastLines last(until);
  Judge judge(scenario, &last);
  run_scenario(scenario, &judge);
  return last.take();
}

}  // namespace sw::sim

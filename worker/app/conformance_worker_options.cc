#include "worker/app/conformance_worker_options.h"

#include <utility>

#include "worker/app/duration.h"

namespace sw::app {
namespace {

constexpr FakeStsOption kOptions[] = {
    {"junit", "OUT.xml: the findings as JUnit", false},
    {"for", "judge for so long, such as 90s; default until the worker's stream has ended", false},
    {"tolerance", "how far times may be off; default 1s", false},
};
constexpr TimeDelta kLongest = TimeDelta::Minutes(7 * 24 * 60);
constexpr TimeDelta kMaxTolerance = TimeDelta::Seconds(10);

expected<std::optional<TimeDelta>, std::string> read_time(const FlagValues& given, std::string_view flag, TimeDelta min,
                                                          TimeDelta max) {
  const auto found = given.find(flag);
  if (found == given.end()) return std::optional<TimeDelta>();
  const auto time = parse_duration(found->second);
  if (time && *time >= min && *time <= max) return std::optional(*time);
  return unexpected("--" + std::string(flag) + " is not allowed to be that; allowed: " + duration_text(min) + ".." +
                    duration_text(max));
}

}  // namespace

std::span<const FakeStsOption> conformance_worker_options() { return kOptions; }

expected<ConformanceWorkerCommand, std::string> read_conformance_worker(const FlagValues& given) {
  auto service = read_fake_sts(given);
  if (!service) return unexpected(std::move(service).error());
  const auto run_for = read_time(given, "for", TimeDelta::Seconds(1), kLongest);
  if (!run_for) return unexpected(run_for.error());
  const auto tolerance = read_time(given, "tolerance", TimeDelta::Millis(1), kMaxTolerance);
  if (!tolerance) return unexpected(tolerance.error());
  ConformanceWorkerCommand command{*std::move(service), {}, *run_for};
  if (const auto junit = given.find("junit"); junit != given.end()) command.junit_file = junit->second;
  if (*tolerance) command.tolerance = **tolerance;
  return command;
}

}  // namespace sw::app

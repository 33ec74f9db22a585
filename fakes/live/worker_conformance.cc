#include "fakes/live/worker_conformance.h"

#include <cstdio>
#include <utility>

#include "fakes/conformance/worker/worker_judge.h"
#include "fakes/live/output_file.h"
#include "worker/adapters/asio/asio_alarm.h"
#include "worker/adapters/asio/signal_watch.h"
#include "worker/adapters/asio/system_clock.h"

namespace sw::fakes {
namespace {

using conformance::worker::WorkerJudge;

constexpr int kAllHeld = 0;
constexpr int kBroken = 1;
constexpr int kBadInput = 2;

int refuse(const std::string& why) {
  std::fprintf(stderr, "conformance worker: %s\n", why.c_str());
  return kBadInput;
}

// Serves until there is nothing more to see.
void serve(adapters::EventLoop& loop, StsServer& server, const WorkerJudge& judge, std::optional<Timestamp> end) {
  adapters::AsioAlarm alarm(loop);
  if (end) alarm.set(*end);
  loop.run([&](Timestamp now, ports::Event event) {
    if (std::holds_alternative<ports::StopRequested>(event)) return loop.stop();
    server.handle(now, std::move(event));
    if (judge.is_over() || (end && now >= *end)) loop.stop();
  });
}

}  // namespace

int run_worker_conformance(WorkerConformanceOptions options) {
  OutputFile junit;
  if (!options.junit_file.empty()) {
    junit = open_output(options.junit_file);
    if (junit == nullptr) return refuse("cannot write " + options.junit_file);
  }
  const adapters::SystemClock clock;
  const Timestamp start = clock.now();
  adapters::EventLoop loop(clock);
  const adapters::SignalWatch signals(loop);
  WorkerJudge judge(start,
                    {options.service.settings.ping_timeout, options.service.settings.max_payload, options.tolerance});
  options.service.witness = &judge;
  const auto server = StsServer::listen(loop, std::move(options.service));
  if (!server) return refuse(server.error());
  write(stdout, (*server)->url() + "\n");
  serve(loop, **server, judge, options.run_for ? std::optional(start + *options.run_for) : std::nullopt);
  const conformance::Report report = judge.report(clock.now());
  write(stdout, to_table(report));
  if (junit) write(junit.get(), to_junit(report));
  return report.holds() ? kAllHeld : kBroken;
}

}  // namespace sw::fakes

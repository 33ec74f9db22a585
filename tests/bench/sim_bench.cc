// What simulated time costs: a scheduler event, an event handed to the engine, a message over a virtual link.
#include <benchmark/benchmark.h>

#include <string>
#include <utility>
#include <vector>

#include "sim/kernel/event_queue.h"
#include "sim/kernel/virtual_alarm.h"
#include "sim/network/virtual_network.h"

namespace sw::sim {
namespace {

constexpr TimeDelta kStep = TimeDelta::Micros(10);

// Timers that set themselves again, as many at once as the argument says.
void schedule_and_run(benchmark::State& state, uint64_t order_seed) {
  Scheduler scheduler(order_seed);
  struct Timer {
    Scheduler& scheduler;
    TimeDelta period;
    void start() {
      scheduler.after(period, [this] { start(); });
    }
  };
  std::vector<Timer> timers;
  for (int64_t i = 0; i < state.range(0); ++i) timers.push_back({scheduler, kStep * (1 + i * 7919 % 97)});
  for (auto& timer : timers) timer.start();
  for (auto _ : state) scheduler.step();
  state.SetItemsProcessed(state.iterations());
}
void SchedulerEvent(benchmark::State& state) { schedule_and_run(state, 0); }
void SchedulerEventInDrawnOrder(benchmark::State& state) { schedule_and_run(state, 1); }
BENCHMARK(SchedulerEvent)->Arg(4)->Arg(64)->Arg(1024);
BENCHMARK(SchedulerEventInDrawnOrder)->Arg(64);

void EventThroughTheQueue(benchmark::State& state) {
  Scheduler scheduler;
  EventQueue queue(scheduler);
  uint64_t seen = 0;
  queue.set_handler([&](Timestamp, ports::Event&&) { ++seen; });
  for (auto _ : state) {
    queue.post(ports::AlarmRang{});
    scheduler.step();
  }
  benchmark::DoNotOptimize(seen);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(EventThroughTheQueue);

// An engine sets its alarm anew after every event, and it hardly ever rings.
void AlarmSetAnew(benchmark::State& state) {
  Scheduler scheduler;
  EventQueue queue(scheduler);
  VirtualAlarm alarm(scheduler, queue);
  queue.set_handler([](Timestamp, ports::Event&&) {});
  Timestamp at = scheduler.now();
  for (auto _ : state) {
    at += kStep;
    alarm.set(at + TimeDelta::Seconds(1));
    scheduler.run_until(at);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(AlarmSetAnew);

// A worker that sends the next message when the echo of the last is there. Argument: bytes of a message.
class EchoWorld final : public Server {
 public:
  explicit EchoWorld(const LinkSettings& link) {
    side_ = &network_.listen({.name = "echo", .host = "echo.test", .port = 80}, *this, link);
    queue_.set_handler([this](Timestamp, ports::Event&& event) {
      if (auto* got = std::get_if<ports::Received>(&event)) {
        received_ += got->bytes.size();
        last_ = std::move(got->bytes);
      }
    });
    network_.connect(kConnection, {"echo.test", 80, false});
    while (scheduler_.step()) {
    }
  }

  void round_trip(std::string message) {
    const std::size_t wanted = received_ + message.size();
    network_.send(kConnection, std::move(message));
    while (received_ < wanted) scheduler_.step();
  }
  std::string take_last() { return std::exchange(last_, {}); }
  uint64_t events_run() const { return scheduler_.events_run(); }

 private:
  static constexpr ports::ConnectionId kConnection{1};
  bool accepting(Timestamp) override { return true; }
  void on_connected(Timestamp, ports::ConnectionId) override {}
  void on_bytes(Timestamp, ports::ConnectionId id, std::string bytes) override { side_->send(id, std::move(bytes)); }
  void on_closed(Timestamp, ports::ConnectionId, PeerEnd) override {}

  Scheduler scheduler_;
  EventQueue queue_{scheduler_};
  VirtualNetwork network_{scheduler_, queue_, 1};
  ServerSide* side_ = nullptr;
  std::size_t received_ = 0;
  std::string last_;
};

void echo(benchmark::State& state, const LinkSettings& link) {
  EchoWorld world(link);
  const auto size = static_cast<std::size_t>(state.range(0));
  std::string message(size, 'x');
  const uint64_t before = world.events_run();
  for (auto _ : state) {
    message.resize(size, 'x');
    world.round_trip(std::move(message));
    message = world.take_last();
  }
  state.SetItemsProcessed(2 * state.iterations());  // there and back
  state.counters["events"] =
      benchmark::Counter(static_cast<double>(world.events_run() - before), benchmark::Counter::kAvgIterations);
}
void EchoAsWritten(benchmark::State& state) { echo(state, {}); }
void EchoWithJitterAndBandwidth(benchmark::State& state) {
  echo(state, {.jitter = TimeDelta::Millis(3), .bytes_per_second = 10'000'000});
}
void EchoCutAndJoined(benchmark::State& state) { echo(state, {.pieces = Pieces::kDrawn}); }
BENCHMARK(EchoAsWritten)->Arg(500)->Arg(100'000);
BENCHMARK(EchoWithJitterAndBandwidth)->Arg(500);
BENCHMARK(EchoCutAndJoined)->Arg(500)->Arg(100'000);

}  // namespace
}  // namespace sw::sim

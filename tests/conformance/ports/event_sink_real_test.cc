// The Asio loop as an event sink, and what only real threads can show.
#include "tests/conformance/ports/event_sink_suite.h"

#include <array>
#include <thread>

#include "tests/conformance/ports/real_loop.h"

namespace sw::conformance {
namespace {

INSTANTIATE_TYPED_TEST_SUITE_P(Real, EventSinkSuite, RealLoop);

constexpr int kThreads = 4;
constexpr int kEventsEach = 20'000;

// Event n of thread t has the number n * kThreads + t.
void post_from_threads(ports::EventSink& sink, std::vector<std::jthread>& threads) {
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&sink, t] {
      for (int n = 0; n < kEventsEach; ++n) sink.post(ports::StopRequested{n * kThreads + t});
    });
  }
}

TEST(EventLoop, LosesNoEventOfManyThreadsAndKeepsTheOrderOfEach) {
  RealLoop world;
  std::size_t handled = 0;
  world.when_event([&](const ports::Event&) { ++handled; });
  std::vector<std::jthread> threads;
  post_from_threads(world.sink(), threads);
  ASSERT_TRUE(world.run_until([&] { return handled == kThreads * kEventsEach; }));
  std::array<int, kThreads> next{};
  for (const auto* event : world.journal().all<ports::StopRequested>()) {
    const auto thread = static_cast<std::size_t>(event->signal % kThreads);
    ASSERT_EQ(event->signal / kThreads, next.at(thread)++);
  }
}

TEST(EventLoop, StopBeforeRunEndsThatRun) {
  RealLoop world;
  int handled = 0;
  const auto stop_at_first = [&](Timestamp, ports::Event&&) {
    ++handled;
    world.loop().stop();
  };
  world.loop().stop();
  world.loop().run(stop_at_first);
  EXPECT_EQ(handled, 0);
  // Only that one: the next run handles what comes.
  world.sink().post(ports::StopRequested{1});
  world.loop().run(stop_at_first);
  EXPECT_EQ(handled, 1);
}

TEST(EventLoop, StopFromAnotherThreadEndsAnIdleRun) {
  RealLoop world;
  std::jthread stopper;
  world.sink().post(ports::AlarmRang{});
  world.loop().run([&](Timestamp, ports::Event&&) { stopper = std::jthread([&] { world.loop().stop(); }); });
  EXPECT_TRUE(stopper.joinable());
}

TEST(EventLoop, StopEndsTheRunAfterTheEventInHand) {
  RealLoop world;
  int handled = 0;
  const auto stop_at_once = [&](Timestamp, ports::Event&&) {
    ++handled;
    world.loop().stop();
  };
  world.sink().post(ports::AlarmRang{});
  world.sink().post(ports::AlarmRang{});
  world.loop().run(stop_at_once);
  EXPECT_EQ(handled, 1);
  world.loop().run(stop_at_once);
  EXPECT_EQ(handled, 2);
}

}  // namespace
}  // namespace sw::conformance

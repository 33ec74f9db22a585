// SIGINT and SIGTERM as events.
#include <gtest/gtest.h>

#include <csignal>

#include "tests/conformance/ports/real_loop.h"
#include "worker/adapters/asio/signal_watch.h"

namespace sw::conformance {
namespace {

TEST(SignalWatch, TurnsBothSignalsIntoStopRequests) {
  RealLoop world;
  const adapters::SignalWatch watch(world.loop());
  for (const int signal : {SIGTERM, SIGINT}) {
    const std::size_t before = world.journal().count<ports::StopRequested>();
    std::raise(signal);
    ASSERT_TRUE(world.run_until([&] { return world.journal().count<ports::StopRequested>() > before; }));
    EXPECT_EQ(world.journal().all<ports::StopRequested>().back()->signal, signal);
  }
}

TEST(SignalWatch, DeliversTheSecondSignalAsWell) {
  RealLoop world;
  const adapters::SignalWatch watch(world.loop());
  std::raise(SIGTERM);
  std::raise(SIGTERM);
  EXPECT_TRUE(world.run_until([&] { return world.journal().count<ports::StopRequested>() == 2; }));
}

TEST(SignalWatch, CatchesASignalThatCameBeforeTheLoopRan) {
  RealLoop world;
  const adapters::SignalWatch watch(world.loop());
  std::raise(SIGINT);
  EXPECT_TRUE(world.run_until([&] { return world.journal().count<ports::StopRequested>() == 1; }));
}

TEST(SignalWatch, GivesTheDefaultActionBackAtItsEnd) {
  RealLoop world;
  { const adapters::SignalWatch watch(world.loop()); }
  EXPECT_EXIT(std::raise(SIGTERM), ::testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace sw::conformance

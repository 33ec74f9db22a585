// The loop of the real world: one thread that carries every event to the engine, in the order in which they were
// posted, and runs the timers and sockets of this folder in between.
#pragma once

#include <functional>
#include <memory>

#include "worker/ports/event.h"

namespace boost::asio {
class io_context;
}

namespace sw::adapters {

// Threads: post() and stop() from any; the rest from one thread, the loop's.
//
// The queue has no limit, since EventSink promises neither to block nor to fail. What fills it is bounded by its
// sources: sockets are read by this very loop, one chunk per turn, and media comes at the source's own pace.
class EventLoop final : public ports::EventSink {
 public:
  // Takes one event at a time; `now` is the time at which its turn came.
  using Handler = std::function<void(Timestamp now, ports::Event&& event)>;

  // `clock` outlives the loop.
  explicit EventLoop(const ports::Clock& clock);
  ~EventLoop() override;

  // Wakes the loop once per batch, not once per event.
  void post(ports::Event event) override;

  // Calls `handler` for every event until stop(). Events still queued then stay for the next run().
  void run(const Handler& handler);
  // Lets run() return once the event in hand is handled; the next run() where none is on its way.
  void stop();

  // For the adapters that live on this loop. It must outlive them.
  boost::asio::io_context& context();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sw::adapters

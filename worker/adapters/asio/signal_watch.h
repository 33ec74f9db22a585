// SIGINT and SIGTERM as events.
#pragma once

#include <memory>

#include "worker/adapters/asio/event_loop.h"

namespace sw::adapters {

// From construction on, each SIGINT or SIGTERM becomes a StopRequested, the second one as well as the first: what a
// second one means is the engine's to decide. `loop` outlives the watch; the default action returns with its end.
class SignalWatch {
 public:
  explicit SignalWatch(EventLoop& loop);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  class Signals;
  std::shared_ptr<Signals> signals_;
};

}  // namespace sw::adapters

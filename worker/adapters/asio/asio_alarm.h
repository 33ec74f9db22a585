// The engine's alarm on a timer of the loop.
#pragma once

#include <memory>

#include "worker/adapters/asio/event_loop.h"
#include "worker/ports/clock.h"

namespace sw::adapters {

// `loop` outlives the alarm. Instants are those of SystemClock.
class AsioAlarm final : public ports::Alarm {
 public:
  explicit AsioAlarm(EventLoop& loop);
  ~AsioAlarm() override;
  void set(Timestamp at) override;
  void clear() override;

 private:
  class Timer;
  std::shared_ptr<Timer> timer_;
};

}  // namespace sw::adapters

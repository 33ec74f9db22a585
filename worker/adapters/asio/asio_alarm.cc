#include "worker/adapters/asio/asio_alarm.h"

#include <chrono>
#include <optional>
#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace sw::adapters {
namespace {

std::chrono::steady_clock::time_point time_point(Timestamp at) {
  return std::chrono::steady_clock::time_point(std::chrono::nanoseconds(at.nanos()));
}

}  // namespace

// A deadline that moves away, as watchdogs do with every unit of media, does not touch the timer: that wakes at the
// earlier time and looks again.
class AsioAlarm::Timer : public std::enable_shared_from_this<AsioAlarm::Timer> {
 public:
  explicit Timer(EventLoop& loop) : loop_(loop), timer_(loop.context()) {}

  void set(Timestamp at) {
    deadline_ = at;
    if (!wakes_at_ || at < *wakes_at_) wait(at);
  }

  void clear() { deadline_.reset(); }

  // No handler may touch the loop after this.
  void abandon() {
    deadline_.reset();
    ++wait_number_;
    timer_.cancel();
  }

 private:
  void wait(Timestamp at) {
    wakes_at_ = at;
    timer_.expires_at(time_point(at));
    // A wait that was replaced may have expired already, its handler standing in the queue: the number tells.
    timer_.async_wait([self = shared_from_this(), number = ++wait_number_](const boost::system::error_code&) {
      if (number == self->wait_number_) self->wake();
    });
  }

  void wake() {
    const Timestamp woke_at = *std::exchange(wakes_at_, std::nullopt);
    if (!deadline_) return;
    if (*deadline_ > woke_at) return wait(*deadline_);
    deadline_.reset();
    loop_.post(ports::AlarmRang{});
  }

  EventLoop& loop_;
  boost::asio::steady_timer timer_;
  std::optional<Timestamp> deadline_;  // what was set
  std::optional<Timestamp> wakes_at_;  // what the timer waits for; never later than the deadline
  uint64_t wait_number_ = 0;
};

AsioAlarm::AsioAlarm(EventLoop& loop) : timer_(std::make_shared<Timer>(loop)) {}
AsioAlarm::~AsioAlarm() { timer_->abandon(); }
void AsioAlarm::set(Timestamp at) { timer_->set(at); }
void AsioAlarm::clear() { timer_->clear(); }

}  // namespace sw::adapters

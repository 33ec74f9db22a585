#include "tests/conformance/ports/real_loop.h"

#include <chrono>
#include <memory>
#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace sw::conformance {
namespace {

constexpr TimeDelta kPatience = TimeDelta::Seconds(30);
constexpr std::chrono::milliseconds kLook{1};  // how often a condition is looked at while nothing happens

// Looks at a condition again and again while the loop runs; a look that was still waiting when the run ended does
// nothing in the next one.
class Ticker : public std::enable_shared_from_this<Ticker> {
 public:
  Ticker(boost::asio::io_context& context, std::function<void()> look) : timer_(context), look_(std::move(look)) {}

  void start() {
    timer_.expires_after(kLook);
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code&) {
      const auto self = weak.lock();
      if (!self) return;
      self->look_();
      self->start();
    });
  }

 private:
  boost::asio::steady_timer timer_;
  std::function<void()> look_;
};

}  // namespace

bool RealLoop::run_until(const std::function<bool()>& condition) {
  const Timestamp deadline = clock_.now() + kPatience;
  bool held = condition();
  if (held) return true;
  const auto check = [&] {
    held = held || condition();
    if (held || clock_.now() >= deadline) loop_.stop();
  };
  const auto ticker = std::make_shared<Ticker>(loop_.context(), check);
  ticker->start();
  loop_.run([&](Timestamp now, ports::Event&& event) {
    journal_.record(now, std::move(event));
    if (hook_) hook_(journal_.arrivals().back().event);
    check();
  });
  return held;
}

void RealLoop::run_to(Timestamp at) {
  run_until([&] { return clock_.now() >= at; });
}

}  // namespace sw::conformance

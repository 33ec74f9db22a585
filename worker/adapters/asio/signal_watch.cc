#include "worker/adapters/asio/signal_watch.h"

#include <csignal>
#include <utility>

#include <boost/asio/signal_set.hpp>

namespace sw::adapters {

class SignalWatch::Signals : public std::enable_shared_from_this<SignalWatch::Signals> {
 public:
  explicit Signals(EventLoop& loop) : loop_(loop), set_(loop.context(), SIGINT, SIGTERM) {}

  void wait() {
    set_.async_wait([self = shared_from_this()](const boost::system::error_code& error, int signal) {
      if (error || self->over_) return;
      self->loop_.post(ports::StopRequested{signal});
      self->wait();
    });
  }

  void abandon() {
    over_ = true;
    boost::system::error_code ignored;
    set_.cancel(ignored);
    set_.clear(ignored);
  }

 private:
  EventLoop& loop_;
  boost::asio::signal_set set_;
  bool over_ = false;
};

SignalWatch::SignalWatch(EventLoop& loop) : signals_(std::make_shared<Signals>(loop)) { signals_->wait(); }
SignalWatch::~SignalWatch() { signals_->abandon(); }

}  // namespace sw::adapters

#include "worker/adapters/asio/event_loop.h"

#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "worker/base/check.h"

namespace sw::adapters {

struct EventLoop::State {
  explicit State(const ports::Clock& the_clock) : clock(the_clock) {}

  void schedule() {
    boost::asio::post(context, [this] { drain(); });
  }

  void push(ports::Event event) {
    bool first = false;
    {
      const std::scoped_lock lock(mutex);
      incoming.push_back(std::move(event));
      first = !std::exchange(scheduled, true);
    }
    if (first) schedule();
  }

  void refill() {
    batch.clear();
    next = 0;
    const std::scoped_lock lock(mutex);
    batch.swap(incoming);
    scheduled = false;
  }

  // One batch per turn: what is posted meanwhile waits for the next, so that sockets and timers get theirs.
  void drain() {
    if (next == batch.size()) refill();
    while (next < batch.size() && !stopping) (*handler)(clock.now(), std::move(batch[next++]));
  }

  const ports::Clock& clock;
  boost::asio::io_context context{1};  // 1: no locks between handlers, only one thread runs it
  std::atomic<bool> stopping = false;

  std::mutex mutex;
  std::vector<ports::Event> incoming;  // guarded by mutex
  bool scheduled = false;              // guarded by mutex: a drain is on its way that will take `incoming`

  std::vector<ports::Event> batch;  // the loop's own
  std::size_t next = 0;             // first of the batch that was not handled yet
  const Handler* handler = nullptr;
};

EventLoop::EventLoop(const ports::Clock& clock) : state_(std::make_unique<State>(clock)) {}
EventLoop::~EventLoop() = default;

void EventLoop::post(ports::Event event) { state_->push(std::move(event)); }

void EventLoop::run(const Handler& handler) {
  SW_CHECK(state_->handler == nullptr);
  state_->handler = &handler;
  if (state_->next < state_->batch.size()) state_->schedule();
  {
    const auto keep_running = boost::asio::make_work_guard(state_->context);
    state_->context.run();
  }  // the end of the last work stops a context, so it comes before the restart
  state_->context.restart();
  state_->stopping = false;
  state_->handler = nullptr;
}

void EventLoop::stop() {
  state_->stopping = true;
  state_->context.stop();
}

boost::asio::io_context& EventLoop::context() { return state_->context; }

}  // namespace sw::adapters

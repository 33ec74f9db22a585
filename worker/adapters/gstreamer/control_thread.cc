#include "worker/adapters/gstreamer/control_thread.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace sw::adapters::gst {

using SteadyTime = std::chrono::steady_clock::time_point;

struct ControlThread::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::multimap<SteadyTime, std::function<void()>> jobs;  // equal times keep the order of insertion
  bool stopping = false;
  bool stopped = false;
  std::thread thread;
};

ControlThread::ControlThread(std::chrono::milliseconds stop_limit)
    : stop_limit_(stop_limit), state_(std::make_shared<State>()) {
  state_->thread = std::thread([state = state_] { run(state); });
}

ControlThread::~ControlThread() {
  std::unique_lock lock(state_->mutex);
  state_->stopping = true;
  state_->changed.notify_all();
  const bool stopped = state_->changed.wait_for(lock, stop_limit_, [this] { return state_->stopped; });
  lock.unlock();
  if (stopped) {
    state_->thread.join();
  } else {
    state_->thread.detach();
  }
}

void ControlThread::post_after(std::chrono::milliseconds delay, std::function<void()> job) {
  std::lock_guard lock(state_->mutex);
  state_->jobs.emplace(std::chrono::steady_clock::now() + delay, std::move(job));
  state_->changed.notify_all();
}

void ControlThread::run(const std::shared_ptr<State>& state) {
  std::unique_lock lock(state->mutex);
  for (;;) {
    const auto first = state->jobs.begin();
    if (first != state->jobs.end() && first->first <= std::chrono::steady_clock::now()) {
      std::function<void()> job = std::move(first->second);
      state->jobs.erase(first);
      lock.unlock();
      job();
      job = nullptr;  // what the job holds is released here, not under the lock
      lock.lock();
    } else if (state->stopping) {
      break;
    } else if (first == state->jobs.end()) {
      state->changed.wait(lock);
    } else {
      state->changed.wait_until(lock, first->first);
    }
  }
  auto left = std::move(state->jobs);
  lock.unlock();
  left.clear();
  lock.lock();
  state->stopped = true;
  state->changed.notify_all();
}

}  // namespace sw::adapters::gst

// One thread that carries out a pipeline's state changes in order, so that the engine's loop never waits for them: a
// server that hangs delays its TEARDOWN, not the loop; and a new run starts after the one before it is gone.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace sw::adapters::gst {

class ControlThread {
 public:
  // What the destructor waits at most for jobs under way. Longer ones are left to the end of the process.
  static constexpr std::chrono::milliseconds kStopLimit{3000};

  explicit ControlThread(std::chrono::milliseconds stop_limit = kStopLimit);
  // Carries out what is due, drops what is not, and stops; gives up waiting after the stop limit.
  ~ControlThread();
  ControlThread(const ControlThread&) = delete;
  ControlThread& operator=(const ControlThread&) = delete;

  // Any thread. Jobs run one at a time, in the order of their due times.
  void post(std::function<void()> job) { post_after(std::chrono::milliseconds(0), std::move(job)); }
  void post_after(std::chrono::milliseconds delay, std::function<void()> job);

 private:
  struct State;
  static void run(const std::shared_ptr<State>& state);
  const std::chrono::milliseconds stop_limit_;
  std::shared_ptr<State> state_;
};

}  // namespace sw::adapters::gst

// The events of one run of a pipeline: posted in order from whatever thread, none after the last one, none after
// silence().
#pragma once

#include <mutex>
#include <utility>

#include "worker/ports/event.h"

namespace sw::adapters::gst {

class RunEvents {
 public:
  RunEvents(ports::EventSink& sink, ports::PipelineRunId run) : sink_(sink), run_(run) {}

  ports::PipelineRunId run() const { return run_; }

  // Posts what `make` returns, unless the run is over; `make` runs only then. True when posted.
  template <class Make>
  bool post(Make&& make) {
    std::lock_guard lock(mutex_);
    if (over_) return false;
    sink_.post(std::forward<Make>(make)());
    return true;
  }

  // The same, and the run is over.
  template <class Make>
  bool post_last(Make&& make) {
    std::lock_guard lock(mutex_);
    if (over_) return false;
    over_ = true;
    sink_.post(std::forward<Make>(make)());
    return true;
  }

  bool over() const {
    std::lock_guard lock(mutex_);
    return over_;
  }

  // Nothing is posted once this has returned, and the sink is no longer touched.
  void silence() {
    std::lock_guard lock(mutex_);
    over_ = true;
  }

 private:
  mutable std::mutex mutex_;
  ports::EventSink& sink_;
  ports::PipelineRunId run_;
  bool over_ = false;
};

}  // namespace sw::adapters::gst

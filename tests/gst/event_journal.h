// An event sink that keeps what it gets.
#pragma once

#include <cstddef>
#include <mutex>
#include <utility>
#include <variant>
#include <vector>

#include "worker/ports/event.h"

namespace sw::tests {

class EventJournal final : public ports::EventSink {
 public:
  void post(ports::Event event) override {
    std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }
  std::vector<ports::Event> events() const {
    std::lock_guard lock(mutex_);
    return events_;
  }
  template <class Kind>
  std::vector<Kind> all() const {
    std::vector<Kind> found;
    for (const auto& event : events()) {
      if (const auto* kind = std::get_if<Kind>(&event)) found.push_back(*kind);
    }
    return found;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<ports::Event> events_;
};

}  // namespace sw::tests

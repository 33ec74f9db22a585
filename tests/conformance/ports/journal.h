// What a suite's world has seen so far: every event, in the order of arrival.
#pragma once

#include <cstddef>
#include <utility>
#include <variant>
#include <vector>

#include "worker/ports/event.h"

namespace sw::conformance {

struct Arrival {
  Timestamp now;  // when the loop handed it over
  ports::Event event;
};

class Journal {
 public:
  void record(Timestamp now, ports::Event&& event) { arrivals_.push_back({now, std::move(event)}); }

  const std::vector<Arrival>& arrivals() const { return arrivals_; }

  // Those of one kind, in order.
  template <class Kind>
  std::vector<const Kind*> all() const {
    std::vector<const Kind*> found;
    for (const auto& arrival : arrivals_) {
      if (const auto* event = std::get_if<Kind>(&arrival.event)) found.push_back(event);
    }
    return found;
  }

  template <class Kind>
  std::size_t count() const {
    return all<Kind>().size();
  }

 private:
  std::vector<Arrival> arrivals_;
};

}  // namespace sw::conformance

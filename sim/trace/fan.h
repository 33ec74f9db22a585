// One run, watched by several.
#pragma once

#include <initializer_list>
#include <vector>

#include "sim/trace/observation.h"

namespace sw::sim {

// Passes everything on to each of its observers in turn; they outlive it.
class Fan final : public Observer {
 public:
  explicit Fan(std::initializer_list<Observer*> observers) : observers_(observers) {}
  void on(Timestamp now, const Observation& observation) override {
    for (Observer* observer : observers_) observer->on(now, observation);
  }

 private:
  std::vector<Observer*> observers_;
};

}  // namespace sw::sim

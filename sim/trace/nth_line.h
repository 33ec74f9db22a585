// The line of one observation of a run, by its index: to name the event at which two runs part (run_hash.h).
#pragma once

#include <cstddef>
#include <string>

#include "sim/trace/observation.h"
#include "sim/trace/trace_line.h"

namespace sw::sim {

class NthLine final : public Observer {
 public:
  // To be fed as the hash was.
  explicit NthLine(std::size_t index) : index_(index) {}
  void on(Timestamp now, const Observation& observation) override {
    if (seen_++ != index_) return;
    line_ = trace_line(now, observation);
    at_ = now - kSimulationStart;
  }
  // Empty where the run had no such observation.
  const std::string& line() const { return line_; }
  TimeDelta at() const { return at_; }  // virtual time

 private:
  std::size_t index_;
  std::size_t seen_ = 0;
  std::string line_;
  TimeDelta at_ = TimeDelta::Zero();
};

}  // namespace sw::sim

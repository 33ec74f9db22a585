// What happened last before an instant, for a report: named events and log lines, without bytes and media.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "sim/scenario/scenario.h"
#include "sim/trace/observation.h"

namespace sw::sim {

inline constexpr std::size_t kLastLines = 20;

// The last kLastLines at or before `until`, in order, from a run of their own: most runs need none.
std::vector<std::string> last_lines(const Scenario& scenario, Timestamp until);

// Keeps them while a run goes on.
class LastLines final : public Observer {
 public:
  explicit LastLines(Timestamp until) : until_(until) {}
  void on(Timestamp now, const Observation& observation) override;
  std::vector<std::string> take() { return {lines_.begin(), lines_.end()}; }

 private:
  Timestamp until_;
  std::deque<std::string> lines_;
};

}  // namespace sw::sim

// What a session has done, for the statistics of its stream:complete.
#pragma once

#include <cstdint>
#include <vector>

#include "contracts/fragment_result.h"
#include "contracts/stream_events.h"

namespace sw::fakes::sts {

class SessionRecord {
 public:
  int64_t accepted() const { return accepted_; }
  void on_accepted(int64_t duration_ms);
  void on_result(contracts::FragmentStatus status, int64_t processing_time_ms);
  // It ended without a result.
  void on_failure() { ++statistics_.failed_count; }

  // total_fragments and total_duration_ms are of the fragments that were accepted.
  contracts::StreamComplete complete(const std::string& stream_id) const;

 private:
  int64_t accepted_ = 0;
  int64_t duration_ms_ = 0;
  int64_t results_ = 0;
  int64_t time_sum_ms_ = 0;
  std::vector<int64_t> times_ms_;  // the latest, as a ring of kMaxTimings
  contracts::StreamStatistics statistics_;
};

}  // namespace sw::fakes::sts

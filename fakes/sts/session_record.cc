#include "fakes/sts/session_record.h"

#include <algorithm>

#include "fakes/sts/limits.h"

namespace sw::fakes::sts {
namespace {

// The smallest value that 95 % do not exceed.
double percentile_95(std::vector<int64_t> times) {
  const std::size_t rank = (times.size() * 95 + 99) / 100;
  const auto nth = times.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::nth_element(times.begin(), nth, times.end());
  return static_cast<double>(*nth);
}

}  // namespace

void SessionRecord::on_accepted(int64_t duration_ms) {
  ++accepted_;
  duration_ms_ += duration_ms;
}

void SessionRecord::on_result(contracts::FragmentStatus status, int64_t processing_time_ms) {
  if (status == contracts::FragmentStatus::kSuccess) ++statistics_.success_count;
  if (status == contracts::FragmentStatus::kPartial) ++statistics_.partial_count;
  if (status == contracts::FragmentStatus::kFailed) ++statistics_.failed_count;
  if (times_ms_.size() < kMaxTimings) {
    times_ms_.push_back(processing_time_ms);
  } else {
    times_ms_[static_cast<std::size_t>(results_) % kMaxTimings] = processing_time_ms;
  }
  ++results_;
  time_sum_ms_ += processing_time_ms;
}

contracts::StreamComplete SessionRecord::complete(const std::string& stream_id) const {
  contracts::StreamComplete complete{stream_id, accepted_, duration_ms_, statistics_};
  if (results_ == 0) return complete;
  complete.statistics.avg_processing_time_ms = static_cast<double>(time_sum_ms_) / static_cast<double>(results_);
  complete.statistics.p95_processing_time_ms = percentile_95(times_ms_);
  return complete;
}

}  // namespace sw::fakes::sts

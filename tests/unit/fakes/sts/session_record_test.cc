#include "fakes/sts/session_record.h"

#include <gtest/gtest.h>

#include "fakes/sts/limits.h"

namespace sw::fakes::sts {
namespace {

using contracts::FragmentStatus;

TEST(StsSessionRecord, KeepsTheLatestTimingsAlone) {
  SessionRecord record;
  for (std::size_t n = 0; n < kMaxTimings; ++n) record.on_result(FragmentStatus::kSuccess, 1'000);
  EXPECT_EQ(record.complete("s").statistics.p95_processing_time_ms, 1'000);
  for (std::size_t n = 0; n < kMaxTimings; ++n) record.on_result(FragmentStatus::kSuccess, 1);
  EXPECT_EQ(record.complete("s").statistics.p95_processing_time_ms, 1);
  EXPECT_EQ(record.complete("s").statistics.avg_processing_time_ms, 500.5);
}

}  // namespace
}  // namespace sw::fakes::sts

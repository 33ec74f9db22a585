// The counting table of the breaker (design §4, breaker; spec FR-021, FR-021a), line by line.
#include "worker/core/breaker/service_error.h"

#include <gtest/gtest.h>

namespace sw::core {
namespace {

struct Line {
  const char* name;
  ErrorReport report;
  bool counts;
};

class CountingTable : public testing::TestWithParam<Line> {};

TEST_P(CountingTable, SaysWhetherTheBreakerCounts) {
  EXPECT_EQ(counts_as_failure(GetParam().report), GetParam().counts);
}

constexpr std::optional<bool> kAbsent;

INSTANTIATE_TEST_SUITE_P(
    Breaker, CountingTable,
    testing::Values(Line{"TimeoutWithoutFlag", {ErrorCode::kTimeout, kAbsent}, true},
                    Line{"TimeoutRetryable", {ErrorCode::kTimeout, true}, true},
                    Line{"TimeoutNotRetryable", {ErrorCode::kTimeout, false}, false},
                    Line{"ModelErrorWithoutFlag", {ErrorCode::kModelError, kAbsent}, true},
                    Line{"ModelErrorRetryable", {ErrorCode::kModelError, true}, true},
                    Line{"ModelErrorNotRetryable", {ErrorCode::kModelError, false}, false},
                    Line{"GpuOomWithoutFlag", {ErrorCode::kGpuOom, kAbsent}, true},
                    Line{"GpuOomRetryable", {ErrorCode::kGpuOom, true}, true},
                    Line{"GpuOomNotRetryable", {ErrorCode::kGpuOom, false}, false},
                    Line{"QueueFullWithoutFlag", {ErrorCode::kQueueFull, kAbsent}, true},
                    Line{"QueueFullRetryable", {ErrorCode::kQueueFull, true}, true},
                    Line{"QueueFullNotRetryable", {ErrorCode::kQueueFull, false}, false},
                    Line{"RateLimitWithoutFlag", {ErrorCode::kRateLimit, kAbsent}, true},
                    Line{"RateLimitRetryable", {ErrorCode::kRateLimit, true}, true},
                    Line{"RateLimitNotRetryable", {ErrorCode::kRateLimit, false}, false},
                    Line{"StreamNotFoundWithoutFlag", {ErrorCode::kStreamNotFound, kAbsent}, false},
                    Line{"StreamNotFoundRetryable", {ErrorCode::kStreamNotFound, true}, false},
                    Line{"InvalidConfigRetryable", {ErrorCode::kInvalidConfig, true}, false},
                    Line{"FragmentTooLargeRetryable", {ErrorCode::kFragmentTooLarge, true}, false},
                    Line{"InvalidSequenceRetryable", {ErrorCode::kInvalidSequence, true}, false},
                    Line{"UnknownWithoutFlag", {ErrorCode::kUnknown, kAbsent}, false},
                    Line{"UnknownRetryable", {ErrorCode::kUnknown, true}, true},
                    Line{"UnknownNotRetryable", {ErrorCode::kUnknown, false}, false},
                    Line{"FailedWithoutErrorObject", kUnexplainedFailure, true}, Line{"OwnTimeout", kOwnTimeout, true}),
    [](const auto& line) { return line.param.name; });

TEST(ServiceError, OnlyInvalidSequenceAndStreamNotFoundBreakTheSession) {
  for (int code = 0; code <= static_cast<int>(ErrorCode::kUnknown); ++code) {
    const auto each = static_cast<ErrorCode>(code);
    const bool expected = each == ErrorCode::kInvalidSequence || each == ErrorCode::kStreamNotFound;
    EXPECT_EQ(breaks_session(each), expected) << "code " << code;
  }
}

}  // namespace
}  // namespace sw::core

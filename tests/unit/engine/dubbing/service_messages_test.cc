#include "worker/engine/dubbing/service_messages.h"

#include <gtest/gtest.h>

namespace sw::engine {
namespace {

TEST(ServiceMessages, EveryCodeOfTheContractHasItsOwnInCore) {
  using contracts::ErrorKind;
  const std::pair<ErrorKind, core::ErrorCode> codes[] = {
      {ErrorKind::kStreamNotFound, core::ErrorCode::kStreamNotFound},
      {ErrorKind::kInvalidConfig, core::ErrorCode::kInvalidConfig},
      {ErrorKind::kFragmentTooLarge, core::ErrorCode::kFragmentTooLarge},
      {ErrorKind::kTimeout, core::ErrorCode::kTimeout},
      {ErrorKind::kModelError, core::ErrorCode::kModelError},
      {ErrorKind::kGpuOom, core::ErrorCode::kGpuOom},
      {ErrorKind::kQueueFull, core::ErrorCode::kQueueFull},
      {ErrorKind::kInvalidSequence, core::ErrorCode::kInvalidSequence},
      {ErrorKind::kRateLimit, core::ErrorCode::kRateLimit}};
  for (const auto& [kind, code] : codes) {
    contracts::ErrorEvent event;
    event.code = contracts::ErrorCode(kind);
    EXPECT_EQ(to_core(event).report.code, code);
  }
}

TEST(ServiceMessages, ACodeThatNobodyKnowsIsUnknownAndKeepsItsFlag) {
  contracts::ErrorEvent event;
  event.code = contracts::ErrorCode("OUT_OF_COFFEE");
  event.retryable = true;
  EXPECT_EQ(to_core(event).report.code, core::ErrorCode::kUnknown);
  EXPECT_EQ(to_core(event).report.retryable, true);
}

TEST(ServiceMessages, AnErrorWithoutAFragmentNamesNone) {
  contracts::ErrorEvent event;
  EXPECT_EQ(to_core(event).fragment_id, "");
  event.fragment_id = "f";
  event.stream_id = "s";
  EXPECT_EQ(to_core(event).fragment_id, "f");
  EXPECT_EQ(to_core(event).stream_id, "s");
}

TEST(ServiceMessages, AResultKeepsItsStatusAndWhetherItHasAudio) {
  using contracts::FragmentStatus;
  for (const auto& [status, wanted] : {std::pair(FragmentStatus::kSuccess, core::ResultStatus::kSuccess),
                                       std::pair(FragmentStatus::kPartial, core::ResultStatus::kPartial),
                                       std::pair(FragmentStatus::kFailed, core::ResultStatus::kFailed)}) {
    contracts::FragmentProcessed result;
    result.status = status;
    result.sequence_number = 12;
    EXPECT_EQ(to_core(result).status, wanted);
    EXPECT_EQ(to_core(result).sequence_number, 12u);
    EXPECT_FALSE(to_core(result).has_audio);
    result.dubbed_audio.emplace();
    EXPECT_TRUE(to_core(result).has_audio);
  }
}

TEST(ServiceMessages, AnErrorOfAResultKeepsAFlagThatIsAbsentAbsent) {
  contracts::FragmentProcessed result;
  EXPECT_FALSE(to_core(result).error.has_value());
  result.error = contracts::ProcessingError{.code = contracts::ErrorCode(contracts::ErrorKind::kGpuOom), .message = ""};
  EXPECT_EQ(to_core(result).error->code, core::ErrorCode::kGpuOom);
  EXPECT_EQ(to_core(result).error->retryable, std::nullopt);
  result.error->retryable = false;
  EXPECT_EQ(to_core(result).error->retryable, false);
}

TEST(ServiceMessages, AResultThatBreaksItsSchemaIsASuccessWithoutAudio) {
  const core::FragmentResult result =
      to_core(contracts::FragmentReference{.fragment_id = "f", .status = contracts::FragmentStatus::kFailed});
  EXPECT_EQ(result.fragment_id, "f");
  EXPECT_EQ(result.stream_id, "");
  EXPECT_EQ(result.status, core::ResultStatus::kSuccess);
  EXPECT_FALSE(result.has_audio);
}

TEST(ServiceMessages, BackpressureKeepsItsActionAndItsDelay) {
  using contracts::BackpressureAction;
  for (const auto& [action, wanted] : {std::pair(BackpressureAction::kSlowDown, core::BackpressureAction::kSlowDown),
                                       std::pair(BackpressureAction::kPause, core::BackpressureAction::kPause),
                                       std::pair(BackpressureAction::kNone, core::BackpressureAction::kNone)}) {
    contracts::Backpressure event;
    event.action = action;
    EXPECT_EQ(to_core(event).action, wanted);
    EXPECT_EQ(to_core(event).recommended_delay_ms, std::nullopt);
    event.recommended_delay_ms = 700;
    EXPECT_EQ(to_core(event).recommended_delay_ms, 700);
  }
}

TEST(ServiceMessages, ReadyKeepsEvenALimitThatCoreWillRefuse) {
  contracts::StreamReady ready;
  ready.max_inflight = -1;
  EXPECT_EQ(to_core(ready).max_inflight, -1);
}

}  // namespace
}  // namespace sw::engine

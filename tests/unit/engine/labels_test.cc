// Published names: whoever renames one breaks a dashboard, so each stands here once more.
#include "worker/engine/labels.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace sw::engine {
namespace {

template <class Enum>
std::vector<std::string> all(std::string_view (*name)(Enum), int count, int first = 0) {
  std::vector<std::string> names;
  for (int i = first; i < count; ++i) names.emplace_back(name(static_cast<Enum>(i)));
  return names;
}
using Names = std::vector<std::string>;

TEST(Labels, OfFallbacksAreThoseOfTheDesign) {
  EXPECT_EQ(all(fallback_label, core::kFallbackReasons),
            (Names{"timeout", "error", "unusable", "disconnected", "breaker", "paused", "slow_down", "overload",
                   "playout", "too_short", "too_large", "unsupported", "drain"}));
  EXPECT_EQ(fallback_label(core::FallbackReason::kTimeout), "timeout");
  EXPECT_EQ(fallback_label(core::FallbackReason::kDisconnected), "disconnected");
  EXPECT_EQ(fallback_label(core::FallbackReason::kPlayout), "playout");
  EXPECT_EQ(fallback_label(core::FallbackReason::kDrain), "drain");
}

TEST(Labels, OfTheSourceAndItsUnits) {
  EXPECT_EQ(all(epoch_cause_label, 4), (Names{"start", "restart", "jump", "format_change"}));
  EXPECT_EQ(all(drop_reason_label, 7), (Names{"before_start", "awaiting_keyframe", "no_timestamp", "held_overflow",
                                              "off_timeline", "late", "unpublished"}));
  EXPECT_EQ(drop_reason_label(core::DropReason::kLate), "late");
  EXPECT_EQ(all(answer_name, 3), (Names{"refused", "not_found", "silent"}));
  EXPECT_EQ(all(error_type_label, 4), (Names{"pipeline_error", "element_error", "stream_error", "negotiation_error"}));
}

TEST(Labels, OfTheService) {
  EXPECT_EQ(all(match_label, 6, 1), (Names{"late", "duplicate", "other_session", "other_stream", "unknown_fragment"}));
  EXPECT_EQ(all(alert_label, 4),
            (Names{"unusable_audio", "unsupported_audio", "sequence_mismatch", "pause_exception"}));
  EXPECT_EQ(all(breaker_label, 3), (Names{"closed", "half_open", "open"}));
  EXPECT_EQ(static_cast<int>(core::BreakerState::kOpen), 2) << "the gauge's value";
  EXPECT_EQ(all(recycle_label, 5),
            (Names{"invalid_sequence", "stream_not_found", "probe_timeout", "timeouts", "requested"}));
  EXPECT_EQ(all(attempt_label, 5), (Names{"connect_timeout", "ready_timeout", "closed", "invalid_config", "no_slots"}));
  EXPECT_EQ(all(session_end_label, 4), (Names{"lost", "recycled", "completed", "not_completed"}));
}

TEST(Labels, OfModesAreThoseOfTheSetting) {
  EXPECT_EQ(sts_mode_name(StsMode::kEnabled), "enabled");
  EXPECT_EQ(sts_mode_name(StsMode::kPassthrough), "passthrough");
  EXPECT_EQ(sts_mode_name(StsMode::kDisabled), "disabled");
}

}  // namespace
}  // namespace sw::engine

// Services that do it in another way and keep the contract all the same: no line may fail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/fakes/conformance/sts/exam_world.h"

namespace sw::fakes::conformance::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Report examine_with(const std::function<void(sts::StsSettings&)>& change, const sts::StsScript& script = {}) {
  ExamSettings exam = exam_settings();
  exam.echo = false;
  sts::StsSettings settings = echo_settings();
  change(settings);
  return examine_fake(script, exam, settings);
}

struct Habit {
  const char* name;
  std::function<void(sts::StsSettings&)> change;
};

TEST(StsExaminationTolerates, HabitsOfServices) {
  using sts::PressureRelease;
  using sts::SlotRelease;
  const Habit habits[] = {
      {"takes eight seconds for each fragment", [](auto& s) { s.processing_delay = TimeDelta::Seconds(8); }},
      {"takes half a minute", [](auto& s) { s.processing_delay = TimeDelta::Seconds(30); }},
      {"takes now more, now less", [](auto& s) { s.processing_jitter = TimeDelta::Seconds(4); }},
      {"takes no time", [](auto& s) { s.processing_delay = TimeDelta::Zero(); }},
      {"confirms one fragment at a time", [](auto& s) { s.max_inflight = 1; }},
      {"counts until applied", [](auto& s) { s.slot_release = SlotRelease::kApplied; }},
      {"lifts pressure with the next fragment",
       [](auto& s) { s.pressure.release = PressureRelease::kWithNextFragment; }},
      {"asks for a pause", [](auto& s) { s.pressure.action = contracts::BackpressureAction::kPause; }},
      {"pings each second", [](auto& s) { s.ping_interval = s.ping_timeout = TimeDelta::Seconds(1); }},
      {"closes at once", [](auto& s) { s.close_after_complete = TimeDelta::Zero(); }},
  };
  for (const Habit& habit : habits) {
    const Report report = examine_with(habit.change);
    EXPECT_THAT(rules(report, Verdict::kFailed), IsEmpty()) << habit.name << "\n" << to_table(report);
  }
}

TEST(StsExaminationTolerates, WhatItCannotProvoke) {
  EXPECT_THAT(rules(examine_with([](auto& s) { s.max_payload = 1'000'000; }), Verdict::kSkipped),
              ::testing::Contains("fragment/too-large"));
  EXPECT_THAT(rules(examine_with([](auto& s) { s.processing_delay = TimeDelta::Zero(); }), Verdict::kSkipped),
              ::testing::IsSupersetOf({"limits/overrun", "limits/relief"}));
  EXPECT_THAT(rules(examine_with([](auto& s) { s.max_inflight = 1; }), Verdict::kSkipped),
              ::testing::Contains("fragment/order"));
  EXPECT_THAT(rules(examine_with([](auto& s) { s.ping_interval = TimeDelta::Minutes(60); }), Verdict::kSkipped),
              ::testing::IsSupersetOf({"heartbeat/pings", "heartbeat/silent-client"}));
}

TEST(StsExaminationTolerates, NullInOptionalFieldsAndEventsOfItsOwn) {
  const sts::StsScript script{{
      {.id = "nulls", .action = sts::Alter{.nulls = true}},
      {.id = "pressure",
       .begin = TimeDelta::Seconds(1),
       .every = TimeDelta::Seconds(1),
       .action = sts::SendPressure{.action = contracts::BackpressureAction::kNone, .nulls = true}},
      {.id = "chatter", .every = ms(20), .action = sts::SendEvent{"weather:report", R"({"rain":true})"}},
  }};
  const Report report = examine_with([](auto&) {}, script);
  EXPECT_THAT(rules(report, Verdict::kFailed), IsEmpty()) << to_table(report);
}

TEST(StsExaminationTolerates, AModelThatCannotDubATone) {
  ExamSettings exam = exam_settings();
  exam.echo = exam.speech = false;
  const sts::StsScript script{{{.id = "failed",
                                .action = sts::Alter{.status = contracts::FragmentStatus::kFailed,
                                                     .audio = sts::AudioForm::kMissing,
                                                     .error = sts::Blame{"MODEL_ERROR"}}}}};
  const Report report = examine_fake(script, exam);
  EXPECT_THAT(rules(report, Verdict::kFailed), IsEmpty()) << to_table(report);
  EXPECT_THAT(finding(report, "fragment/success").detail, ::testing::HasSubstr("--audio FILE.m4a"));
}

TEST(StsExaminationTolerates, PatienceMultipliesEveryWait) {
  sts::StsSettings slow = echo_settings();
  slow.processing_delay = s(60);
  ExamSettings exam = exam_settings();
  exam.echo = false;
  exam.only = {"fragment/processed"};
  EXPECT_THAT(rules(examine_fake({}, exam, slow), Verdict::kFailed), ElementsAre("fragment/processed"));
  exam.limits = TimeLimits().scaled(2);
  EXPECT_THAT(rules(examine_fake({}, exam, slow), Verdict::kFailed), IsEmpty());
}

}  // namespace
}  // namespace sw::fakes::conformance::testing

// How the worker's end ends segments (design §4, input and output loss): WORKER_DRAIN_TIMEOUT is 20 s here, so that
// what is in flight falls back 12 s after the drain began.
#include "tests/unit/core/sts/dispatcher_fixture.h"

namespace sw::core {
namespace {

// Fragments may be in flight for longer than that.
DispatchSettings patient_settings() {
  DispatchSettings settings = test_settings();
  settings.fragment_timeout = s(30);
  return settings;
}

class DispatcherDrain : public DispatcherFixture {
 protected:
  DispatcherDrain() : DispatcherFixture(1, patient_settings()) {}
};

TEST_F(DispatcherDrain, SignalLetsWhatIsUnsentFallBackAtOnce) {
  rig_.close(at(s(1)), closed_segment(0, kStart));
  rig_.close(at(s(2)), closed_segment(1, kStart));
  rig_.drain(at(s(3)), DrainKind::kSignal);
  EXPECT_TRUE(rig_.fell_back(1, FallbackReason::kDrain));
  EXPECT_EQ(rig_.end_of(1)->when, at(s(3)));
  EXPECT_EQ(rig_.end_of(0), nullptr);
}

TEST_F(DispatcherDrain, SegmentThatClosesAfterASignalFallsBack) {
  rig_.drain(at(s(3)), DrainKind::kSignal);
  rig_.close(at(s(6)), 0);
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kDrain));
}

TEST_F(DispatcherDrain, NormalEndLetsWaitingSegmentsKeepTheirRules) {
  rig_.close(at(s(1)), closed_segment(0, kStart));
  rig_.close(at(s(2)), closed_segment(1, kStart));
  rig_.drain(at(s(3)), DrainKind::kEnd);
  EXPECT_EQ(rig_.end_of(1), nullptr);
  rig_.answer(at(s(4)), 0);
  EXPECT_EQ(rig_.sent_of(1)->when, at(s(4)));
  rig_.answer(at(s(5)), 1);
  EXPECT_TRUE(rig_.applied(1));
}

TEST_F(DispatcherDrain, SignalStillTakesAResult) {
  rig_.close(at(s(1)), closed_segment(0, kStart));
  rig_.drain(at(s(3)), DrainKind::kSignal);
  rig_.answer(at(s(4)), 0);
  EXPECT_TRUE(rig_.applied(0));
}

class DispatcherDrainKinds : public DispatcherDrain, public testing::WithParamInterface<DrainKind> {};

TEST_P(DispatcherDrainKinds, InFlightFallsBackAtSixtyPercentAndNotANanosecondEarlier) {
  rig_.close(at(s(1)), closed_segment(0, kStart));
  rig_.drain(at(s(3)), GetParam());
  rig_.ring(at(s(15) - kNano));
  EXPECT_EQ(rig_.end_of(0), nullptr);
  rig_.ring_until(at(s(15)));
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kDrain));
  EXPECT_EQ(rig_.end_of(0)->when, at(s(15)));
}

TEST_P(DispatcherDrainKinds, ResultAfterSixtyPercentIsReceivedAndNotPlayed) {
  rig_.close(at(s(1)), closed_segment(0, kStart));
  rig_.drain(at(s(3)), GetParam());
  rig_.ring_until(at(s(15)));
  rig_.answer(at(s(16)), 0);
  EXPECT_EQ(rig_.ended.size(), 1u);
  EXPECT_EQ(rig_.ack_of(0), AckStatus::kReceived);
}

INSTANTIATE_TEST_SUITE_P(BothKinds, DispatcherDrainKinds, testing::Values(DrainKind::kEnd, DrainKind::kSignal),
                         [](const auto& kind) { return kind.param == DrainKind::kEnd ? "End" : "Signal"; });

TEST_F(DispatcherDrain, WhatStillWaitsAtSixtyPercentOfANormalEndFallsBackToo) {
  rig_.close(at(s(1)), closed_segment(0, kStart));
  rig_.close(at(s(2)), closed_segment(1, kStart));
  rig_.drain(at(s(3)), DrainKind::kEnd);
  rig_.ring_until(at(s(15)));
  EXPECT_TRUE(rig_.fell_back(1, FallbackReason::kDrain));
}

TEST_F(DispatcherDrain, SignalAfterANormalEndKeepsTheFirstClock) {
  rig_.close(at(s(1)), closed_segment(0, kStart));
  rig_.close(at(s(2)), closed_segment(1, kStart));
  rig_.drain(at(s(3)), DrainKind::kEnd);
  rig_.drain(at(s(10)), DrainKind::kSignal);
  EXPECT_TRUE(rig_.fell_back(1, FallbackReason::kDrain));
  EXPECT_EQ(rig_.machine.deadline(), at(s(15)));
}

TEST_F(DispatcherDrain, SecondCallDoesNotStartTheClockAnew) {
  rig_.close(at(s(1)), closed_segment(0, kStart));
  rig_.drain(at(s(3)), DrainKind::kEnd);
  rig_.drain(at(s(9)), DrainKind::kEnd);
  EXPECT_EQ(rig_.machine.deadline(), at(s(15)));
}

TEST_F(DispatcherDrain, TimeoutOfZeroLetsEverythingFallBackAtOnce) {
  DispatchSettings settings = test_settings();
  settings.drain_timeout = TimeDelta::Zero();
  StsRig<Dispatcher> rig(settings, schedule_);
  rig.run(kStart, [&](StsEffects& effects) { rig.machine.on_session_ready(kStart, 1, effects); });
  rig.close(at(s(1)), closed_segment(0, kStart));
  rig.drain(at(s(2)), DrainKind::kEnd);
  EXPECT_TRUE(rig.fell_back(0, FallbackReason::kDrain));
}

}  // namespace
}  // namespace sw::core

// Which closed segments are sent, with which number, and which fall back at their close.
#include "tests/unit/core/sts/dispatcher_fixture.h"

namespace sw::core {
namespace {

class DispatcherSend : public DispatcherFixture {};

TEST_F(DispatcherSend, SendsASegmentWhenItCloses) {
  rig_.close(at(s(6)), 0);
  ASSERT_EQ(rig_.sent.size(), 1u);
  EXPECT_EQ(rig_.sent[0].when, at(s(6)));
  EXPECT_EQ(rig_.sent[0].sequence, 0u);
}

TEST_F(DispatcherSend, NumbersAreContiguousOverFragmentsSent) {
  rig_.close(at(s(6)), 0);
  ClosedSegment short_one = closed_segment(1, at(s(6)));
  short_one.real_audio = ms(999);
  rig_.close(at(s(12)), short_one);
  rig_.close(at(s(18)), 2);
  EXPECT_EQ(rig_.sent_of(2)->sequence, 1u);
}

TEST_F(DispatcherSend, RefusedSendBurnsNoNumber) {
  rig_.close(at(s(6)), 0);
  rig_.refuse = Refusal::kTooLarge;
  rig_.close(at(s(12)), 1);
  rig_.refuse.reset();
  rig_.close(at(s(18)), 2);
  EXPECT_TRUE(rig_.fell_back(1, FallbackReason::kTooLarge));
  EXPECT_EQ(rig_.sent_of(2)->sequence, 1u);
}

TEST_F(DispatcherSend, FailedSendFallsBackAsDisconnected) {
  rig_.refuse = Refusal::kNotConnected;
  rig_.close(at(s(6)), 0);
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kDisconnected));
}

TEST_F(DispatcherSend, RefusedSendTakesNoSlot) {
  rig_.refuse = Refusal::kTooLarge;
  for (uint64_t n = 0; n < 3; ++n) rig_.close(at(s(6)), closed_segment(n, kStart));
  EXPECT_EQ(rig_.machine.in_flight(), 0u);
}

TEST_F(DispatcherSend, SegmentWithLessThanASecondOfRealAudioIsTooShort) {
  ClosedSegment segment = closed_segment(0, kStart);
  segment.real_audio = s(1) - kNano;
  rig_.close(at(s(6)), segment);
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kTooShort));
}

TEST_F(DispatcherSend, SegmentWithASecondOfRealAudioIsSent) {
  ClosedSegment segment = closed_segment(0, kStart);
  segment.real_audio = s(1);
  rig_.close(at(s(6)), segment);
  EXPECT_NE(rig_.sent_of(0), nullptr);
}

TEST_F(DispatcherSend, UnsupportedAudioFallsBackWithOneAlert) {
  for (uint64_t n = 0; n < 3; ++n) {
    ClosedSegment segment = closed_segment(n, kStart);
    segment.supported = false;
    rig_.close(at(s(6)), segment);
    EXPECT_TRUE(rig_.fell_back(n, FallbackReason::kUnsupported));
  }
  EXPECT_EQ(rig_.all<Alert>().size(), 1u);
}

TEST_F(DispatcherSend, SegmentThatClosesWithoutASessionFallsBackAtItsClose) {
  session_over(at(s(1)));
  rig_.close(at(s(6)), 0);
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kDisconnected));
  EXPECT_EQ(rig_.end_of(0)->when, at(s(6)));
}

TEST_F(DispatcherSend, LossEndsEveryFragmentInFlightAtOnce) {
  rig_.close(at(s(6)), 0);
  rig_.close(at(s(12)), 1);
  session_over(at(s(13)));
  for (const uint64_t n : {0u, 1u}) {
    EXPECT_TRUE(rig_.fell_back(n, FallbackReason::kDisconnected));
    EXPECT_EQ(rig_.end_of(n)->when, at(s(13)));
  }
  EXPECT_EQ(rig_.machine.in_flight(), 0u);
}

TEST_F(DispatcherSend, FirstFragmentAfterReadyIsTheFirstSegmentBegunAfterIt) {
  session_over(at(s(1)));
  session_ready(at(s(8)));
  rig_.close(at(s(12)), closed_segment(1, at(s(6))));
  rig_.close(at(s(18)), closed_segment(2, at(s(12))));
  EXPECT_TRUE(rig_.fell_back(1, FallbackReason::kDisconnected));
  ASSERT_NE(rig_.sent_of(2), nullptr);
  EXPECT_EQ(rig_.sent_of(2)->sequence, 0u);
}

TEST_F(DispatcherSend, SegmentBegunANanosecondBeforeReadyIsNotSent) {
  session_over(at(s(1)));
  session_ready(at(s(6)));
  rig_.close(at(s(12)), closed_segment(1, at(s(6) - kNano)));
  EXPECT_TRUE(rig_.fell_back(1, FallbackReason::kDisconnected));
}

TEST_F(DispatcherSend, SegmentBegunAtReadyIsSent) {
  session_over(at(s(1)));
  session_ready(at(s(6)));
  rig_.close(at(s(12)), closed_segment(1, at(s(6))));
  EXPECT_NE(rig_.sent_of(1), nullptr);
}

TEST_F(DispatcherSend, SegmentUnderWayAtALaterReadyIsNotSentEvenIfItIsTheFirst) {
  session_over(at(s(1)));
  session_ready(at(s(2)));
  rig_.close(at(s(6)), closed_segment(0, kStart));
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kDisconnected));
}

TEST_F(DispatcherSend, SendNeverExceedsTheLimit) {
  for (uint64_t n = 0; n < 6; ++n) rig_.close(at(s(1)), closed_segment(n, at(s(1))));
  EXPECT_EQ(rig_.sent.size(), 3u);
  EXPECT_EQ(rig_.machine.in_flight(), 3u);
}

TEST_F(DispatcherSend, WaitingSegmentsGoOutInOrder) {
  for (uint64_t n = 0; n < 5; ++n) rig_.close(at(s(1)), closed_segment(n, at(s(1))));
  rig_.answer(at(s(2)), 1);
  rig_.answer(at(s(3)), 0);
  EXPECT_EQ(rig_.sent_of(3)->when, at(s(2)));
  EXPECT_EQ(rig_.sent_of(4)->when, at(s(3)));
  EXPECT_EQ(rig_.sent_of(4)->sequence, 4u);
}

TEST_F(DispatcherSend, MoreThanTheNamedNumberOfWaitingSegmentsFallBack) {
  const uint64_t fits = 3 + kMaxWaitingSegments;
  for (uint64_t n = 0; n <= fits; ++n) rig_.close(at(s(1)), closed_segment(n, at(s(1))));
  EXPECT_EQ(rig_.end_of(fits - 1), nullptr);
  EXPECT_TRUE(rig_.fell_back(fits, FallbackReason::kOverload));
}

TEST_F(DispatcherSend, SegmentWhoseHandOverIsUnderWayAtTheLossFallsBackOnce) {
  StsEffects effects;
  rig_.machine.on_segment_closed(at(s(6)), closed_segment(0, kStart), effects);
  ASSERT_TRUE(std::holds_alternative<SendFragment>(effects.back()));
  session_over(at(s(7)));
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kDisconnected));
  rig_.run(at(s(8)), [&](StsEffects& later) { rig_.machine.on_sent(at(s(8)), SegmentNumber(0), later); });
  EXPECT_EQ(rig_.ended.size(), 1u);
  EXPECT_EQ(rig_.machine.in_flight(), 0u);
}

class DispatcherStart : public testing::Test {
 protected:
  TestSchedule schedule_;
  StsRig<Dispatcher> rig_{test_settings(), schedule_};
  void session_ready(Timestamp now) {
    rig_.run(now, [&](StsEffects& effects) { rig_.machine.on_session_ready(now, 3, effects); });
  }
};

TEST_F(DispatcherStart, FirstSegmentIsSentWhenReadyComesBeforeItIsComplete) {
  session_ready(at(s(5)));
  rig_.close(at(s(6)), closed_segment(0, kStart));
  EXPECT_NE(rig_.sent_of(0), nullptr);
}

TEST_F(DispatcherStart, FirstSegmentFallsBackWhenItIsCompleteBeforeReady) {
  rig_.close(at(s(6)), closed_segment(0, kStart));
  session_ready(at(s(7)));
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kDisconnected));
}

TEST_F(DispatcherStart, OnlyTheFirstSegmentIsSentThoughItWasUnderWay) {
  rig_.close(at(s(6)), closed_segment(0, kStart));
  session_ready(at(s(7)));
  rig_.close(at(s(12)), closed_segment(1, at(s(6))));
  EXPECT_TRUE(rig_.fell_back(1, FallbackReason::kDisconnected));
}

}  // namespace
}  // namespace sw::core

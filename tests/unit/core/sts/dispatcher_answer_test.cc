// What becomes of answers, and of segments that get none: each ends once, for one reason.
#include "tests/unit/core/sts/dispatcher_fixture.h"

namespace sw::core {
namespace {

class DispatcherAnswer : public DispatcherFixture {
 protected:
  void expect_ignored(ResultMatch match) {
    const auto ignored = rig_.all<ResultIgnored>();
    ASSERT_EQ(ignored.size(), 1u);
    EXPECT_EQ(ignored[0].match, match);
    EXPECT_EQ(rig_.ack_of(0), AckStatus::kReceived);
  }
};

TEST_F(DispatcherAnswer, UsableSuccessIsAppliedAndThenAcked) {
  rig_.close(at(s(6)), 0);
  rig_.answer(at(s(7)), 0);
  EXPECT_TRUE(rig_.applied(0));
  ASSERT_GE(rig_.log.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<ApplyAudio>(rig_.log[rig_.log.size() - 2]));
  EXPECT_EQ(std::get<Acknowledge>(rig_.log.back()).status, AckStatus::kApplied);
}

TEST_F(DispatcherAnswer, PartialWithUsableAudioIsApplied) {
  rig_.close(at(s(6)), 0);
  rig_.answer(at(s(7)), 0, ResultStatus::kPartial);
  EXPECT_TRUE(rig_.applied(0));
  EXPECT_EQ(rig_.ack_of(0), AckStatus::kApplied);
}

TEST_F(DispatcherAnswer, NothingIsAppliedBeforeTheVerdict) {
  rig_.usable.reset();
  rig_.close(at(s(6)), 0);
  rig_.answer(at(s(7)), 0);
  EXPECT_EQ(rig_.end_of(0), nullptr);
  EXPECT_EQ(rig_.ack_of(0), std::nullopt);
  rig_.verdict(at(ms(7010)), 0, true);
  EXPECT_TRUE(rig_.applied(0));
}

TEST_F(DispatcherAnswer, SuccessWithUnusableAudioFallsBackWithAnAlert) {
  rig_.usable = false;
  rig_.close(at(s(6)), 0);
  rig_.answer(at(s(7)), 0);
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kUnusable));
  EXPECT_EQ(rig_.ack_of(0), AckStatus::kReceived);
  EXPECT_EQ(rig_.all<Alert>().at(0).cause, AlertCause::kUnusableAudio);
}

TEST_F(DispatcherAnswer, SuccessWithoutAudioFallsBackWithAnAlert) {
  rig_.close(at(s(6)), 0);
  rig_.answer(at(s(7)), {fragment_name(0), "live-1", 0, ResultStatus::kSuccess, false, std::nullopt});
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kUnusable));
  EXPECT_EQ(rig_.ack_of(0), AckStatus::kReceived);
  EXPECT_EQ(rig_.all<Alert>().at(0).cause, AlertCause::kUnusableAudio);
}

TEST_F(DispatcherAnswer, FailedFallsBackAsError) {
  rig_.close(at(s(6)), 0);
  rig_.answer(at(s(7)), 0, kFailed, ErrorReport{ErrorCode::kTimeout, true});
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kError));
  EXPECT_EQ(rig_.ack_of(0), AckStatus::kReceived);
}

TEST_F(DispatcherAnswer, ErrorThatNamesAFragmentEndsIt) {
  rig_.close(at(s(6)), 0);
  rig_.error(at(s(7)), ErrorCode::kGpuOom, fragment_name(0));
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kError));
  EXPECT_EQ(rig_.machine.in_flight(), 0u);
}

TEST_F(DispatcherAnswer, ErrorWithoutAFragmentEndsNone) {
  rig_.close(at(s(6)), 0);
  rig_.error(at(s(7)), ErrorCode::kModelError);
  EXPECT_EQ(rig_.end_of(0), nullptr);
  EXPECT_EQ(rig_.machine.in_flight(), 1u);
}

TEST_F(DispatcherAnswer, ErrorOfAnotherStreamIsIgnored) {
  rig_.close(at(s(6)), 0);
  rig_.run(at(s(7)), [&](StsEffects& effects) {
    const ServiceError error{"live-2", fragment_name(0), {ErrorCode::kInvalidSequence, false}};
    rig_.machine.on_error(at(s(7)), error, effects);
  });
  EXPECT_EQ(rig_.end_of(0), nullptr);
  EXPECT_TRUE(rig_.all<RecycleWanted>().empty());
  EXPECT_EQ(rig_.all<ForeignEvent>().size(), 1u);
}

TEST_F(DispatcherAnswer, FragmentFallsBackEightSecondsAfterHandOverAndNotANanosecondEarlier) {
  rig_.close(at(s(6)), 0);
  rig_.ring(at(s(14) - kNano));
  EXPECT_EQ(rig_.end_of(0), nullptr);
  rig_.ring_until(at(s(14)));
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kTimeout));
  EXPECT_EQ(rig_.end_of(0)->when, at(s(14)));
  EXPECT_EQ(rig_.machine.in_flight(), 0u);
}

TEST_F(DispatcherAnswer, ResultWithinTheTimeOutIsApplied) {
  rig_.close(at(s(6)), 0);
  rig_.answer(at(s(14) - kNano), 0);
  EXPECT_TRUE(rig_.applied(0));
}

TEST_F(DispatcherAnswer, ResultAtTheTimeOutIsLateThoughNoTimerRang) {
  rig_.close(at(s(6)), 0);
  rig_.answer(at(s(14)), 0);
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kTimeout));
  expect_ignored(ResultMatch::kLate);
}

TEST_F(DispatcherAnswer, LateResultIsReceivedAndNeverPlayed) {
  rig_.close(at(s(6)), 0);
  rig_.ring_until(at(s(20)));
  rig_.answer(at(s(20)), 0);
  EXPECT_EQ(rig_.ended.size(), 1u);
  expect_ignored(ResultMatch::kLate);
}

TEST_F(DispatcherAnswer, DuplicateResultIsReceivedAndNeverPlayedAgain) {
  rig_.close(at(s(6)), 0);
  rig_.answer(at(s(7)), 0);
  rig_.answer(at(s(8)), 0);
  EXPECT_EQ(rig_.ended.size(), 1u);
  expect_ignored(ResultMatch::kDuplicate);
}

TEST_F(DispatcherAnswer, ResultAfterAnErrorForTheSameFragmentIsADuplicate) {
  rig_.close(at(s(6)), 0);
  rig_.error(at(s(7)), ErrorCode::kModelError, fragment_name(0));
  rig_.answer(at(s(8)), 0);
  EXPECT_EQ(rig_.ended.size(), 1u);
  expect_ignored(ResultMatch::kDuplicate);
}

TEST_F(DispatcherAnswer, UnknownResultIsReceivedAndNeverPlayed) {
  rig_.answer(at(s(8)), 0);
  EXPECT_TRUE(rig_.ended.empty());
  expect_ignored(ResultMatch::kUnknown);
}

TEST_F(DispatcherAnswer, ResultOfAnotherStreamIsReceivedAndNeverPlayed) {
  rig_.close(at(s(6)), 0);
  rig_.answer(at(s(7)), {fragment_name(0), "live-2", 0, ResultStatus::kSuccess, true, std::nullopt});
  EXPECT_TRUE(rig_.ended.empty());
  expect_ignored(ResultMatch::kOtherStream);
}

TEST_F(DispatcherAnswer, ResultOfAnEarlierSessionIsReceivedAndNeverPlayed) {
  rig_.close(at(s(6)), 0);
  session_over(at(s(7)));
  session_ready(at(s(9)));
  rig_.answer(at(s(10)), 0);
  EXPECT_EQ(rig_.ended.size(), 1u);
  expect_ignored(ResultMatch::kOtherSession);
}

TEST_F(DispatcherAnswer, NothingIsAckedWithoutASession) {
  rig_.close(at(s(6)), 0);
  session_over(at(s(7)));
  rig_.answer(at(s(8)), 0);
  EXPECT_TRUE(rig_.all<Acknowledge>().empty());
}

TEST_F(DispatcherAnswer, VerdictAfterTheSessionIsAppliedWithoutAnAck) {
  rig_.usable.reset();
  rig_.close(at(s(6)), 0);
  rig_.answer(at(s(7)), 0);
  session_over(at(s(7)));
  session_ready(at(s(7)));
  rig_.verdict(at(s(8)), 0, true);
  EXPECT_TRUE(rig_.applied(0));
  EXPECT_TRUE(rig_.all<Acknowledge>().empty());
}

TEST_F(DispatcherAnswer, ResultsOutOfOrderAreAppliedToTheirOwnSegments) {
  rig_.close(at(s(6)), 0);
  rig_.close(at(s(12)), 1);
  rig_.answer(at(s(13)), 1);
  EXPECT_TRUE(rig_.applied(1));
  EXPECT_EQ(rig_.end_of(0), nullptr);
}

TEST_F(DispatcherAnswer, WrongNumberOfTheRightFragmentRaisesAnAlert) {
  rig_.close(at(s(6)), 0);
  rig_.answer(at(s(7)), {fragment_name(0), "live-1", 7, ResultStatus::kSuccess, true, std::nullopt});
  EXPECT_TRUE(rig_.applied(0));
  EXPECT_EQ(rig_.all<Alert>().at(0).cause, AlertCause::kSequenceMismatch);
}

TEST_F(DispatcherAnswer, PlayoutEndsTheSegmentAndTheResultIsNotPlayed) {
  rig_.close(at(s(6)), 0);
  rig_.hold_expires(at(s(13)), 0);
  rig_.answer(at(ms(13'500)), 0);
  EXPECT_EQ(rig_.ended.size(), 1u);
  EXPECT_TRUE(rig_.fell_back(0, FallbackReason::kPlayout));
  EXPECT_EQ(rig_.ack_of(0), AckStatus::kReceived);
}

TEST_F(DispatcherAnswer, PlayoutAfterTheSegmentIsOverDoesNothing) {
  rig_.close(at(s(6)), 0);
  rig_.answer(at(s(7)), 0);
  rig_.hold_expires(at(s(13)), 0);
  EXPECT_EQ(rig_.ended.size(), 1u);
}

TEST_F(DispatcherAnswer, PlayoutDuringValidationEndsTheSegment) {
  rig_.usable.reset();
  rig_.close(at(s(6)), 0);
  rig_.answer(at(s(7)), 0);
  rig_.hold_expires(at(s(7)), 0);
  rig_.verdict(at(s(8)), 0, true);
  EXPECT_EQ(rig_.ended.size(), 1u);
  EXPECT_EQ(rig_.ack_of(0), AckStatus::kReceived);
}

TEST_F(DispatcherAnswer, FragmentOfASegmentThatFellBackKeepsItsSlotUntilItsTimeOut) {
  rig_.close(at(s(6)), 0);
  rig_.hold_expires(at(s(7)), 0);
  EXPECT_EQ(rig_.machine.in_flight(), 1u);
  rig_.ring_until(at(s(14)));
  EXPECT_EQ(rig_.machine.in_flight(), 0u);
  EXPECT_EQ(rig_.ended.size(), 1u);
}

TEST_F(DispatcherAnswer, AnswersAreTimedFromHandOver) {
  rig_.close(at(s(6)), 0);
  rig_.answer(at(ms(6321)), 0);
  EXPECT_EQ(rig_.all<RoundTrip>().at(0).value, ms(321));
}

TEST_F(DispatcherAnswer, TimeOutIsNoRoundTripOfTheHistogram) {
  rig_.close(at(s(6)), 0);
  rig_.ring_until(at(s(14)));
  EXPECT_TRUE(rig_.all<RoundTrip>().empty());
}

TEST_F(DispatcherAnswer, InvalidSequenceAndStreamNotFoundAskForARecycle) {
  rig_.error(at(s(1)), ErrorCode::kInvalidSequence);
  rig_.error(at(s(2)), ErrorCode::kStreamNotFound);
  const auto wanted = rig_.all<RecycleWanted>();
  ASSERT_EQ(wanted.size(), 2u);
  EXPECT_EQ(wanted[0].cause, RecycleCause::kInvalidSequence);
  EXPECT_EQ(wanted[1].cause, RecycleCause::kStreamNotFound);
}

TEST_F(DispatcherAnswer, FailedWithInvalidSequenceAsksForARecycle) {
  rig_.close(at(s(6)), 0);
  rig_.answer(at(s(7)), 0, kFailed, ErrorReport{ErrorCode::kInvalidSequence, false});
  EXPECT_EQ(rig_.all<RecycleWanted>().size(), 1u);
}

TEST_F(DispatcherAnswer, ErrorForAFragmentOfAnEarlierSessionAsksForNoRecycle) {
  rig_.close(at(s(6)), 0);
  session_over(at(s(7)));
  session_ready(at(s(9)));
  rig_.error(at(s(10)), ErrorCode::kInvalidSequence, fragment_name(0));
  EXPECT_TRUE(rig_.all<RecycleWanted>().empty());
}

TEST_F(DispatcherAnswer, InvalidSequenceForAFragmentThatTimedOutAsksForARecycle) {
  rig_.close(at(s(6)), 0);
  rig_.ring_until(at(s(14)));
  rig_.error(at(s(15)), ErrorCode::kInvalidSequence, fragment_name(0));
  EXPECT_EQ(rig_.all<RecycleWanted>().size(), 1u);
}

TEST_F(DispatcherAnswer, OtherCodesAskForNoRecycle) {
  for (const auto code : {ErrorCode::kTimeout, ErrorCode::kModelError, ErrorCode::kGpuOom, ErrorCode::kQueueFull,
                          ErrorCode::kRateLimit, ErrorCode::kInvalidConfig, ErrorCode::kFragmentTooLarge}) {
    rig_.error(at(s(1)), code);
  }
  EXPECT_TRUE(rig_.all<RecycleWanted>().empty());
}

}  // namespace
}  // namespace sw::core

#include "worker/core/fragment_tracker/fragment_tracker.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/core/sts/sts_times.h"

namespace sw::core {
namespace {

constexpr std::string_view kStream = "live-1";

FragmentId id(uint64_t n) { return *FragmentId::parse("fragment-" + std::to_string(n)); }

class FragmentTrackerTest : public testing::Test {
 protected:
  FragmentTrackerTest() { tracker_.begin_session(3); }
  uint64_t send(Timestamp now, uint64_t n) {
    return tracker_.on_sent(now, id(n), SegmentNumber(n), BreakerTicket(n)).sequence;
  }
  ResultMatch match(Timestamp now, uint64_t n) const { return tracker_.match(now, kStream, id(n).text()); }
  void answer(Timestamp now, uint64_t n) {
    TimeDelta round_trip = TimeDelta::Zero();
    tracker_.take_answered(now, id(n).text(), round_trip);
  }
  std::vector<Fragment> lose() {
    std::vector<Fragment> lost;
    tracker_.end_session(lost);
    return lost;
  }
  std::vector<TimedOut> ring(Timestamp now) {
    std::vector<TimedOut> timed_out;
    tracker_.on_time(now, timed_out);
    return timed_out;
  }

  FragmentTracker tracker_{*StreamId::parse(kStream), s(8)};
};

TEST_F(FragmentTrackerTest, NumbersFragmentsFromZeroInTheOrderOfHandOver) {
  EXPECT_EQ(send(kStart, 10), 0u);
  EXPECT_EQ(send(kStart, 12), 1u);
  EXPECT_EQ(send(kStart, 13), 2u);
}

TEST_F(FragmentTrackerTest, NumbersStartAtZeroInEachSession) {
  send(kStart, 1);
  send(kStart, 2);
  lose();
  tracker_.begin_session(3);
  EXPECT_EQ(send(at(s(5)), 3), 0u);
}

TEST_F(FragmentTrackerTest, LimitIsTheNumberOfSlots) {
  for (uint64_t n = 0; n < 3; ++n) {
    EXPECT_EQ(tracker_.free_slots(), 3 - n);
    send(kStart, n);
  }
  EXPECT_EQ(tracker_.free_slots(), 0u);
  EXPECT_EQ(tracker_.in_flight(), 3u);
}

TEST_F(FragmentTrackerTest, HasNoSlotWithoutASession) {
  lose();
  EXPECT_EQ(tracker_.free_slots(), 0u);
}

TEST_F(FragmentTrackerTest, TimesOutEightSecondsAfterHandOverAndNotANanosecondEarlier) {
  send(at(s(6)), 1);
  EXPECT_EQ(tracker_.deadline(), at(s(14)));
  EXPECT_TRUE(ring(at(s(14) - kNano)).empty());
  const auto timed_out = ring(at(s(14)));
  ASSERT_EQ(timed_out.size(), 1u);
  EXPECT_EQ(timed_out[0].fragment.segment, SegmentNumber(1));
  EXPECT_EQ(timed_out[0].at, at(s(14)));
}

TEST_F(FragmentTrackerTest, TimeOutFreesTheSlot) {
  for (uint64_t n = 0; n < 3; ++n) send(kStart, n);
  ring(at(s(8)));
  EXPECT_EQ(tracker_.free_slots(), 3u);
}

TEST_F(FragmentTrackerTest, TimeOutsThatAreHandledLateCarryTheirOwnInstants) {
  send(kStart, 1);
  send(at(ms(250)), 2);
  const auto timed_out = ring(at(s(9)));
  ASSERT_EQ(timed_out.size(), 2u);
  EXPECT_EQ(timed_out[0].at, at(s(8)));
  EXPECT_EQ(timed_out[1].at, at(ms(8250)));
}

TEST_F(FragmentTrackerTest, TimerOfAnAnsweredFragmentDoesNothing) {
  send(kStart, 1);
  answer(at(s(1)), 1);
  EXPECT_EQ(tracker_.deadline(), std::nullopt);
  EXPECT_TRUE(ring(at(s(8))).empty());
}

TEST_F(FragmentTrackerTest, ValidationStopsTheTimeOutAndKeepsTheSlot) {
  send(kStart, 1);
  EXPECT_EQ(tracker_.start_validation(at(ms(7999)), id(1).text()), ms(7999));
  EXPECT_TRUE(ring(at(s(20))).empty());
  EXPECT_EQ(tracker_.free_slots(), 2u);
  EXPECT_TRUE(tracker_.take_validated(SegmentNumber(1)));
  EXPECT_EQ(tracker_.free_slots(), 3u);
}

TEST_F(FragmentTrackerTest, VerdictIsTakenOnce) {
  send(kStart, 1);
  tracker_.start_validation(at(s(1)), id(1).text());
  EXPECT_TRUE(tracker_.take_validated(SegmentNumber(1)));
  EXPECT_FALSE(tracker_.take_validated(SegmentNumber(1)));
}

TEST_F(FragmentTrackerTest, VerdictOnAFragmentThatIsNotBeingValidatedIsNone) {
  send(kStart, 1);
  EXPECT_FALSE(tracker_.take_validated(SegmentNumber(1)));
}

TEST_F(FragmentTrackerTest, AnswerWithinTheTimeOutMatches) {
  send(kStart, 1);
  EXPECT_EQ(match(at(s(8) - kNano), 1), ResultMatch::kMatched);
}

TEST_F(FragmentTrackerTest, AnswerAtTheTimeOutIsLateEvenBeforeTheTimerRang) {
  send(kStart, 1);
  EXPECT_EQ(match(at(s(8)), 1), ResultMatch::kLate);
}

TEST_F(FragmentTrackerTest, AnswerAfterTheTimeOutIsLate) {
  send(kStart, 1);
  ring(at(s(8)));
  EXPECT_EQ(match(at(s(9)), 1), ResultMatch::kLate);
}

TEST_F(FragmentTrackerTest, SecondAnswerIsADuplicate) {
  send(kStart, 1);
  answer(at(s(1)), 1);
  EXPECT_EQ(match(at(s(2)), 1), ResultMatch::kDuplicate);
}

TEST_F(FragmentTrackerTest, AnswerDuringValidationIsADuplicate) {
  send(kStart, 1);
  tracker_.start_validation(at(s(1)), id(1).text());
  EXPECT_EQ(match(at(s(2)), 1), ResultMatch::kDuplicate);
}

TEST_F(FragmentTrackerTest, AnswerToNoFragmentIsUnknown) {
  EXPECT_EQ(match(kStart, 99), ResultMatch::kUnknown);
  EXPECT_EQ(tracker_.match(kStart, kStream, ""), ResultMatch::kUnknown);
}

TEST_F(FragmentTrackerTest, AnswerOfAnotherStreamNeverMatches) {
  send(kStart, 1);
  EXPECT_EQ(tracker_.match(kStart, "live-2", id(1).text()), ResultMatch::kOtherStream);
}

TEST_F(FragmentTrackerTest, AnswerWithoutAStreamIsOurs) {
  send(kStart, 1);
  EXPECT_EQ(tracker_.match(kStart, "", id(1).text()), ResultMatch::kMatched);
}

TEST_F(FragmentTrackerTest, AnswerToAFragmentOfAnEarlierSessionNeverMatches) {
  send(kStart, 1);
  lose();
  EXPECT_EQ(match(at(s(1)), 1), ResultMatch::kOtherSession);
  tracker_.begin_session(3);
  EXPECT_EQ(match(at(s(1)), 1), ResultMatch::kOtherSession);
}

TEST_F(FragmentTrackerTest, LossEndsWhatAwaitsAnAnswer) {
  send(kStart, 1);
  send(kStart, 2);
  tracker_.start_validation(at(s(1)), id(1).text());
  const auto lost = lose();
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_EQ(lost[0].segment, SegmentNumber(2));
}

TEST_F(FragmentTrackerTest, ValidationOutlivesItsSessionWithoutASlotInTheNext) {
  send(kStart, 1);
  tracker_.start_validation(at(s(1)), id(1).text());
  lose();
  tracker_.begin_session(1);
  EXPECT_EQ(tracker_.free_slots(), 1u);
  const auto fragment = tracker_.take_validated(SegmentNumber(1));
  ASSERT_TRUE(fragment);
  EXPECT_NE(fragment->session, tracker_.session());
}

TEST_F(FragmentTrackerTest, IsOutUntilItIsOverAlsoWhereItsSegmentFellBack) {
  send(kStart, 1);
  tracker_.release_segment(SegmentNumber(1));
  EXPECT_TRUE(tracker_.is_out(SegmentNumber(1)));
  EXPECT_FALSE(tracker_.is_out(SegmentNumber(2)));
  lose();
  EXPECT_FALSE(tracker_.is_out(SegmentNumber(1)));
}

TEST_F(FragmentTrackerTest, SegmentIsReleasedOnce) {
  send(kStart, 1);
  EXPECT_TRUE(tracker_.holds(SegmentNumber(1)));
  EXPECT_TRUE(tracker_.release_segment(SegmentNumber(1)));
  EXPECT_FALSE(tracker_.holds(SegmentNumber(1)));
  EXPECT_FALSE(tracker_.release_segment(SegmentNumber(1)));
}

TEST_F(FragmentTrackerTest, FragmentOfAReleasedSegmentStillMatches) {
  send(kStart, 1);
  tracker_.release_segment(SegmentNumber(1));
  EXPECT_EQ(match(at(s(1)), 1), ResultMatch::kMatched);
  EXPECT_TRUE(tracker_.matched(id(1).text()).segment_over);
}

TEST_F(FragmentTrackerTest, RoundTripsIncludeTimeOuts) {
  send(kStart, 1);
  ring(at(s(8)));
  EXPECT_EQ(tracker_.expected_round_trip(), s(8));
  send(at(s(10)), 2);
  answer(at(ms(10'500)), 2);
  EXPECT_EQ(tracker_.expected_round_trip(), ms(500));
}

TEST_F(FragmentTrackerTest, RoundTripsAreForgottenWithTheSession) {
  send(kStart, 1);
  answer(at(s(1)), 1);
  lose();
  tracker_.begin_session(3);
  EXPECT_EQ(tracker_.expected_round_trip(), TimeDelta::Zero());
}

TEST_F(FragmentTrackerTest, RemembersOnlyTheLastFragmentsThatAreOver) {
  for (uint64_t n = 0; n <= kMaxRememberedFragments; ++n) {
    send(kStart, n);
    answer(kStart, n);
  }
  EXPECT_EQ(match(kStart, 0), ResultMatch::kUnknown);
  EXPECT_EQ(match(kStart, 1), ResultMatch::kDuplicate);
}

}  // namespace
}  // namespace sw::core

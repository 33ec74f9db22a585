#include "worker/core/supervisor/input_supervisor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sw::core {
namespace {

constexpr Timestamp kStart = Timestamp::FromSeconds(1000);
constexpr TimeDelta kNanosecond = TimeDelta::Nanos(1);
constexpr TimeDelta kReadyTimeout = TimeDelta::Seconds(15);
constexpr TimeDelta kStable = TimeDelta::Seconds(6);

class InputSupervisorTest : public testing::Test {
 protected:
  // Starts and brings the input to the point where media flows and is readable, at kStart.
  void stream() {
    supervisor_.start(kStart, effects_);
    supervisor_.on_media(kStart);
    supervisor_.on_readable();
    effects_.clear();
  }
  // Runs to the supervisor's own next deadline and returns how long that took.
  TimeDelta advance(Timestamp& now) {
    const Timestamp due = supervisor_.deadline().value();
    const TimeDelta waited = due - now;
    effects_.clear();
    supervisor_.on_time(due - kNanosecond, effects_);
    EXPECT_TRUE(effects_.empty()) << "acted a nanosecond early";
    supervisor_.on_time(due, effects_);
    now = due;
    return waited;
  }
  template <class Effect>
  const Effect* find() const {
    for (const InputEffect& effect : effects_) {
      if (const auto* found = std::get_if<Effect>(&effect)) return found;
    }
    return nullptr;
  }
  InputVerdict verdict() const {
    const auto* over = find<InputOver>();
    EXPECT_NE(over, nullptr) << "the input is not over";
    return over == nullptr ? InputVerdict::kUnsupported : over->verdict;
  }

  InputSupervisor supervisor_{kReadyTimeout, kStable};
  InputEffects effects_;
};

TEST_F(InputSupervisorTest, OpensTheInputAtStart) {
  supervisor_.start(kStart, effects_);
  ASSERT_EQ(effects_.size(), 1u);
  EXPECT_TRUE(find<OpenInput>());
}

TEST_F(InputSupervisorTest, TakesAnEndWithoutWarningForTheEndOfTheStream) {
  stream();
  supervisor_.on_end(kStart, effects_);
  EXPECT_EQ(verdict(), InputVerdict::kEnded);
  EXPECT_TRUE(find<CloseInput>());
}

TEST_F(InputSupervisorTest, TakesAnEndAfterAWarningForALoss) {
  stream();
  supervisor_.on_warning(kStart);
  supervisor_.on_end(kStart + kInputWarningMemory, effects_);
  EXPECT_TRUE(find<InputLost>());
  EXPECT_FALSE(find<InputOver>());
}

TEST_F(InputSupervisorTest, ForgetsAWarningAfterFiveSeconds) {
  stream();
  supervisor_.on_warning(kStart);
  supervisor_.on_end(kStart + TimeDelta::Seconds(5) + kNanosecond, effects_);
  EXPECT_EQ(verdict(), InputVerdict::kEnded);
}

TEST_F(InputSupervisorTest, LosesAnInputThatIsSilentForExactlyFiveSeconds) {
  stream();
  supervisor_.on_time(kStart + TimeDelta::Seconds(5) - kNanosecond, effects_);
  EXPECT_TRUE(effects_.empty());
  supervisor_.on_time(kStart + TimeDelta::Seconds(5), effects_);
  EXPECT_TRUE(find<InputLost>());
}

TEST_F(InputSupervisorTest, EveryAccessUnitPutsOffTheSilenceLimit) {
  stream();
  supervisor_.on_media(kStart + TimeDelta::Seconds(4));
  EXPECT_EQ(supervisor_.deadline(), kStart + TimeDelta::Seconds(9));
}

TEST_F(InputSupervisorTest, RetriesAfterOneTwoAndFourSecondsFromEachFailure) {
  stream();
  Timestamp now = kStart;
  supervisor_.on_failure(now, InputAnswer::kRefused, "reset", effects_);
  for (const int64_t seconds : {1, 2, 4}) {
    EXPECT_EQ(advance(now), TimeDelta::Seconds(seconds));
    EXPECT_TRUE(find<OpenInput>());
    effects_.clear();
    now += TimeDelta::Millis(300);  // the refusal takes its time; the next delay runs from it
    supervisor_.on_failure(now, InputAnswer::kRefused, "refused", effects_);
  }
  EXPECT_EQ(verdict(), InputVerdict::kLost);
  EXPECT_EQ(supervisor_.deadline(), std::nullopt);
}

TEST_F(InputSupervisorTest, AnAttemptWithoutMediaFailsAfterFiveSeconds) {
  stream();
  Timestamp now = kStart;
  supervisor_.on_failure(now, InputAnswer::kRefused, "reset", effects_);
  advance(now);
  EXPECT_EQ(advance(now), TimeDelta::Seconds(5));
  ASSERT_TRUE(find<InputRetry>());
  EXPECT_EQ(find<InputRetry>()->answer, InputAnswer::kSilent);
}

TEST_F(InputSupervisorTest, APathThatIsGoneAtTheLastAttemptMeansTheStreamHasEnded) {
  stream();
  Timestamp now = kStart;
  supervisor_.on_failure(now, InputAnswer::kRefused, "reset", effects_);
  for (int attempt = 0; attempt < 3; ++attempt) {
    advance(now);
    effects_.clear();
    supervisor_.on_failure(now, InputAnswer::kNotFound, "404", effects_);
  }
  EXPECT_EQ(verdict(), InputVerdict::kEnded);
}

TEST_F(InputSupervisorTest, OnlyTheLastAnswerDecidesBetweenEndAndLoss) {
  stream();
  Timestamp now = kStart;
  supervisor_.on_failure(now, InputAnswer::kRefused, "reset", effects_);
  for (const InputAnswer answer : {InputAnswer::kNotFound, InputAnswer::kNotFound, InputAnswer::kRefused}) {
    advance(now);
    effects_.clear();
    supervisor_.on_failure(now, answer, "answer", effects_);
  }
  EXPECT_EQ(verdict(), InputVerdict::kLost);
}

TEST_F(InputSupervisorTest, TheLadderStartsAnewAfterAWholeSegmentInOnePiece) {
  stream();
  Timestamp now = kStart;
  supervisor_.on_failure(now, InputAnswer::kRefused, "reset", effects_);
  advance(now);
  for (const TimeDelta since_return : {TimeDelta::Zero(), TimeDelta::Seconds(3), kStable}) {
    supervisor_.on_media(now + since_return);
  }
  now += kStable;
  supervisor_.on_failure(now, InputAnswer::kRefused, "reset again", effects_);
  EXPECT_EQ(advance(now), TimeDelta::Seconds(1));
}

TEST_F(InputSupervisorTest, TheLadderGoesOnWhenTheReturnWasAHairTooShort) {
  stream();
  Timestamp now = kStart;
  supervisor_.on_failure(now, InputAnswer::kRefused, "reset", effects_);
  advance(now);
  for (const TimeDelta since_return : {TimeDelta::Zero(), TimeDelta::Seconds(3), kStable - kNanosecond}) {
    supervisor_.on_media(now + since_return);
  }
  now += kStable - kNanosecond;
  supervisor_.on_failure(now, InputAnswer::kRefused, "reset again", effects_);
  EXPECT_EQ(advance(now), TimeDelta::Seconds(2));
}

TEST_F(InputSupervisorTest, AtStartTheLadderGoesOnEveryFourSecondsUntilTheReadyTimeout) {
  InputSupervisor patient(TimeDelta::Seconds(20), kStable);
  patient.start(kStart, effects_);
  std::vector<int64_t> delays;
  Timestamp now = kStart;
  while (!find<InputOver>()) {
    effects_.clear();
    patient.on_failure(now, InputAnswer::kNotFound, "404", effects_);
    if (const auto* retry = find<InputRetry>()) delays.push_back(retry->delay.millis());
    now = patient.deadline().value();
    patient.on_time(now, effects_);
  }
  EXPECT_EQ(delays, (std::vector<int64_t>{1000, 2000, 4000, 4000, 4000, 4000, 4000})) << "the last wait is cut short";
  EXPECT_EQ(now, kStart + TimeDelta::Seconds(20));
  EXPECT_EQ(verdict(), InputVerdict::kNotReadable) << "not found at start is a failure, not an end";
}

TEST_F(InputSupervisorTest, MediaOfOneTrackDoesNotSatisfyTheReadyTimeout) {
  supervisor_.start(kStart, effects_);
  for (int second = 0; second < 15; ++second) supervisor_.on_media(kStart + TimeDelta::Seconds(second));
  supervisor_.on_time(kStart + kReadyTimeout - kNanosecond, effects_);
  EXPECT_FALSE(find<InputOver>());
  supervisor_.on_time(kStart + kReadyTimeout, effects_);
  EXPECT_EQ(verdict(), InputVerdict::kNotReadable);
}

TEST_F(InputSupervisorTest, ASessionDescriptionWithoutAudioIsOverAtOnce) {
  supervisor_.start(kStart, effects_);
  supervisor_.on_described(kStart, false, true, "", effects_);
  EXPECT_EQ(verdict(), InputVerdict::kNoAudio);
}

TEST_F(InputSupervisorTest, ACodecThatCannotBeCarriedIsOverAtOnceAndNamed) {
  supervisor_.start(kStart, effects_);
  supervisor_.on_described(kStart, true, true, "video is H265", effects_);
  EXPECT_EQ(verdict(), InputVerdict::kUnsupported);
  EXPECT_EQ(find<InputOver>()->why, "video is H265");
}

TEST_F(InputSupervisorTest, ASessionDescriptionWithBothTracksChangesNothing) {
  supervisor_.start(kStart, effects_);
  effects_.clear();
  supervisor_.on_described(kStart, true, true, "", effects_);
  EXPECT_TRUE(effects_.empty());
}

TEST_F(InputSupervisorTest, AStaleAlarmDoesNothing) {
  stream();
  supervisor_.on_media(kStart + TimeDelta::Seconds(1));
  supervisor_.on_time(kStart + TimeDelta::Seconds(5), effects_);
  EXPECT_TRUE(effects_.empty());
}

TEST_F(InputSupervisorTest, NothingHappensAfterAStop) {
  stream();
  supervisor_.stop(effects_);
  EXPECT_TRUE(find<CloseInput>());
  effects_.clear();
  supervisor_.on_end(kStart, effects_);
  supervisor_.on_failure(kStart, InputAnswer::kRefused, "late", effects_);
  supervisor_.on_time(kStart + TimeDelta::Minutes(1), effects_);
  EXPECT_TRUE(effects_.empty());
}

}  // namespace
}  // namespace sw::core

// The media output: what arrives at the peer, what is told of it, and how it ends.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "tests/conformance/media/media_world.h"

namespace sw::conformance {

// Half a megabyte: a few of them fill the buffers of a network path.
class LargePayload final : public Payload {
 public:
  std::size_t size() const override { return bytes_.size(); }
  std::span<const uint8_t> bytes() const override { return bytes_; }

 private:
  std::vector<uint8_t> bytes_ = std::vector<uint8_t>(500'000, 1);
};

template <MediaWorld World>
class MediaOutputSuite : public testing::Test {
 protected:
  static constexpr ports::PipelineRunId kRun{21};

  ports::MediaOutput& output() { return world_.output(); }
  const KnownMedia& media() { return world_.media(); }
  void open(const Url& url, ports::PipelineRunId run = kRun) {
    output().open(run, url, media().video_format, media().audio_format);
  }
  void write(Track track, const KnownUnit& unit, TimeDelta shift = TimeDelta::Zero()) {
    output().write({track, unit.payload, unit.pts + shift, unit.dts + shift, unit.duration, unit.keyframe});
  }
  void write_all(TimeDelta shift = TimeDelta::Zero()) {
    for (const auto& unit : media().video) write(Track::kVideo, unit, shift);
    for (const auto& unit : media().audio) write(Track::kAudio, unit, shift);
    ++written_;
  }
  // More than the buffers of any network path between here and the peer take.
  void write_a_lot() {
    for (TimeDelta shift = length(); shift < TimeDelta::Minutes(10); shift += length()) write_all(shift);
  }
  TimeDelta length() { return media().video.back().dts - media().video.front().dts + TimeDelta::Seconds(1); }

  template <class Kind>
  std::vector<const Kind*> all() const {
    return world_.journal().template all<Kind>();
  }
  bool is_over() const { return !all<ports::OutputDrained>().empty() || !all<ports::OutputFailed>().empty(); }
  bool wait_until_over() {
    return world_.run_until([this] { return is_over(); });
  }
  bool wait_until_started() {
    return world_.run_until([this] { return !all<ports::OutputStarted>().empty(); });
  }
  // Large video units one by one, audio said to be absent, until one has left the queue and does not go out. How many.
  std::size_t write_large_until_stuck() {
    for (std::size_t count = 1; count < 200; ++count) {
      const TimeDelta shift = length() + TimeDelta::Millis(static_cast<int64_t>(count) * 10);
      KnownUnit large = media().video.front();
      large.payload = std::make_shared<LargePayload>();
      output().advance(Track::kAudio, large.dts + shift + TimeDelta::Millis(1));
      const auto before = output().progress();
      write(Track::kVideo, large, shift);
      let_pass(TimeDelta::Millis(50));
      const auto after = output().progress();
      if (after.bytes_pending == 0 && after.bytes_sent == before.bytes_sent) return count;
    }
    ADD_FAILURE() << "the network takes everything";
    return 0;
  }
  // True once bytes are pending and none goes out for a while.
  bool wait_until_wedged() {
    for (int look = 0; look < 50; ++look) {
      const auto before = output().progress();
      let_pass(TimeDelta::Millis(200));
      const auto after = output().progress();
      if (after.bytes_pending > 0 && after.bytes_sent == before.bytes_sent) return true;
    }
    return false;
  }
  void let_pass(TimeDelta time) { world_.run_to(world_.clock().now() + time); }

  std::vector<PublishedUnit> published(Track track) {
    std::vector<PublishedUnit> units = world_.published().units;
    std::erase_if(units, [&](const PublishedUnit& unit) { return unit.track != track; });
    return units;
  }

  World world_;
  std::size_t written_ = 0;  // how often the whole media was
};
TYPED_TEST_SUITE_P(MediaOutputSuite);

inline void expect_published(const std::vector<PublishedUnit>& units, const std::vector<KnownUnit>& media) {
  ASSERT_EQ(units.size(), media.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    EXPECT_TRUE(std::ranges::equal(units[i].bytes, media[i].payload->bytes())) << "unit " << i;
  }
}

TYPED_TEST_P(MediaOutputSuite, AnswersNothingFromInsideACall) {
  this->open(this->world_.refusing_target());
  this->write_all();
  EXPECT_TRUE(this->world_.journal().arrivals().empty());
}

TYPED_TEST_P(MediaOutputSuite, StartsOnceMediaGoesOut) {
  this->open(this->world_.target());
  this->write_all();
  ASSERT_TRUE(this->wait_until_started());
  EXPECT_EQ(this->template all<ports::OutputStarted>()[0]->run, this->kRun);
  EXPECT_GT(this->output().progress().bytes_sent, 0u);
}

TYPED_TEST_P(MediaOutputSuite, DoesNotStartWithoutMedia) {
  this->open(this->world_.target());
  this->let_pass(TimeDelta::Millis(500));
  EXPECT_TRUE(this->world_.journal().arrivals().empty());
}

TYPED_TEST_P(MediaOutputSuite, DrainedOutputHasDeliveredEveryVideoUnit) {
  this->open(this->world_.target());
  this->write_all();
  this->output().end();
  ASSERT_TRUE(this->wait_until_over());
  this->world_.run_until([this] { return this->published(Track::kVideo).size() >= this->media().video.size(); });
  expect_published(this->published(Track::kVideo), this->media().video);
}

TYPED_TEST_P(MediaOutputSuite, DrainedOutputHasDeliveredEveryAudioUnit) {
  this->open(this->world_.target());
  this->write_all();
  this->output().end();
  ASSERT_TRUE(this->wait_until_over());
  this->world_.run_until([this] { return this->published(Track::kAudio).size() >= this->media().audio.size(); });
  expect_published(this->published(Track::kAudio), this->media().audio);
}

TYPED_TEST_P(MediaOutputSuite, DrainingLosesNothingOfALongQueue) {
  this->open(this->world_.target());
  this->write_all();
  this->write_a_lot();
  this->output().end();
  ASSERT_TRUE(this->wait_until_over());
  ASSERT_EQ(this->template all<ports::OutputDrained>().size(), 1u);
  const std::size_t video = this->written_ * this->media().video.size();
  const std::size_t audio = this->written_ * this->media().audio.size();
  // The peer takes its time to put away what it has got.
  this->world_.run_until([&] { return this->published(Track::kAudio).size() >= audio; });
  this->world_.run_until([&] { return this->published(Track::kVideo).size() >= video; });
  EXPECT_EQ(this->published(Track::kVideo).size(), video);
  EXPECT_EQ(this->published(Track::kAudio).size(), audio);
}

// The hardest place to lose something: the queues are empty, and the network has not yet taken the last units.
TYPED_TEST_P(MediaOutputSuite, DrainingWaitsForWhatTheNetworkHasNotTaken) {
  this->open(this->world_.target());
  this->write_all();
  ASSERT_TRUE(this->wait_until_started());
  this->world_.stall_target();
  const std::size_t large = this->write_large_until_stuck();
  this->output().end();
  this->let_pass(TimeDelta::Millis(300));
  EXPECT_FALSE(this->is_over());
  EXPECT_GT(this->output().progress().bytes_pending, 0u);
  this->world_.resume_target();
  ASSERT_TRUE(this->wait_until_over());
  ASSERT_EQ(this->template all<ports::OutputDrained>().size(), 1u);
  const std::size_t meant = this->media().video.size() + large;
  EXPECT_TRUE(this->world_.run_until([&] { return this->published(Track::kVideo).size() >= meant; }));
}

TYPED_TEST_P(MediaOutputSuite, PeerGetsDecodingAndPresentationTimes) {
  this->open(this->world_.target());
  this->write_all();
  this->output().end();
  ASSERT_TRUE(this->wait_until_over());
  const auto& video = this->media().video;
  this->world_.run_until([&] { return this->published(Track::kVideo).size() >= video.size(); });
  const auto units = this->published(Track::kVideo);
  ASSERT_EQ(units.size(), video.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    EXPECT_LE(std::abs(units[i].dts_ms - (video[i].dts - video[0].dts).millis()), 1) << "unit " << i;
    EXPECT_LE(std::abs(units[i].pts_ms - (video[i].pts - video[0].dts).millis()), 2) << "unit " << i;
  }
}

TYPED_TEST_P(MediaOutputSuite, StartThenDrainAndNothingElse) {
  this->open(this->world_.target());
  this->write_all();
  this->output().end();
  ASSERT_TRUE(this->wait_until_over());
  this->let_pass(TimeDelta::Millis(300));
  const auto& arrivals = this->world_.journal().arrivals();
  ASSERT_EQ(arrivals.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<ports::OutputStarted>(arrivals[0].event));
  EXPECT_TRUE(std::holds_alternative<ports::OutputDrained>(arrivals[1].event));
}

TYPED_TEST_P(MediaOutputSuite, OneUnitAloneIsDeliveredAtTheEnd) {
  this->open(this->world_.target());
  this->write(Track::kVideo, this->media().video[0]);
  this->output().end();
  ASSERT_TRUE(this->wait_until_over());
  EXPECT_EQ(this->template all<ports::OutputStarted>().size(), 1u);
  EXPECT_EQ(this->template all<ports::OutputDrained>().size(), 1u);
  EXPECT_TRUE(this->world_.run_until([this] { return this->published(Track::kVideo).size() == 1; }));
}

TYPED_TEST_P(MediaOutputSuite, NothingIsPendingOnceDrained) {
  this->open(this->world_.target());
  this->write_all();
  this->output().end();
  ASSERT_TRUE(this->wait_until_over());
  EXPECT_EQ(this->output().progress().bytes_pending, 0u);
}

TYPED_TEST_P(MediaOutputSuite, NobodyListeningIsAFailureOfTheConnection) {
  this->open(this->world_.refusing_target());
  this->write_all();
  ASSERT_TRUE(this->wait_until_over());
  ASSERT_EQ(this->world_.journal().arrivals().size(), 1u);
  EXPECT_TRUE(this->template all<ports::OutputFailed>().at(0)->connection);
}

TYPED_TEST_P(MediaOutputSuite, UnknownApplicationIsAFailureOfTheConnection) {
  this->open(this->world_.unknown_target());
  this->write_all();
  ASSERT_TRUE(this->wait_until_over());
  ASSERT_EQ(this->template all<ports::OutputFailed>().size(), 1u);
  EXPECT_TRUE(this->template all<ports::OutputFailed>()[0]->connection);
}

TYPED_TEST_P(MediaOutputSuite, NameThatIsTakenIsAFailureOfTheConnection) {
  this->open(this->world_.occupied_target());
  this->write_all();
  ASSERT_TRUE(this->wait_until_over());
  ASSERT_EQ(this->template all<ports::OutputFailed>().size(), 1u);
  EXPECT_TRUE(this->template all<ports::OutputFailed>()[0]->connection);
}

TYPED_TEST_P(MediaOutputSuite, PeerThatDiesIsAFailureOfTheConnection) {
  this->open(this->world_.target());
  this->write_all();
  ASSERT_TRUE(this->wait_until_started());
  this->world_.kill_target();
  this->write_all(this->length());
  ASSERT_TRUE(this->wait_until_over());
  this->let_pass(TimeDelta::Millis(300));
  ASSERT_EQ(this->template all<ports::OutputFailed>().size(), 1u);
  EXPECT_TRUE(this->template all<ports::OutputFailed>()[0]->connection);
  EXPECT_TRUE(std::holds_alternative<ports::OutputFailed>(this->world_.journal().arrivals().back().event));
}

TYPED_TEST_P(MediaOutputSuite, FailureIsExplainedInOneLine) {
  this->open(this->world_.refusing_target());
  this->write_all();
  ASSERT_TRUE(this->wait_until_over());
  ASSERT_EQ(this->template all<ports::OutputFailed>().size(), 1u);
  const std::string& text = this->template all<ports::OutputFailed>()[0]->text;
  EXPECT_FALSE(text.empty());
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

TYPED_TEST_P(MediaOutputSuite, FormatThatNobodyCouldPlayIsAFailureOfThePipeline) {
  this->output().open(this->kRun, this->world_.target(), VideoFormat{}, this->media().audio_format);
  ASSERT_TRUE(this->wait_until_over());
  ASSERT_EQ(this->template all<ports::OutputFailed>().size(), 1u);
  EXPECT_FALSE(this->template all<ports::OutputFailed>()[0]->connection);
  EXPECT_EQ(this->template all<ports::OutputFailed>()[0]->type, ports::PipelineErrorType::kNegotiation);
}

TYPED_TEST_P(MediaOutputSuite, TrackThatWaitsForTheOtherIsNotPending) {
  this->open(this->world_.target());
  for (const auto& unit : this->media().video) this->write(Track::kVideo, unit);
  this->write(Track::kAudio, this->media().audio[0]);
  this->let_pass(TimeDelta::Millis(500));
  EXPECT_EQ(this->output().progress().bytes_pending, 0u);
}

TYPED_TEST_P(MediaOutputSuite, AdvancedTrackLetsTheOtherGoOut) {
  this->open(this->world_.target());
  for (const auto& unit : this->media().video) this->write(Track::kVideo, unit);
  this->output().advance(Track::kAudio, this->media().video.back().dts + TimeDelta::Seconds(1));
  EXPECT_TRUE(this->world_.run_until(
      [this] { return this->published(Track::kVideo).size() + 1 >= this->media().video.size(); }));
}

TYPED_TEST_P(MediaOutputSuite, PeerThatStallsLeavesBytesPendingThatDoNotMove) {
  this->open(this->world_.target());
  this->write_all();
  ASSERT_TRUE(this->wait_until_started());
  this->world_.stall_target();
  this->write_a_lot();
  ASSERT_TRUE(this->wait_until_wedged());
  this->output().end();
  this->let_pass(TimeDelta::Millis(300));
  EXPECT_FALSE(this->is_over()) << "what did not go out cannot be drained";
  EXPECT_GT(this->output().progress().bytes_pending, 0u);
}

TYPED_TEST_P(MediaOutputSuite, ClosingAPeerThatStallsReturnsAtOnce) {
  this->open(this->world_.target());
  this->write_all();
  ASSERT_TRUE(this->wait_until_started());
  this->world_.stall_target();
  this->write_a_lot();
  this->let_pass(TimeDelta::Millis(300));
  const Timestamp before = this->world_.clock().now();
  this->output().close();
  EXPECT_LT(this->world_.clock().now() - before, TimeDelta::Millis(80));
}

TYPED_TEST_P(MediaOutputSuite, NothingIsPostedAfterClose) {
  this->open(this->world_.target());
  this->write_all();
  this->output().end();
  this->output().close();
  this->let_pass(TimeDelta::Millis(500));
  EXPECT_TRUE(this->template all<ports::OutputDrained>().empty());
}

TYPED_TEST_P(MediaOutputSuite, ClosingTwiceOrBeforeOpeningDoesNothing) {
  this->output().close();
  this->open(this->world_.target());
  this->output().close();
  this->output().close();
  EXPECT_EQ(this->output().progress().bytes_sent, 0u);
}

TYPED_TEST_P(MediaOutputSuite, PublishesAgainUnderTheSameNameAtOnce) {
  this->open(this->world_.target());
  this->write_all();
  ASSERT_TRUE(this->wait_until_started());
  this->output().close();
  this->open(this->world_.target(), ports::PipelineRunId(22));
  this->write_all();
  this->output().end();
  ASSERT_TRUE(this->wait_until_over());
  ASSERT_EQ(this->template all<ports::OutputDrained>().size(), 1u);
  EXPECT_EQ(this->template all<ports::OutputDrained>()[0]->run, ports::PipelineRunId(22));
}

TYPED_TEST_P(MediaOutputSuite, ChangedVideoFormatIsAnnouncedInThePublication) {
  VideoFormat changed = this->media().video_format;
  changed.codec_data.push_back(0);  // another configuration record to whoever compares
  this->open(this->world_.target());
  this->write_all();
  this->output().set_video_format(changed);
  this->write_all(this->length());
  this->output().end();
  ASSERT_TRUE(this->wait_until_over());
  EXPECT_EQ(this->template all<ports::OutputDrained>().size(), 1u);
  this->world_.run_until([this] { return this->world_.published().video_formats.size() >= 2; });
  const auto formats = this->world_.published().video_formats;
  ASSERT_GE(formats.size(), 2u);
  EXPECT_EQ(formats.front(), this->media().video_format.codec_data);
  EXPECT_EQ(formats.back(), changed.codec_data);
}

REGISTER_TYPED_TEST_SUITE_P(MediaOutputSuite, AnswersNothingFromInsideACall, StartsOnceMediaGoesOut,
                            DoesNotStartWithoutMedia, DrainedOutputHasDeliveredEveryVideoUnit,
                            DrainedOutputHasDeliveredEveryAudioUnit, DrainingLosesNothingOfALongQueue,
                            DrainingWaitsForWhatTheNetworkHasNotTaken, PeerGetsDecodingAndPresentationTimes,
                            StartThenDrainAndNothingElse, OneUnitAloneIsDeliveredAtTheEnd, NothingIsPendingOnceDrained,
                            NobodyListeningIsAFailureOfTheConnection, UnknownApplicationIsAFailureOfTheConnection,
                            NameThatIsTakenIsAFailureOfTheConnection, PeerThatDiesIsAFailureOfTheConnection,
                            FailureIsExplainedInOneLine, FormatThatNobodyCouldPlayIsAFailureOfThePipeline,
                            TrackThatWaitsForTheOtherIsNotPending, AdvancedTrackLetsTheOtherGoOut,
                            PeerThatStallsLeavesBytesPendingThatDoNotMove, ClosingAPeerThatStallsReturnsAtOnce,
                            NothingIsPostedAfterClose, ClosingTwiceOrBeforeOpeningDoesNothing,
                            PublishesAgainUnderTheSameNameAtOnce, ChangedVideoFormatIsAnnouncedInThePublication);

}  // namespace sw::conformance

// The media input: what comes of a source, in which order, and how it ends.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/conformance/media/media_world.h"

namespace sw::conformance {

template <MediaWorld World>
class MediaInputSuite : public testing::Test {
 protected:
  static constexpr ports::PipelineRunId kRun{11};

  void open(const Url& url, ports::PipelineRunId run = kRun) { world_.input().open(run, url, TimeDelta::Millis(200)); }
  template <class Kind>
  std::vector<const Kind*> all() const {
    return world_.journal().template all<Kind>();
  }
  bool is_over() const { return !all<ports::InputEnded>().empty() || !all<ports::InputFailed>().empty(); }
  bool wait_until_over() {
    return world_.run_until([this] { return is_over(); });
  }
  // A whole source from beginning to end; false when it did not come to that.
  bool play_whole_source() {
    open(world_.serve(SourceHabit::kWhole));
    return wait_until_over() && !all<ports::InputEnded>().empty() && !all<ports::InputUnit>().empty();
  }
  bool wait_for_units(std::size_t count) {
    return world_.run_until([&] { return all<ports::InputUnit>().size() >= count; });
  }
  // Long enough for anything that is still on its way.
  void let_pass(TimeDelta time) { world_.run_to(world_.clock().now() + time); }

  std::vector<const AccessUnit*> units(Track track) const {
    std::vector<const AccessUnit*> found;
    for (const auto* event : all<ports::InputUnit>()) {
      if (event->unit.track == track) found.push_back(&event->unit);
    }
    return found;
  }

  World world_;
};
TYPED_TEST_SUITE_P(MediaInputSuite);

// Times of the units against those of the media, relative to the first: in order, all, and exact to an RTP tick.
inline void expect_times(const std::vector<const AccessUnit*>& units, const std::vector<KnownUnit>& media) {
  ASSERT_EQ(units.size(), media.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    ASSERT_TRUE(units[i]->pts.has_value()) << "unit " << i;
    const TimeDelta seen = *units[i]->pts - *units[0]->pts;
    EXPECT_LE(abs(seen - (media[i].pts - media[0].pts)), TimeDelta::Micros(50)) << "unit " << i;
  }
}

TYPED_TEST_P(MediaInputSuite, AnswersNothingFromInsideACall) {
  this->open(this->world_.refusing_source());
  EXPECT_TRUE(this->world_.journal().arrivals().empty());
}

TYPED_TEST_P(MediaInputSuite, DescribesTheSessionFirst) {
  this->open(this->world_.serve(SourceHabit::kWhole));
  ASSERT_TRUE(this->wait_for_units(1));
  const auto* first = std::get_if<ports::InputDescribed>(&this->world_.journal().arrivals().front().event);
  ASSERT_NE(first, nullptr);
  ASSERT_EQ(first->media.size(), 2u);
  EXPECT_EQ(first->media[0].kind, "video");
  EXPECT_EQ(first->media[0].encoding, "H264");
  EXPECT_EQ(first->media[1].kind, "audio");
  EXPECT_EQ(first->media[1].encoding, "MPEG4-GENERIC");
}

TYPED_TEST_P(MediaInputSuite, DescribesASourceWithoutAudio) {
  this->open(this->world_.serve(SourceHabit::kVideoAlone));
  ASSERT_TRUE(this->wait_for_units(1));
  ASSERT_EQ(this->template all<ports::InputDescribed>().size(), 1u);
  EXPECT_EQ(this->template all<ports::InputDescribed>()[0]->media.size(), 1u);
}

TYPED_TEST_P(MediaInputSuite, DescribesCodecsThatItCannotCarry) {
  this->open(this->world_.serve(SourceHabit::kForeign));
  ASSERT_TRUE(this->world_.run_until([this] { return !this->template all<ports::InputDescribed>().empty(); }));
  for (const auto& media : this->template all<ports::InputDescribed>()[0]->media) {
    EXPECT_NE(media.encoding, "H264");
    EXPECT_NE(media.encoding, "MPEG4-GENERIC");
    EXPECT_FALSE(media.encoding.empty());
  }
}

TYPED_TEST_P(MediaInputSuite, FormatComesBeforeTheFirstUnitOfItsTrack) {
  ASSERT_TRUE(this->play_whole_source());
  bool known[2] = {false, false};
  for (const auto& arrival : this->world_.journal().arrivals()) {
    if (const auto* format = std::get_if<ports::InputFormat>(&arrival.event)) known[format->format.index()] = true;
    if (const auto* unit = std::get_if<ports::InputUnit>(&arrival.event)) {
      EXPECT_TRUE(known[unit->unit.track == Track::kVideo ? 0 : 1]);
    }
  }
}

TYPED_TEST_P(MediaInputSuite, FormatsAreThoseOfTheMedia) {
  ASSERT_TRUE(this->play_whole_source());
  const auto formats = this->template all<ports::InputFormat>();
  ASSERT_EQ(formats.size(), 2u);
  const bool video_first = std::holds_alternative<VideoFormat>(formats[0]->format);
  const auto& video = std::get<VideoFormat>(formats[video_first ? 0 : 1]->format);
  const auto& audio = std::get<AudioFormat>(formats[video_first ? 1 : 0]->format);
  EXPECT_EQ(video.width, this->world_.media().video_format.width);
  EXPECT_EQ(video.height, this->world_.media().video_format.height);
  EXPECT_EQ(video.reorder_frames, this->world_.media().video_format.reorder_frames);
  EXPECT_EQ(audio, this->world_.media().audio_format);
}

TYPED_TEST_P(MediaInputSuite, EveryVideoUnitComesOnceAtItsTime) {
  ASSERT_TRUE(this->play_whole_source());
  expect_times(this->units(Track::kVideo), this->world_.media().video);
}

TYPED_TEST_P(MediaInputSuite, EveryAudioUnitComesOnceAtItsTime) {
  ASSERT_TRUE(this->play_whole_source());
  expect_times(this->units(Track::kAudio), this->world_.media().audio);
}

TYPED_TEST_P(MediaInputSuite, TracksShareOneTimeline) {
  ASSERT_TRUE(this->play_whole_source());
  const TimeDelta meant = this->world_.media().audio[0].pts - this->world_.media().video[0].pts;
  const TimeDelta seen = *this->units(Track::kAudio).at(0)->pts - *this->units(Track::kVideo).at(0)->pts;
  EXPECT_LE(abs(seen - meant), TimeDelta::Millis(1));
}

TYPED_TEST_P(MediaInputSuite, AudioBytesAreTheSources) {
  ASSERT_TRUE(this->play_whole_source());
  const auto units = this->units(Track::kAudio);
  const auto& media = this->world_.media().audio;
  ASSERT_EQ(units.size(), media.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    EXPECT_TRUE(std::ranges::equal(units[i]->payload->bytes(), media[i].payload->bytes())) << "unit " << i;
  }
}

TYPED_TEST_P(MediaInputSuite, KeyframesAreTheSources) {
  ASSERT_TRUE(this->play_whole_source());
  const auto units = this->units(Track::kVideo);
  const auto& media = this->world_.media().video;
  ASSERT_EQ(units.size(), media.size());
  for (std::size_t i = 0; i < units.size(); ++i) EXPECT_EQ(units[i]->keyframe, media[i].keyframe) << "unit " << i;
}

TYPED_TEST_P(MediaInputSuite, VideoHasNoDecodingTime) {
  this->open(this->world_.serve(SourceHabit::kWhole));
  ASSERT_TRUE(this->wait_for_units(10));
  for (const auto* unit : this->units(Track::kVideo)) EXPECT_FALSE(unit->dts.has_value());
}

TYPED_TEST_P(MediaInputSuite, ArrivalsAreTimesOfTheClockAndGrowWithinATrack) {
  const Timestamp before = this->world_.clock().now();
  ASSERT_TRUE(this->play_whole_source());
  for (const Track track : {Track::kVideo, Track::kAudio}) {
    Timestamp last = before;
    for (const auto* unit : this->units(track)) {
      EXPECT_GE(unit->arrival, last);
      last = unit->arrival;
    }
    EXPECT_LE(last, this->world_.clock().now());
  }
}

TYPED_TEST_P(MediaInputSuite, EndOfTheStreamIsAnEndWithoutAWarning) {
  ASSERT_TRUE(this->play_whole_source());
  EXPECT_EQ(this->template all<ports::InputEnded>().size(), 1u);
  EXPECT_TRUE(this->template all<ports::InputWarned>().empty());
}

TYPED_TEST_P(MediaInputSuite, ServerThatDiesIsAWarningThenAnEnd) {
  this->open(this->world_.serve(SourceHabit::kWhole));
  ASSERT_TRUE(this->wait_for_units(5));
  this->world_.kill_source();
  ASSERT_TRUE(this->wait_until_over());
  EXPECT_EQ(this->template all<ports::InputEnded>().size(), 1u);
  EXPECT_GE(this->template all<ports::InputWarned>().size(), 1u);
}

TYPED_TEST_P(MediaInputSuite, NothingComesAfterTheEnd) {
  ASSERT_TRUE(this->play_whole_source());
  this->let_pass(TimeDelta::Millis(300));
  EXPECT_TRUE(std::holds_alternative<ports::InputEnded>(this->world_.journal().arrivals().back().event));
}

TYPED_TEST_P(MediaInputSuite, NobodyListeningIsRefusedOnce) {
  this->open(this->world_.refusing_source());
  ASSERT_TRUE(this->wait_until_over());
  this->let_pass(TimeDelta::Millis(300));
  ASSERT_EQ(this->world_.journal().arrivals().size(), 1u);
  EXPECT_EQ(this->template all<ports::InputFailed>().at(0)->failure, ports::InputFailure::kRefused);
}

TYPED_TEST_P(MediaInputSuite, UnknownPathIsNotFoundOnce) {
  this->open(this->world_.unknown_source());
  ASSERT_TRUE(this->wait_until_over());
  this->let_pass(TimeDelta::Millis(300));
  ASSERT_EQ(this->world_.journal().arrivals().size(), 1u);
  EXPECT_EQ(this->template all<ports::InputFailed>().at(0)->failure, ports::InputFailure::kNotFound);
}

TYPED_TEST_P(MediaInputSuite, AnswerThatMakesNoSenseIsRefused) {
  this->open(this->world_.babbling_source());
  ASSERT_TRUE(this->wait_until_over());
  ASSERT_EQ(this->template all<ports::InputFailed>().size(), 1u);
  EXPECT_EQ(this->template all<ports::InputFailed>()[0]->failure, ports::InputFailure::kRefused);
}

TYPED_TEST_P(MediaInputSuite, FailureIsExplainedInOneLine) {
  this->open(this->world_.unknown_source());
  ASSERT_TRUE(this->wait_until_over());
  ASSERT_EQ(this->template all<ports::InputFailed>().size(), 1u);
  const std::string& text = this->template all<ports::InputFailed>()[0]->text;
  EXPECT_FALSE(text.empty());
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

TYPED_TEST_P(MediaInputSuite, NothingIsPostedAfterClose) {
  this->open(this->world_.serve(SourceHabit::kWhole));
  ASSERT_TRUE(this->wait_for_units(5));
  this->world_.input().close();
  this->let_pass(TimeDelta::Millis(100));  // what was queued
  const std::size_t seen = this->world_.journal().arrivals().size();
  this->let_pass(TimeDelta::Millis(500));
  EXPECT_EQ(this->world_.journal().arrivals().size(), seen);
}

TYPED_TEST_P(MediaInputSuite, ClosingTwiceOrBeforeOpeningDoesNothing) {
  this->world_.input().close();
  this->open(this->world_.serve(SourceHabit::kWhole));
  this->world_.input().close();
  this->world_.input().close();
  this->let_pass(TimeDelta::Millis(300));
  EXPECT_TRUE(this->template all<ports::InputUnit>().empty());
}

TYPED_TEST_P(MediaInputSuite, ClosingASourceThatStallsReturnsAtOnce) {
  this->open(this->world_.serve(SourceHabit::kStalls));
  ASSERT_TRUE(this->wait_for_units(5));
  this->let_pass(TimeDelta::Seconds(1));
  const Timestamp before = this->world_.clock().now();
  this->world_.input().close();
  EXPECT_LT(this->world_.clock().now() - before, TimeDelta::Millis(80));
}

TYPED_TEST_P(MediaInputSuite, SourceThatStallsIsSilenceAndNothingElse) {
  this->open(this->world_.serve(SourceHabit::kStalls));
  ASSERT_TRUE(this->wait_for_units(5));
  this->let_pass(TimeDelta::Seconds(2));
  EXPECT_FALSE(this->is_over());
  EXPECT_TRUE(this->template all<ports::InputWarned>().empty());
}

TYPED_TEST_P(MediaInputSuite, OpensAgainAfterAFailure) {
  this->open(this->world_.refusing_source());
  ASSERT_TRUE(this->wait_until_over());
  this->world_.input().close();
  this->open(this->world_.serve(SourceHabit::kWhole), ports::PipelineRunId(12));
  EXPECT_TRUE(this->wait_for_units(1));
}

TYPED_TEST_P(MediaInputSuite, EventsCarryTheirOwnRun) {
  const Url url = this->world_.serve(SourceHabit::kWhole);
  this->open(url);
  ASSERT_TRUE(this->wait_for_units(5));
  this->world_.input().close();
  this->let_pass(TimeDelta::Millis(100));
  const std::size_t first_run = this->template all<ports::InputUnit>().size();
  this->open(url, ports::PipelineRunId(12));
  ASSERT_TRUE(this->wait_for_units(first_run + 5));
  const auto units = this->template all<ports::InputUnit>();
  for (std::size_t i = 0; i < units.size(); ++i) {
    EXPECT_EQ(units[i]->run, i < first_run ? this->kRun : ports::PipelineRunId(12));
  }
}

REGISTER_TYPED_TEST_SUITE_P(MediaInputSuite, AnswersNothingFromInsideACall, DescribesTheSessionFirst,
                            DescribesASourceWithoutAudio, DescribesCodecsThatItCannotCarry,
                            FormatComesBeforeTheFirstUnitOfItsTrack, FormatsAreThoseOfTheMedia,
                            EveryVideoUnitComesOnceAtItsTime, EveryAudioUnitComesOnceAtItsTime, TracksShareOneTimeline,
                            AudioBytesAreTheSources, KeyframesAreTheSources, VideoHasNoDecodingTime,
                            ArrivalsAreTimesOfTheClockAndGrowWithinATrack, EndOfTheStreamIsAnEndWithoutAWarning,
                            ServerThatDiesIsAWarningThenAnEnd, NothingComesAfterTheEnd, NobodyListeningIsRefusedOnce,
                            UnknownPathIsNotFoundOnce, AnswerThatMakesNoSenseIsRefused, FailureIsExplainedInOneLine,
                            NothingIsPostedAfterClose, ClosingTwiceOrBeforeOpeningDoesNothing,
                            ClosingASourceThatStallsReturnsAtOnce, SourceThatStallsIsSilenceAndNothingElse,
                            OpensAgainAfterAFailure, EventsCarryTheirOwnRun);

}  // namespace sw::conformance

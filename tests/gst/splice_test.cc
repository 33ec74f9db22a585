// Ten segments cut out of one stream, each through a file and a decoder of its own, and put together again: no step, no
// gap, no drift. Cut as the segmenter cuts: at the first access unit that begins at or after k * 6 s, with the unit
// before it as context.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/conformance/media/audio_codec_signals.h"
#include "worker/adapters/gstreamer/audio_codec.h"
#include "worker/adapters/mpeg4/mpeg4_container.h"

namespace sw::tests {
namespace {

using conformance::cut;
using conformance::largest_error;
using conformance::sine;

constexpr int kRate = 48'000;
constexpr int kChannels = 2;
constexpr std::size_t kSegments = 10;
constexpr std::size_t kSegmentFrames = 6 * kRate;
constexpr std::size_t kUnitFrames = 1'024;
// The first units hold the encoder's delay and what it makes of the sine's beginning.
constexpr std::size_t kLead = 4;

struct Segment {
  std::size_t first;  // unit
  std::size_t count;
};

class Splice : public ::testing::Test {
 protected:
  // More than ten segments of a sine, as a source sends it.
  void SetUp() override {
    signal_ = sine(kRate, kChannels, (kSegments + 1) * kSegmentFrames);
    source_ = encoded(signal_);
    const auto decoder = codec_.decoder(source_.format);
    ASSERT_TRUE(decoder);
    continuous_ = conformance::decode_all(**decoder, source_.units);
    for (std::size_t k = 0; k < kSegments; ++k) {
      const std::size_t from = kLead + (k * kSegmentFrames + kUnitFrames - 1) / kUnitFrames;
      const std::size_t to = kLead + ((k + 1) * kSegmentFrames + kUnitFrames - 1) / kUnitFrames;
      segments_.push_back({.first = from, .count = to - from});
    }
  }

  ports::AudioClip encoded(const ports::Pcm& pcm) {
    auto encoder = codec_.encoder(kRate, kChannels, 128'000);
    EXPECT_TRUE(encoder);
    return {.format = (*encoder)->format(),
            .units = conformance::encode_all(**encoder, pcm, kUnitFrames),
            .priming = (*encoder)->delay(),
            .samples = static_cast<int64_t>(pcm.frames())};
  }
  // The segment as it goes to the service.
  ports::AudioClip clip_of(const Segment& segment) const {
    const auto begin = source_.units.begin() + static_cast<std::ptrdiff_t>(segment.first);
    return {.format = source_.format,
            .units = {begin - 1, begin + static_cast<std::ptrdiff_t>(segment.count)},
            .priming = kUnitFrames,
            .samples = static_cast<int64_t>(segment.count * kUnitFrames)};
  }
  // Through a file, and decoded without what is not meant.
  ports::Pcm played(const ports::AudioClip& clip) {
    const auto file = container_.write_audio(clip);
    EXPECT_TRUE(file) << file.error().text;
    const auto read = container_.read_audio(*file);
    EXPECT_TRUE(read) << read.error().text;
    const auto decoder = codec_.decoder(read->format);
    EXPECT_TRUE(decoder);
    return cut(conformance::decode_all(**decoder, read->units), static_cast<std::size_t>(read->priming),
               static_cast<std::size_t>(read->samples));
  }
  // The segment's own samples of the continuous decode.
  ports::Pcm original(const Segment& segment) const {
    return cut(continuous_, segment.first * kUnitFrames, segment.count * kUnitFrames);
  }
  // All segments of the continuous decode, and of the sine itself.
  ports::Pcm whole() const { return cut(continuous_, segments_.front().first * kUnitFrames, whole_frames()); }
  ports::Pcm ideal() const {
    const auto delay = static_cast<std::size_t>(source_.priming);
    return cut(signal_, segments_.front().first * kUnitFrames - delay, whole_frames());
  }
  std::size_t whole_frames() const {
    return (segments_.back().first + segments_.back().count - segments_.front().first) * kUnitFrames;
  }

  adapters::GstAudioCodec codec_;
  adapters::Mpeg4Container container_;
  ports::Pcm signal_;
  ports::AudioClip source_;
  ports::Pcm continuous_;
  std::vector<Segment> segments_;
};

void append(ports::Pcm& all, const ports::Pcm& more) {
  all.sample_rate = more.sample_rate;
  all.channels = more.channels;
  all.samples.insert(all.samples.end(), more.samples.begin(), more.samples.end());
}

// The reply, with the original at both ends.
ports::Pcm faded(const ports::Pcm& original, ports::Pcm reply) {
  constexpr std::size_t kFade = kRate / 200;
  for (std::size_t i = 0; i < reply.samples.size(); ++i) {
    const std::size_t frame = i / kChannels;
    const std::size_t distance = std::min({frame, reply.frames() - 1 - frame, kFade});
    const float share = static_cast<float>(distance) / kFade;
    reply.samples[i] = share * reply.samples[i] + (1 - share) * original.samples[i];
  }
  return reply;
}

double difference_db(const ports::Pcm& wanted, const ports::Pcm& got) {
  EXPECT_EQ(wanted.frames(), got.frames());
  return -conformance::signal_to_noise_db(wanted, got);
}

// Cuts are at whole units: 282, 281, 281, 281, 282 … and 6 s in the mean.
TEST_F(Splice, SegmentsHoldTheirBoundaries) {
  EXPECT_EQ(segments_[0].count, 282u);
  EXPECT_EQ(segments_[1].count, 281u);
  for (std::size_t k = 0; k < kSegments; ++k) {
    const std::size_t begin = (segments_[k].first - kLead) * kUnitFrames;
    EXPECT_GE(begin, k * kSegmentFrames);
    EXPECT_LT(begin, k * kSegmentFrames + kUnitFrames);
  }
}

// One unit of context makes the cut whole: not one bit differs.
TEST_F(Splice, TenSegmentsAreTheContinuousDecodeBitForBit) {
  ports::Pcm all;
  for (const Segment& segment : segments_) append(all, played(clip_of(segment)));
  EXPECT_TRUE(all.samples == whole().samples);
  EXPECT_LT(difference_db(ideal(), all), -48);
}

// What context is for: without it the first unit of each segment fades in.
TEST_F(Splice, WithoutContextTheJointIsHeard) {
  auto clip = clip_of(segments_[3]);
  clip.units.erase(clip.units.begin());
  clip.priming = 0;
  EXPECT_GT(largest_error(original(segments_[3]), played(clip)), 0.1F);
}

TEST_F(Splice, FallbackAndEchoAlternateWithoutASeam) {
  ports::Pcm all;
  for (std::size_t k = 0; k < kSegments; ++k) {
    append(all, k % 2 == 0 ? played(clip_of(segments_[k])) : original(segments_[k]));
  }
  EXPECT_TRUE(all.samples == whole().samples);
}

// A service that decodes, and encodes with an encoder of its own that begins anew with each reply, as all do. That
// encoder has seen silence before the first sample and after the last: AAC cannot keep so hard a beginning and end, and
// a plain cut leaves a step at each joint, of up to 0.16 at an amplitude of 0.5. After 2 ms less than 0.03 is left of
// the error, so that a fade of 5 ms removes the step, see below. Over all -50 dB are left, which is what AAC costs.
TEST_F(Splice, RecodedRepliesStayWithoutAGapOrDrift) {
  ports::Pcm all;
  for (std::size_t k = 0; k < kSegments; ++k) {
    append(all, k % 2 == 0 ? original(segments_[k]) : played(encoded(played(clip_of(segments_[k])))));
  }
  EXPECT_LT(difference_db(ideal(), all), -48);
  std::size_t at = 0;
  for (const Segment& segment : segments_) {
    const std::size_t inner = segment.count * kUnitFrames - 2 * kRate / 500;
    const std::size_t from = at + kRate / 500;
    EXPECT_LT(largest_error(cut(ideal(), from, inner), cut(all, from, inner)), 0.04F);
    at += segment.count * kUnitFrames;
  }
}

TEST_F(Splice, AFadeOfFiveMillisecondsRemovesTheStepOfARecodedReply) {
  ports::Pcm all;
  for (std::size_t k = 0; k < kSegments; ++k) {
    append(all, k % 2 == 0 ? original(segments_[k])
                           : faded(original(segments_[k]), played(encoded(played(clip_of(segments_[k]))))));
  }
  // Measured: errors of at most 0.017, and steps at most 0.007 larger than the sine's.
  EXPECT_LT(largest_error(ideal(), all), 0.025F);
  EXPECT_LT(conformance::largest_step(all), conformance::largest_step(whole()) + 0.01F);
}

// 10 ms in 6 s, as drift is corrected, and back to what it was.
TEST_F(Splice, ASlewedSegmentJoinsItsNeighbours) {
  const auto before = original(segments_[3]);
  const auto slewed =
      codec_.convert(original(segments_[4]), kRate, kChannels, segments_[4].count * kUnitFrames + kRate / 100);
  ASSERT_TRUE(slewed);
  ports::Pcm all = before;
  append(all, *slewed);
  append(all, original(segments_[5]));
  EXPECT_LT(conformance::largest_step(all), conformance::largest_step(whole()) + 0.001F);
}

}  // namespace
}  // namespace sw::tests

#include "sim/media/source.h"

#include <algorithm>
#include <utility>

#include "sim/media/byte_order.h"
#include "sim/media/toy_format.h"
#include "sim/media/toy_payload.h"
#include "sim/media/toy_unit.h"
#include "worker/base/check.h"
#include "worker/base/random.h"

namespace sw::sim {
namespace {

constexpr int64_t kMillion = 1'000'000;
// The clock of H.264 over RTP (RFC 6184 §8.2.1).
constexpr int64_t kVideoClock = 90'000;
constexpr int kMaxBFrames = 3;

enum class Picture : uint8_t { kIdr, kP, kB };
struct Frame {
  int64_t shown;  // in output order
  Picture picture;
};

// The place of the `j`-th frame of a GOP in output order: groups of B frames behind the reference that follows them.
Frame frame_in_gop(int64_t j, int64_t length, int b_frames) {
  if (j == 0) return {0, Picture::kIdr};
  const int64_t group = (j - 1) / (b_frames + 1) * (b_frames + 1);
  const int64_t place = j - 1 - group;
  const int64_t size = std::min<int64_t>(b_frames + 1, length - 1 - group);
  if (place == 0) return {group + size, Picture::kP};
  if (size == kMaxBFrames + 1) return {group + (place == 1 ? 2 : place == 2 ? 1 : 3), Picture::kB};
  return {group + place, Picture::kB};
}

// The `index`-th frame of a stream in decode order.
Frame frame_at(int64_t index, const VideoPlan& plan) {
  if (index < plan.first_idr) return {index, Picture::kP};
  const int64_t length = plan.gop > 0 ? plan.gop : INT64_MAX;
  const int64_t j = (index - plan.first_idr) % length;
  const Frame frame = frame_in_gop(j, length, plan.b_frames);
  return {index - j + frame.shown, frame.picture};
}

int reorder_depth(int b_frames) { return b_frames == kMaxBFrames ? 2 : std::min(b_frames, 1); }

TimeDelta jitter_of(const SourcePlan& plan, int64_t shown) {
  if (plan.video.jitter_percent == 0) return TimeDelta::Zero();
  const int64_t width =
      TimeDelta::Ticks(plan.video.fps_denominator, plan.video.fps_numerator).nanos() * plan.video.jitter_percent / 100;
  const uint64_t draw = keyed_draw(plan.seed, "frame-jitter", 0, static_cast<uint64_t>(shown));
  return TimeDelta::Nanos(static_cast<int64_t>(draw % static_cast<uint64_t>(width + 1)) - width / 2);
}

TimeDelta rounded_to_video_clock(TimeDelta time) {
  const int64_t whole = time / TimeDelta::Seconds(1);
  const int64_t rest = (time - TimeDelta::Seconds(whole)).nanos();
  return TimeDelta::Ticks(whole * kVideoClock + (rest * 9 + 50'000) / 100'000, kVideoClock);
}

std::size_t bytes_of(Picture picture, const VideoPlan& plan) {
  const std::size_t bytes = picture == Picture::kIdr ? plan.idr_bytes
                            : picture == Picture::kP ? plan.p_bytes
                                                     : plan.b_bytes;
  return std::max(bytes, kLeastVideoBytes);
}

// One NAL unit behind its length (ISO/IEC 14496-15 §5.2.3): its header, three bytes of nothing, the number.
PayloadRef video_payload(const SourceUnit& unit) {
  std::array<uint8_t, kLeastVideoBytes> head{};
  const auto length = static_cast<uint32_t>(unit.bytes - 4);
  for (std::size_t i = 0; i < 4; ++i) head[i] = static_cast<uint8_t>(length >> (24 - 8 * i));
  head[4] = unit.keyframe ? 0x65 : 0x41;  // nal_unit_type 5 and 1 (ITU-T H.264 table 7-1)
  for (std::size_t i = 0; i < 8; ++i) head[8 + i] = static_cast<uint8_t>(unit.number >> (8 * i));
  return std::make_shared<const ToyPayload>(head, unit.bytes);
}

PayloadRef audio_payload(const SourceUnit& unit) {
  std::vector<uint8_t> bytes;
  bytes.reserve(ToyPayload::kInlineBytes);
  pack_tags(unit.first_sample, static_cast<std::size_t>(unit.frame_samples), unit.number, bytes);
  return toy_payload(bytes);
}

}  // namespace

SourceStream::SourceStream(SourcePlan plan, SourceNumbers begin)
    : plan_(std::move(plan)),
      begin_(begin),
      audio_plan_(plan_.audio.value_or(AudioPlan{})),
      audio_start_(audio_plan_.start),
      audio_units_before_(begin.audio),
      samples_before_(begin.samples) {
  SW_CHECK(plan_.video.fps_numerator > 0);
  SW_CHECK(plan_.video.fps_denominator > 0);
  SW_CHECK(plan_.video.b_frames >= 0);
  SW_CHECK(plan_.video.b_frames <= kMaxBFrames);
  SW_CHECK(plan_.video.jitter_percent >= 0);
  SW_CHECK(plan_.video.jitter_percent < 100);
  for (const SourceGap& gap : plan_.gaps) SW_CHECK(gap.length <= kLongestGap);
  make_video();
  if (plan_.audio) make_audio();
}

Track SourceStream::next_track() const {
  if (!audio_) return Track::kVideo;
  return video_ && video_->sent <= audio_->sent ? Track::kVideo : Track::kAudio;
}

const SourceUnit* SourceStream::next() const {
  const auto& unit = next_track() == Track::kVideo ? video_ : audio_;
  return unit ? &*unit : nullptr;
}

void SourceStream::advance() {
  last_sent_ = next()->sent;
  if (next_track() == Track::kVideo) return make_video();
  make_audio();
}

void SourceStream::skip_to(TimeDelta sent) {
  while (next() != nullptr && next()->sent < sent) advance();
}

PayloadRef SourceStream::payload() const {
  return next_track() == Track::kVideo ? video_payload(*video_) : audio_payload(*audio_);
}

VideoFormat SourceStream::video_format() const {
  const VideoPlan& video = plan_.video;
  const auto variant = video_changes_done_ == 0 ? uint8_t{0} : plan_.video_changes[video_changes_done_ - 1].variant;
  VideoFormat format = toy_video_format(video.width, video.height, reorder_depth(video.b_frames), variant);
  if (!video.says_reorder) format.reorder_frames.reset();
  return format;
}

AudioFormat SourceStream::audio_format() const {
  return toy_audio_format(audio_plan_.sample_rate, audio_plan_.channels, audio_plan_.frame_samples);
}

SourceNumbers SourceStream::numbers() const {
  const auto frames = static_cast<uint64_t>(audio_frame_);
  SourceNumbers numbers{begin_.video + static_cast<uint64_t>(frame_), audio_units_before_ + frames,
                        samples_before_ + frames * static_cast<uint64_t>(audio_plan_.frame_samples)};
  if (video_) numbers.video = video_->number;
  if (audio_) numbers.audio = audio_->number;
  if (audio_) numbers.samples = audio_->first_sample;
  return numbers;
}

void SourceStream::make_video() {
  const VideoPlan& video = plan_.video;
  const TimeDelta margin = TimeDelta::Ticks(video.fps_denominator, video.fps_numerator) * video.jitter_percent / 200;
  for (;; ++frame_) {
    const Frame frame = frame_at(frame_, video);
    const TimeDelta captured = video.start +
                               TimeDelta::Ticks(frame.shown * video.fps_denominator, video.fps_numerator) +
                               jitter_of(plan_, frame.shown);
    // The last B frames go with the reference that they need.
    if (is_over(captured) && frame.picture != Picture::kB) return video_.reset();
    if (is_over(captured) || is_lost(Track::kVideo, captured)) continue;
    // An encoder holds frames back until the reference behind them is there.
    const TimeDelta coded = TimeDelta::Ticks((frame_ + video.b_frames) * video.fps_denominator, video.fps_numerator);
    const bool idr = frame.picture == Picture::kIdr;
    while (idr && video_changes_done_ < plan_.video_changes.size() &&
           plan_.video_changes[video_changes_done_].at <= captured) {
      ++video_changes_done_;
    }
    video_ = SourceUnit{.track = Track::kVideo,
                        .number = begin_.video + static_cast<uint64_t>(frame_),
                        .sent = sent_at(video.start + coded + margin + video.lag),
                        .captured = captured,
                        .pts = pts_at(rounded_to_video_clock(captured)),
                        .keyframe = idr,
                        .bytes = bytes_of(frame.picture, video),
                        .first_sample = 0,
                        .frame_samples = 0,
                        .format = static_cast<uint32_t>(video_changes_done_)};
    ++frame_;
    return;
  }
}

void SourceStream::change_audio(TimeDelta captured) {
  const AudioChange& change = plan_.audio_changes[audio_changes_done_++];
  audio_units_before_ += static_cast<uint64_t>(audio_frame_);
  samples_before_ += static_cast<uint64_t>(audio_frame_) * static_cast<uint64_t>(audio_plan_.frame_samples);
  audio_start_ = captured;
  audio_frame_ = 0;
  audio_plan_.sample_rate = change.sample_rate;
  audio_plan_.channels = change.channels;
  audio_plan_.frame_samples = change.frame_samples;
}

void SourceStream::make_audio() {
  const auto time_of = [this](int64_t samples) {
    return TimeDelta::Ticks(samples + samples * audio_plan_.pts_ppm / kMillion, audio_plan_.sample_rate);
  };
  for (;; ++audio_frame_) {
    TimeDelta captured = audio_start_ + time_of(audio_frame_ * audio_plan_.frame_samples);
    while (audio_changes_done_ < plan_.audio_changes.size() &&
           plan_.audio_changes[audio_changes_done_].at <= captured) {
      change_audio(captured);
    }
    if (is_over(captured)) return audio_.reset();
    if (is_lost(Track::kAudio, captured)) continue;
    const auto frame = static_cast<uint64_t>(audio_frame_);
    const TimeDelta end = audio_start_ + time_of((audio_frame_ + 1) * audio_plan_.frame_samples);
    audio_ = SourceUnit{.track = Track::kAudio,
                        .number = audio_units_before_ + frame,
                        .sent = sent_at(end + audio_plan_.lag),
                        .captured = captured,
                        .pts = pts_at(captured),
                        .keyframe = true,
                        .bytes = 0,
                        .first_sample = samples_before_ + frame * static_cast<uint64_t>(audio_plan_.frame_samples),
                        .frame_samples = audio_plan_.frame_samples,
                        .format = static_cast<uint32_t>(audio_changes_done_)};
    ++audio_frame_;
    return;
  }
}

bool SourceStream::is_lost(Track track, TimeDelta captured) const {
  return std::ranges::any_of(plan_.gaps, [&](const SourceGap& gap) {
    const bool meant = track == Track::kVideo ? gap.video : gap.audio;
    return meant && captured >= gap.at && captured < gap.at + gap.length;
  });
}

TimeDelta SourceStream::sent_at(TimeDelta source_time) const {
  return source_time + TimeDelta::Nanos(source_time.micros() * plan_.clock_ppm / 1000);
}

MediaTime SourceStream::pts_at(TimeDelta source_time) const {
  MediaTime pts = plan_.first_pts + source_time;
  for (const SourceJump& jump : plan_.jumps) {
    if (source_time >= jump.at) pts += jump.by;
  }
  return pts;
}

std::optional<uint64_t> unit_number(Track track, std::span<const uint8_t> payload) {
  if (track == Track::kAudio) return note_of(payload);
  ByteReader reader(payload);
  reader.take<uint64_t>();
  const auto number = reader.take<uint64_t>();
  if (reader.failed() || (payload[4] != 0x65 && payload[4] != 0x41)) return std::nullopt;
  return number;
}

}  // namespace sw::sim

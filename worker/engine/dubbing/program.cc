// What goes out, and when it is told to; program_audio.cc has how the audio of a pair is fitted and joined.
#include "worker/engine/dubbing/program.h"

#include <algorithm>
#include <utility>

#include "worker/base/check.h"
#include "worker/core/rules.h"

namespace sw::engine {
namespace {

constexpr int kBitsPerSecondPerChannel = 64'000;
constexpr int kMaxChannels = 2;

}  // namespace

Program::Program(const WorkerSettings& settings, const ports::World& world)
    : settings_(settings), world_(world), log_(world.telemetry, "program"), output_(settings, world) {}

void Program::set_form(const AudioFormat& source) {
  if (sample_rate_ != 0) return;
  sample_rate_ = source.sample_rate;
  channels_ = std::clamp(source.channels, 1, kMaxChannels);
}

void Program::add(Pair pair) { pairs_.push_back(std::move(pair)); }

Pair& Program::find(core::SegmentNumber segment) {
  const auto found = std::ranges::find_if(pairs_, [&](const Pair& p) { return p.piece.segment == segment; });
  SW_CHECK(found != pairs_.end());
  return *found;
}

void Program::dub(core::SegmentNumber segment, LedAudio audio) { find(segment).dubbed = std::move(audio); }

Program::Failure Program::connect(Timestamp now) {
  SW_CHECK(!pairs_.empty());
  auto encoder = world_.codec.encoder(sample_rate_, channels_, kBitsPerSecondPerChannel * channels_);
  if (!encoder) return fail_encoder(encoder.error().text);
  encoder_ = std::move(*encoder);
  const Pair& first = pairs_.front();
  output_.set_video(first.video_format);
  output_.set_audio(encoder_->format());
  audio_start_ = first.source.start;
  splicer_.emplace(sample_rate_, channels_, *audio_start_);
  MediaTime start = std::min(first.piece.start, first.source.start);
  if (!first.video.empty()) start = std::min(start, first.video.front().dts);
  output_.open(now, start);
  return std::nullopt;
}

std::optional<core::SegmentNumber> Program::begin_piece() {
  SW_CHECK(!pairs_.empty());
  current_ = Current{std::move(pairs_.front())};
  pairs_.pop_front();
  output_.set_video(current_->pair.video_format);
  splice(current_->pair);
  return current_->pair.piece.segment;
}

Program::Failure Program::release(Timestamp now, MediaTime until) {
  SW_CHECK(current_.has_value());
  Units units;
  if (auto failed = encode(now, splicer_->take(until), units)) return failed;
  take_video(now, until, units);
  return write(now, std::move(units));
}

Program::Failure Program::fill(Timestamp now, MediaTime until) {
  const int64_t missing = splicer_->frames_in(until - splicer_->end());
  if (missing > 0) {
    splicer_->join_silence(missing);
    last_was_source_ = false;
  }
  Units units;
  if (auto failed = encode(now, splicer_->take(until), units)) return failed;
  const bool picture_due = last_picture_ && (!last_video_ || until - *last_video_ >= core::kFillerPicturePeriod);
  if (picture_due) take_picture(now, until, units);
  return write(now, std::move(units));
}

Program::Failure Program::finish(Timestamp now) {
  if (encoder_ != nullptr) {
    Units units;
    if (auto failed = encode(now, splicer_->take_rest(), units)) return failed;
    const auto rest = encoder_->finish();
    if (!rest) return fail_encoder(rest.error().text);
    take_audio(now, *rest, units);
    if (auto failed = write(now, std::move(units))) return failed;
  }
  output_.end();
  return std::nullopt;
}

void Program::take_video(Timestamp now, MediaTime until, Units& units) {
  auto& video = current_->pair.video;
  const bool at_end = until >= current_->pair.piece.end;
  for (; current_->video_out < video.size(); ++current_->video_out) {
    core::PlacedUnit& unit = video[current_->video_out];
    if (!at_end && unit.dts >= until) break;
    // A picture of the filler may stand where the first ones of an epoch with B-frames would be decoded.
    if (last_video_ && unit.dts <= *last_video_) unit.dts = *last_video_ + TimeDelta::Nanos(1);
    unit.pts = std::max(unit.pts, unit.dts);
    last_video_ = unit.dts;
    if (unit.unit.keyframe) last_picture_ = unit;
    world_.telemetry.observe(ports::Histogram::kLatencyMs, static_cast<double>((now - unit.unit.arrival).millis()));
    units.push_back(std::move(unit));
  }
}

void Program::take_picture(Timestamp now, MediaTime at, Units& units) {
  core::PlacedUnit picture = *last_picture_;
  picture.pts = picture.dts = at;
  picture.duration = core::kFillerPicturePeriod;
  picture.begins.reset();
  picture.unit.arrival = now;
  last_video_ = at;
  units.push_back(std::move(picture));
}

Program::Failure Program::encode(Timestamp now, const Pcm& pcm, Units& units) {
  if (pcm.frames() == 0) return std::nullopt;
  const auto encoded = encoder_->encode(pcm);
  if (!encoded) return fail_encoder(encoded.error().text);
  take_audio(now, *encoded, units);
  return std::nullopt;
}

// The n-th unit decodes to the samples from n * 1024 - delay on. What lies before the output's zero is not written.
void Program::take_audio(Timestamp now, const std::vector<PayloadRef>& encoded, Units& units) {
  const AudioFormat& format = encoder_->format();
  for (const PayloadRef& unit : encoded) {
    const int64_t first = encoded_units_++ * format.frame_samples - encoder_->delay();
    const MediaTime at = *audio_start_ + TimeDelta::Ticks(first, format.sample_rate);
    if (at + settings_.av_offset < MediaTime::FromNanos(0)) continue;
    units.push_back(
        {.unit = {.track = Track::kAudio, .payload = unit, .pts = at, .dts = at, .keyframe = true, .arrival = now},
         .pts = at,
         .dts = at,
         .duration = TimeDelta::Ticks(format.frame_samples, format.sample_rate),
         .epoch = last_epoch_.value_or(0),
         .begins = std::nullopt});
  }
}

// Both tracks in the order of their times, so that neither runs ahead of the other by a whole piece: a muxer that waits
// for one would be told to give it up.
Program::Failure Program::write(Timestamp now, Units units) {
  std::ranges::stable_sort(units, {}, &core::PlacedUnit::dts);
  for (core::PlacedUnit& unit : units) {
    if (auto failed = output_.write(now, std::move(unit))) return failed;
  }
  return std::nullopt;
}

Program::Failure Program::fail_encoder(const std::string& why) {
  log_.error("the audio cannot be encoded",
             {{"why", why}, {"exitCode", static_cast<int64_t>(core::ExitCode::kPipeline)}});
  return core::ExitCode::kPipeline;
}

TimeDelta Program::waiting() const {
  MediaTime from = MediaTime::FromNanos(0);
  if (current_ && last_video_) from = *last_video_;
  if (!current_ && !pairs_.empty()) from = pairs_.front().piece.start;
  const MediaTime to = pairs_.empty() ? (current_ ? current_->pair.piece.end : from) : pairs_.back().piece.end;
  return std::max(TimeDelta::Zero(), to - from);
}

}  // namespace sw::engine

// From units to closed segments; dubbing_output.cc has the way from decisions to the output.
#include "worker/engine/dubbing/dubbing.h"

#include <array>
#include <cstdio>
#include <utility>

#include "contracts/stream_events.h"

namespace sw::engine {
namespace {

constexpr int kMaxSentChannels = 2;
// What silence is made of while the source's own form is not known.
const AudioFormat kAssumedAudio{.codec_data = {}, .sample_rate = 48'000, .channels = 2, .frame_samples = 1024};

// The media between two boundaries as samples of a video file.
std::vector<ports::VideoSample> video_samples(const core::Segment& segment) {
  std::vector<ports::VideoSample> samples;
  samples.reserve(segment.video.size());
  for (const core::PlacedUnit& unit : segment.video) {
    samples.push_back({unit.unit.payload, unit.pts, unit.dts, unit.duration, unit.unit.keyframe});
  }
  return samples;
}

std::optional<MediaTime> source_pts(const core::Segment& segment) {
  const auto* unit = std::get_if<core::PlacedUnit>(&segment.audio.front());
  return unit != nullptr ? unit->unit.pts : std::nullopt;
}

}  // namespace

Dubbing::Dubbing(const WorkerSettings& settings, const ports::World& world)
    : settings_(settings),
      world_(world),
      log_(world.telemetry, "segments"),
      segmenter_(settings.segment_duration),
      playout_(settings.playout_delay),
      source_(world.codec),
      files_(settings, world),
      program_(settings, world) {
  if (settings.sts_mode == StsMode::kEnabled) sts_.emplace(settings_, world, playout_);
}

// The first format may come in the middle of an epoch, where audio starts later than video.
void Dubbing::set_audio(Timestamp now, const AudioFormat& format) {
  next_audio_ = format;
  if (video_ && !audio_) adopt_audio(now, format);
}

void Dubbing::on_unit(Timestamp now, core::PlacedUnit unit) {
  if (draining_) return;
  const bool begins = unit.begins.has_value();
  if (begins) begin_epoch(now, unit);
  playout_.on_unit(unit.unit.arrival, unit.dts);
  core::Segments closed;
  segmenter_.add(now, std::move(unit), closed);
  if (begins || !closed.empty()) take_closed(now, closed);
}

// Formats may have been told long before the IDR that begins what they describe: what is open is closed with the old.
void Dubbing::begin_epoch(Timestamp now, const core::PlacedUnit& idr) {
  finish_segment(now, core::SegmentEnd::kEpoch);
  video_ = next_video_.value_or(VideoFormat{});
  playout_.on_epoch(idr.unit.arrival, idr.dts);
  if (next_audio_) {
    adopt_audio(now, *next_audio_);
  } else {
    source_.assume(kAssumedAudio);
    segmenter_.set_audio_frame(TimeDelta::Ticks(kAssumedAudio.frame_samples, kAssumedAudio.sample_rate));
  }
  if (sts_ && std::exchange(input_lost_, false)) sts_->on_input_returned(now);
  if (!std::exchange(readable_told_, true)) signal(PathReadable{});
  settle(now);
}

void Dubbing::adopt_audio(Timestamp now, const AudioFormat& format) {
  audio_ = format;
  program_.set_form(format);
  segmenter_.set_audio_frame(TimeDelta::Ticks(format.frame_samples, format.sample_rate));
  if (const auto decodable = source_.begin_epoch(format); !decodable) {
    log_.warn("the source's audio cannot be decoded and is silent", {{"why", decodable.error()}});
  }
  if (sts_ && can_be_sent()) sts_->set_audio(now, format.sample_rate, format.channels);
}

bool Dubbing::can_be_sent() const {
  return audio_ && source_.decodable() && audio_->channels <= kMaxSentChannels &&
         contracts::is_stream_sample_rate(audio_->sample_rate);
}

void Dubbing::on_input_lost(Timestamp now) {
  finish_segment(now, core::SegmentEnd::kEpoch);
  input_lost_ = true;
  if (sts_) sts_->on_input_lost(now);
  settle(now);
}

// Closes what is open, wherever it is.
void Dubbing::finish_segment(Timestamp now, core::SegmentEnd end) {
  core::Segments closed;
  segmenter_.finish(end, closed);
  take_closed(now, closed);
}

void Dubbing::take_closed(Timestamp now, core::Segments& closed) {
  for (core::Segment& segment : closed) close_segment(now, std::move(segment));
  // Playout waits for the segment that is open at the input; while there is no input it does not.
  playout_.set_open(now, segmenter_.open_start(), effects_);
  settle(now);
}

// What the service waits for goes first: sending waits neither for the disk nor for the decoder.
void Dubbing::close_segment(Timestamp now, core::Segment segment) {
  const core::SegmentNumber number(segment.batch_number);
  const core::Piece piece{segment.start, segment.start + segment.duration,
                          segment.is_rest() ? std::nullopt : std::optional(number)};
  serve_sts(now);
  playout_.on_closed(now, piece, effects_);
  program_.set_form(kAssumedAudio);  // for a stream whose audio has not come by now
  if (segment.is_rest()) {
    add_pair(piece, std::move(segment));
    return playout_.on_ready(now, piece.start, effects_);
  }
  SegmentRecord record = record_of(segment, fragment_id(segment.batch_number));
  log_.info("segment closed", {{"fragmentId", record.fragment_id},
                               {"batchNumber", static_cast<int64_t>(segment.batch_number)},
                               {"t0_ms", segment.start.millis()},
                               {"duration_ms", segment.duration.millis()},
                               {"realAudio_ms", segment.real_audio.millis()}});
  std::string file = audio_file(segment);
  if (sts_) sts_->on_segment_closed(now, outgoing(segment, file));
  if (!file.empty()) files_.write_audio(segment.batch_number, std::move(file));
  write_video_file(segment);
  if (record.audio) record.audio->duration = file_length(segment);
  add_pair(piece, std::move(segment));
  files_.write_record(record);
  open_.emplace(number, std::move(record));
  if (!sts_) decide(now, number, {});
}

// Of its audio, in whole frames.
TimeDelta Dubbing::file_length(const core::Segment& segment) const {
  const AudioFormat& format = source_.format();
  return TimeDelta::Ticks(segment.audio_units() * format.frame_samples, format.sample_rate);
}

void Dubbing::add_pair(const core::Piece& piece, core::Segment segment) {
  Pair pair{.piece = piece,
            .epoch = segment.epoch,
            .video_format = video_.value_or(VideoFormat{}),
            .video = {},
            .source = source_.decode(segment),
            .dubbed = std::nullopt};
  pair.video = std::move(segment.video);
  program_.add(std::move(pair));
}

OutgoingSegment Dubbing::outgoing(const core::Segment& segment, std::string file) const {
  const bool supported = can_be_sent() && !file.empty();
  const TimeDelta duration = audio_ ? file_length(segment) : TimeDelta::Zero();
  return {.closed = {.number = core::SegmentNumber(segment.batch_number),
                     .fragment = core::FragmentId::parse(fragment_id(segment.batch_number)).value(),
                     .began = segment.began,
                     .real_audio = segment.real_audio,
                     .supported = supported},
          .file = std::move(file),
          .sample_rate = audio_ ? audio_->sample_rate : 0,
          .channels = audio_ ? audio_->channels : 0,
          .duration = duration,
          .pts = segment.audio_start(),
          .source_pts = segment.audio.empty() ? std::nullopt : source_pts(segment),
          .wanted = {.duration = duration, .sample_rate = program_.sample_rate(), .channels = program_.channels()}};
}

std::string Dubbing::audio_file(const core::Segment& segment) {
  if (!source_.decodable() || segment.audio.empty()) return {};
  auto file = world_.container.write_audio(source_.clip(segment));
  if (file) return std::move(*file);
  files_.on_unwritable(segment.batch_number, file.error().text);
  return {};
}

void Dubbing::write_video_file(const core::Segment& segment) {
  if (segment.video.empty() || !video_) return;
  auto file = world_.container.write_video(*video_, video_samples(segment));
  if (!file) return files_.on_unwritable(segment.batch_number, file.error().text);
  files_.write_video(segment.batch_number, std::move(*file));
}

// A random UUID (RFC 9562 §5.4), the same for one segment whenever it is asked for.
std::string Dubbing::fragment_id(uint64_t batch) const {
  const uint64_t high = world_.random.draw("fragment_id", batch, 0);
  const uint64_t low = world_.random.draw("fragment_id", batch, 1);
  std::array<char, 37> text{};
  std::snprintf(text.data(), text.size(), "%08x-%04x-4%03x-%04x-%012llx", static_cast<unsigned>(high >> 32),
                static_cast<unsigned>(high >> 16 & 0xffff), static_cast<unsigned>(high & 0xfff),
                static_cast<unsigned>(low >> 48 & 0x3fff) | 0x8000U,
                static_cast<unsigned long long>(low & 0xffff'ffff'ffff));
  return text.data();
}

}  // namespace sw::engine

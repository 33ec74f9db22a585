#include "worker/engine/dubbing/source_audio.h"

#include <algorithm>
#include <utility>

#include "worker/core/rules.h"
#include "worker/engine/dubbing/mix_down.h"

namespace sw::engine {
namespace {

std::size_t fade_values(const Pcm& pcm) {
  const TimeDelta second = TimeDelta::Seconds(1);
  const int64_t frames = (core::kCrossFade * pcm.sample_rate + second - TimeDelta::Nanos(1)) / second;
  return static_cast<std::size_t>(frames * pcm.channels);
}

}  // namespace

expected<void, std::string> SourceAudio::begin_epoch(const AudioFormat& format) {
  const bool goes_on = decoder_ != nullptr && format == format_;
  last_unit_.reset();
  tail_ = {};
  if (goes_on) return {};
  format_ = format;
  auto decoder = codec_.decoder(format);
  decoder_ = decoder ? std::move(*decoder) : nullptr;
  silent_unit_ = decoder_ ? decoder_->silent_unit() : nullptr;
  if (!decoder) return unexpected(decoder.error().text);
  return {};
}

void SourceAudio::assume(const AudioFormat& format) {
  format_ = format;
  decoder_.reset();
  silent_unit_.reset();
  last_unit_.reset();
  tail_ = {};
}

ports::AudioClip SourceAudio::clip(const core::Segment& segment) const {
  ports::AudioClip result{.format = format_, .units = {}};
  if (last_unit_ != nullptr) {
    result.units.push_back(last_unit_);
    result.priming = format_.frame_samples;
  }
  for (const core::AudioPiece& piece : segment.audio) {
    if (const auto* silence = std::get_if<core::Silence>(&piece)) {
      result.units.insert(result.units.end(), static_cast<std::size_t>(silence->frames), silent_unit_);
    } else {
      result.units.push_back(std::get<core::PlacedUnit>(piece).unit.payload);
    }
  }
  result.samples = segment.audio_units() * format_.frame_samples;
  return result;
}

SourceSegment SourceAudio::decode(const core::Segment& segment) {
  Pcm body{.sample_rate = format_.sample_rate, .channels = format_.channels, .samples = {}};
  body.samples.reserve(segment.audio.size() * static_cast<std::size_t>(format_.frame_samples * format_.channels));
  for (const core::AudioPiece& piece : segment.audio) {
    if (const auto* silence = std::get_if<core::Silence>(&piece)) {
      append_silence(body, *silence);
    } else {
      append_unit(body, std::get<core::PlacedUnit>(piece).unit.payload);
    }
  }
  body = mix_down(std::move(body));
  const auto tail_values = static_cast<std::ptrdiff_t>(std::min(fade_values(body), body.samples.size()));
  Pcm tail{.sample_rate = body.sample_rate,
           .channels = body.channels,
           .samples = {body.samples.end() - tail_values, body.samples.end()}};
  Pcm lead = std::exchange(tail_, std::move(tail));
  return {.start = segment.audio_start(), .audio = {.body = std::move(body), .lead = std::move(lead)}};
}

// The decoder hears whole frames, the output as much as is missing.
void SourceAudio::append_silence(Pcm& pcm, const core::Silence& silence) {
  const TimeDelta second = TimeDelta::Seconds(1);
  const int64_t last = (silence.last * format_.sample_rate + second / 2) / second;
  const int64_t whole = std::max<int64_t>(silence.frames - 1, 0) * format_.frame_samples;
  const auto values = pcm.samples.size() + static_cast<std::size_t>((whole + last) * format_.channels);
  for (int64_t i = 0; i < silence.frames; ++i) append_unit(pcm, silent_unit_);
  pcm.samples.resize(values, 0.0F);
}

void SourceAudio::append_unit(Pcm& pcm, const PayloadRef& unit) {
  const auto values = static_cast<std::size_t>(format_.frame_samples * format_.channels);
  if (decoder_ != nullptr) {
    last_unit_ = unit;
    const auto decoded = decoder_->decode(unit->bytes());
    if (decoded && decoded->samples.size() == values) {
      pcm.samples.insert(pcm.samples.end(), decoded->samples.begin(), decoded->samples.end());
      return;
    }
    ++errors_;
  }
  pcm.samples.resize(pcm.samples.size() + values, 0.0F);
}

}  // namespace sw::engine

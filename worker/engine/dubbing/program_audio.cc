// How the audio of a pair is fitted to its place and joined to what came before.
#include <algorithm>
#include <utility>

#include "worker/core/rules.h"
#include "worker/engine/dubbing/program.h"

namespace sw::engine {
namespace {

void resize(Pcm& pcm, int64_t frames) { pcm.samples.resize(static_cast<std::size_t>(frames * pcm.channels), 0.0F); }

// The last frames of `pcm` fade out, so that silence may follow without a step.
void fade_out(Pcm& pcm, int64_t frames) {
  const auto count = static_cast<int64_t>(pcm.frames());
  const int64_t fade = std::min(frames, count);
  for (int64_t i = 0; i < fade; ++i) {
    const float weight = static_cast<float>(fade - 1 - i) / static_cast<float>(fade);
    const int64_t first = (count - fade + i) * pcm.channels;
    for (int64_t v = first; v < first + pcm.channels; ++v) pcm.samples[static_cast<std::size_t>(v)] *= weight;
  }
}

}  // namespace

void Program::splice(Pair& pair) {
  close_gap(pair);
  const Pcm& original = pair.source.audio.body;
  if (original.frames() == 0) return;  // and tells nothing of where audio is
  const TimeDelta correction = sync_.correct(splicer_->end() - pair.source.start, TimeDelta::Zero());
  const auto own = static_cast<int64_t>(original.frames()) * sample_rate_;
  const int64_t frames = (own + original.sample_rate / 2) / original.sample_rate + splicer_->frames_in(correction);
  const bool is_source = !pair.dubbed;
  const bool continues = is_source && last_was_source_ && last_epoch_ == pair.epoch;
  const LedAudio audio = fitted(pair, frames);
  if (continues) {
    splicer_->append(audio.body);
  } else {
    splicer_->join(audio.body, audio.lead);
  }
  last_was_source_ = is_source;
  last_epoch_ = pair.epoch;
  pair.source.audio = {};
  pair.dubbed.reset();
}

// Before the first audio of an epoch nothing was said: silence up to where it begins. Within an epoch the segmenter
// leaves no hole, and clocks that drift apart are slewed together; only what is about to be seen is cut or filled at
// once.
void Program::close_gap(const Pair& pair) {
  const TimeDelta gap = pair.source.start - splicer_->end();
  const bool new_epoch = last_epoch_ != pair.epoch;
  if (gap >= core::kMaxSyncDelta || (new_epoch && gap > TimeDelta::Zero())) {
    splicer_->join_silence(splicer_->frames_in(gap));
    last_was_source_ = false;
  }
}

LedAudio Program::fitted(Pair& pair, int64_t frames) {
  if (!pair.dubbed) return fitted_source(std::move(pair.source.audio), frames);
  const Pcm& original = pair.source.audio.body;
  const int64_t own = static_cast<int64_t>(original.frames()) * sample_rate_ / original.sample_rate;
  return fitted_dub(std::move(*pair.dubbed), own, frames);
}

// A reply keeps its own length but for the slew; then it is trimmed or padded at its end.
LedAudio Program::fitted_dub(LedAudio dub, int64_t own_frames, int64_t frames) {
  auto length = static_cast<int64_t>(dub.body.frames());
  if (frames != own_frames && own_frames > 0 && length > 0) {
    length = length * frames / own_frames;
    dub.body = converted(std::move(dub.body), length);
  }
  if (length < frames) fade_out(dub.body, splicer_->frames_in(core::kCrossFade));
  resize(dub.body, frames);
  return dub;
}

LedAudio Program::fitted_source(LedAudio audio, int64_t frames) {
  if (audio.lead.frames() == 0) return {.body = converted(std::move(audio.body), frames), .lead = {}};
  const auto lead_frames = static_cast<int64_t>(audio.lead.frames()) * sample_rate_ / audio.lead.sample_rate;
  return {.body = converted(std::move(audio.body), frames), .lead = converted(std::move(audio.lead), lead_frames)};
}

Pcm Program::converted(Pcm pcm, int64_t frames) {
  const bool fits = pcm.sample_rate == sample_rate_ && pcm.channels == channels_;
  if (fits && static_cast<int64_t>(pcm.frames()) == frames) return pcm;
  auto result = world_.codec.convert(pcm, sample_rate_, channels_, static_cast<std::size_t>(frames));
  if (result) return std::move(*result);
  ++audio_errors_;
  Pcm silence{.sample_rate = sample_rate_, .channels = channels_, .samples = {}};
  resize(silence, frames);
  return silence;
}

}  // namespace sw::engine

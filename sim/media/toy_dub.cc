#include "sim/media/toy_dub.h"

#include <algorithm>
#include <utility>

#include "sim/media/toy_codec.h"
#include "sim/media/toy_container.h"
#include "sim/media/toy_payload.h"
#include "sim/media/toy_unit.h"

namespace sw::sim {
namespace {

using ports::AudioClip;
using ports::Pcm;

// No fragment is longer than this; more is a mistake in a scenario.
constexpr int64_t kMaxSamples = 32 * 1024 * 1024;

std::vector<uint8_t> bytes_of(const PayloadRef& payload) { return {payload->bytes().begin(), payload->bytes().end()}; }

// What stays unit for unit: the mark, or units that are none.
bool rewrite_units(AudioClip& clip, const Dub& how) {
  for (PayloadRef& unit : clip.units) {
    std::vector<uint8_t> bytes = bytes_of(unit);
    if (how.damage == Dub::Damage::kUnits) {
      std::ranges::fill(bytes, uint8_t{0xff});
    } else if (how.marked && !negate_unit(bytes, static_cast<std::size_t>(clip.format.channels))) {
      return false;
    }
    unit = toy_payload(bytes);
  }
  return true;
}

expected<Pcm, std::string> samples_of(const AudioClip& clip) {
  ToyCodec codec({.distorts_first_unit = false});
  auto decoder = codec.decoder(clip.format);
  if (!decoder) return unexpected(decoder.error().text);
  Pcm all{.sample_rate = clip.format.sample_rate, .channels = clip.format.channels, .samples = {}};
  for (const PayloadRef& unit : clip.units) {
    const auto pcm = (*decoder)->decode(unit->bytes());
    if (!pcm) return unexpected(pcm.error().text);
    all.samples.insert(all.samples.end(), pcm->samples.begin(), pcm->samples.end());
  }
  const auto begin = all.samples.begin() + clip.priming * all.channels;
  all.samples = std::vector<float>(begin, begin + clip.samples * all.channels);
  return all;
}

void set_length(Pcm& pcm, const Dub& how) {
  const auto frames = static_cast<int64_t>(pcm.frames());
  const int64_t extra = how.extra_length.micros() * pcm.sample_rate / 1'000'000;
  const int64_t wanted = std::clamp<int64_t>(frames * how.length_per_mille / 1000 + extra, 1, kMaxSamples);
  const auto channels = static_cast<std::size_t>(pcm.channels);
  const std::vector<float> last(pcm.samples.end() - pcm.channels, pcm.samples.end());
  pcm.samples.resize(static_cast<std::size_t>(std::min(frames, wanted)) * channels);
  for (int64_t i = frames; i < wanted; ++i) pcm.samples.insert(pcm.samples.end(), last.begin(), last.end());
}

expected<Pcm, std::string> converted(const Pcm& pcm, const Dub& how) {
  const int rate = how.sample_rate.value_or(pcm.sample_rate);
  const auto frames = static_cast<int64_t>(pcm.frames()) * rate / pcm.sample_rate;
  auto result = ToyCodec().convert(pcm, rate, how.channels.value_or(pcm.channels), static_cast<std::size_t>(frames));
  if (!result) return unexpected(result.error().text);
  return std::move(*result);
}

expected<AudioClip, std::string> encoded(const Pcm& pcm, int delay) {
  ToyCodec codec({.encoder_delay = delay});
  auto encoder = codec.encoder(pcm.sample_rate, pcm.channels, 0);
  if (!encoder) return unexpected(encoder.error().text);
  auto units = (*encoder)->encode(pcm);
  if (!units) return unexpected(units.error().text);
  auto rest = (*encoder)->finish();
  units->insert(units->end(), rest->begin(), rest->end());
  return AudioClip{.format = (*encoder)->format(),
                   .units = std::move(*units),
                   .priming = delay,
                   .samples = static_cast<int64_t>(pcm.frames())};
}

expected<AudioClip, std::string> remade(const AudioClip& clip, const Dub& how) {
  auto pcm = samples_of(clip);
  if (!pcm) return unexpected(pcm.error());
  if (pcm->samples.empty()) return unexpected(std::string("no samples"));
  if (how.marked) std::ranges::transform(pcm->samples, pcm->samples.begin(), [](float sample) { return -sample; });
  set_length(*pcm, how);
  const auto result = converted(*pcm, how);
  if (!result) return unexpected(result.error());
  return encoded(*result, how.encoder_delay);
}

bool needs_samples(const Dub& how) {
  return how.length_per_mille != 1000 || how.extra_length != TimeDelta::Zero() || how.sample_rate || how.channels;
}

}  // namespace

expected<std::string, std::string> dub(std::string_view file, const Dub& how) {
  if (how.damage == Dub::Damage::kFile) return std::string(std::max<std::size_t>(file.size(), 1), '\xff');
  ToyContainer container;
  auto clip = container.read_audio(file);
  if (!clip) return unexpected(clip.error().text);
  if (needs_samples(how)) {
    auto made = remade(*clip, how);
    if (!made) return unexpected(made.error());
    *clip = std::move(*made);
    if (how.damage == Dub::Damage::kUnits) rewrite_units(*clip, how);
  } else if (!rewrite_units(*clip, how)) {
    return unexpected(std::string("units that do not decode"));
  }
  auto reply = container.write_audio(*clip);
  if (!reply) return unexpected(reply.error().text);
  return std::move(*reply);
}

}  // namespace sw::sim

#include "fakes/sts/audio_workshop.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

namespace sw::fakes::sts {
namespace {

void append(Pcm& pcm, const Pcm& more) {
  pcm.samples.insert(pcm.samples.end(), more.samples.begin(), more.samples.end());
}

// The clip's own samples out of all that was decoded.
void trim(Pcm& pcm, const ports::AudioClip& clip) {
  const auto values = [&](int64_t frames) { return static_cast<std::size_t>(frames * pcm.channels); };
  const std::size_t begin = std::min(values(clip.priming), pcm.samples.size());
  pcm.samples.erase(pcm.samples.begin(), pcm.samples.begin() + static_cast<std::ptrdiff_t>(begin));
  pcm.samples.resize(std::min(values(clip.samples), pcm.samples.size()));
}

void add_tone(Pcm& pcm) {
  const auto channels = static_cast<std::size_t>(pcm.channels);
  for (std::size_t i = 0; i < pcm.samples.size(); ++i) {
    const double turns = kMarkHz * static_cast<double>(i / channels) / pcm.sample_rate;
    const double value = pcm.samples[i] + kMarkAmplitude * std::sin(2 * std::numbers::pi * turns);
    pcm.samples[i] = static_cast<float>(std::clamp(value, -1.0, 1.0));
  }
}

}  // namespace

AudioWorkshop::AudioWorkshop(ports::AudioCodec& codec, ports::Container& container)
    : codec_(codec), container_(container) {}

std::optional<std::string> AudioWorkshop::mark(std::string_view m4a) const {
  auto pcm = unpack(m4a);
  if (!pcm) return std::nullopt;
  add_tone(*pcm);
  return pack(*pcm);
}

std::optional<std::string> AudioWorkshop::stretch(std::string_view m4a, TimeDelta by) const {
  auto pcm = unpack(m4a);
  if (!pcm) return std::nullopt;
  const int64_t frames = static_cast<int64_t>(pcm->frames()) + by.millis() * pcm->sample_rate / 1'000;
  if (frames <= 0) return std::nullopt;
  pcm->samples.resize(static_cast<std::size_t>(frames * pcm->channels), 0.0F);
  return pack(*pcm);
}

std::optional<Pcm> AudioWorkshop::unpack(std::string_view m4a) const {
  const auto clip = container_.read_audio(m4a);
  if (!clip) return std::nullopt;
  const auto decoder = codec_.decoder(clip->format);
  if (!decoder) return std::nullopt;
  Pcm pcm{.sample_rate = clip->format.sample_rate, .channels = clip->format.channels, .samples = {}};
  for (const PayloadRef& unit : clip->units) {
    const auto piece = (*decoder)->decode(unit->bytes());
    if (!piece || !piece->has_form_of(pcm)) return std::nullopt;
    append(pcm, *piece);
  }
  trim(pcm, *clip);
  if (pcm.samples.empty()) return std::nullopt;
  return pcm;
}

std::optional<std::string> AudioWorkshop::pack(const Pcm& pcm) const {
  const auto encoder = codec_.encoder(pcm.sample_rate, pcm.channels, kWorkshopBitsPerSecond);
  if (!encoder) return std::nullopt;
  auto units = (*encoder)->encode(pcm);
  const auto rest = (*encoder)->finish();
  if (!units || !rest) return std::nullopt;
  units->insert(units->end(), rest->begin(), rest->end());
  const ports::AudioClip clip{.format = (*encoder)->format(),
                              .units = *std::move(units),
                              .priming = (*encoder)->delay(),
                              .samples = static_cast<int64_t>(pcm.frames())};
  auto file = container_.write_audio(clip);
  if (!file) return std::nullopt;
  return *std::move(file);
}

}  // namespace sw::fakes::sts

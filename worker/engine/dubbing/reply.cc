#include "worker/engine/dubbing/reply.h"

#include <algorithm>
#include <utility>

#include "contracts/base64.h"
#include "worker/core/rules.h"

namespace sw::engine {
namespace {

expected<void, std::string> check_duration(const ports::AudioClip& clip, TimeDelta wanted) {
  const TimeDelta got = TimeDelta::Ticks(clip.samples, clip.format.sample_rate);
  const TimeDelta tolerance = std::max(core::kReplyTolerance, wanted / core::kReplyToleranceDivisor);
  if (abs(got - wanted) <= tolerance) return {};
  return unexpected("it lasts " + std::to_string(got.millis()) + " ms instead of " + std::to_string(wanted.millis()));
}

// Everything that the units decode to, priming included.
expected<Pcm, std::string> decode(const ports::AudioClip& clip, ports::AudioCodec& codec) {
  auto decoder = codec.decoder(clip.format);
  if (!decoder) return unexpected(decoder.error().text);
  Pcm all{.sample_rate = clip.format.sample_rate, .channels = clip.format.channels, .samples = {}};
  all.samples.reserve(clip.units.size() * static_cast<std::size_t>(clip.format.frame_samples * clip.format.channels));
  for (const PayloadRef& unit : clip.units) {
    const auto pcm = (*decoder)->decode(unit->bytes());
    if (!pcm) return unexpected(pcm.error().text);
    all.samples.insert(all.samples.end(), pcm->samples.begin(), pcm->samples.end());
  }
  return all;
}

Pcm slice(const Pcm& pcm, int64_t from, int64_t frames) {
  const auto count = static_cast<int64_t>(pcm.frames());
  const int64_t begin = std::clamp<int64_t>(from, 0, count);
  const int64_t end = std::clamp<int64_t>(from + frames, begin, count);
  return {.sample_rate = pcm.sample_rate,
          .channels = pcm.channels,
          .samples = {pcm.samples.begin() + begin * pcm.channels, pcm.samples.begin() + end * pcm.channels}};
}

// At the wanted rate and channels, as long as it is.
expected<Pcm, std::string> convert(Pcm pcm, const WantedAudio& wanted, ports::AudioCodec& codec) {
  if (pcm.frames() == 0) return Pcm{.sample_rate = wanted.sample_rate, .channels = wanted.channels, .samples = {}};
  if (pcm.sample_rate == wanted.sample_rate && pcm.channels == wanted.channels) return pcm;
  const auto rate_in = static_cast<std::size_t>(pcm.sample_rate);
  const std::size_t frames = (pcm.frames() * static_cast<std::size_t>(wanted.sample_rate) + rate_in / 2) / rate_in;
  auto converted = codec.convert(pcm, wanted.sample_rate, wanted.channels, frames);
  if (!converted) return unexpected(converted.error().text);
  return std::move(*converted);
}

}  // namespace

expected<Reply, std::string> read_reply(const contracts::AudioData& data, const WantedAudio& wanted,
                                        ports::Container& container, ports::AudioCodec& codec) {
  auto file = contracts::base64_decode(data.data_base64, ports::kMaxContainerBytes);
  if (!file) return unexpected("its base64 is wrong " + contracts::to_text(file.error()));
  const auto clip = container.read_audio(*file);
  if (!clip) return unexpected(clip.error().text);
  if (auto good = check_duration(*clip, wanted.duration); !good) return unexpected(good.error());
  const auto all = decode(*clip, codec);
  if (!all) return unexpected(all.error());
  const int64_t fade = core::kCrossFade * clip->format.sample_rate / TimeDelta::Seconds(1) + 1;
  const int64_t lead_frames = std::min(fade, clip->priming);
  auto body = convert(slice(*all, clip->priming, clip->samples), wanted, codec);
  auto lead = convert(slice(*all, clip->priming - lead_frames, lead_frames), wanted, codec);
  if (!body) return unexpected(body.error());
  if (!lead) return unexpected(lead.error());
  return Reply{.file = std::move(*file), .audio = {.body = std::move(*body), .lead = std::move(*lead)}};
}

}  // namespace sw::engine

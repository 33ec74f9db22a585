#include "worker/app/conformance_audio.h"

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "contracts/base64.h"
#include "contracts/limits.h"
#include "worker/adapters/mpeg4/mpeg4_container.h"
#include "worker/base/check.h"
#include "worker/base/media.h"

namespace sw::app {
namespace {

// A raw_data_block of AAC-LC (ISO/IEC 14496-3), 48 kHz stereo: a sine of 468.75 Hz, long after its beginning.
constexpr uint8_t kFrame[] = {0x21, 0x15, 0x8f, 0xff, 0x5f, 0xef, 0x50, 0x91, 0x10, 0x04, 0x42, 0x01, 0x34, 0x1f, 0x6f,
                              0xcf, 0xff, 0xdd, 0xbf, 0xff, 0x1f, 0xd7, 0xda, 0xbd, 0xb3, 0x2b, 0xce, 0xe4, 0x9c, 0x81,
                              0x05, 0x2a, 0x22, 0x44, 0x5a, 0x45, 0x58, 0x68, 0xcf, 0x1c, 0xe4, 0x88, 0x91, 0x43, 0x9a,
                              0x91, 0x9c, 0x27, 0x09, 0x44, 0x94, 0x49, 0xc2, 0x51, 0x94, 0x4e, 0xf4, 0x5e, 0x85, 0x60,
                              0x11, 0x08, 0x04, 0x50, 0x7d, 0xbf, 0x3f, 0xff, 0x76, 0xff, 0xfc, 0x7f, 0x5f, 0x6a, 0xf6,
                              0xcc, 0xaf, 0x3b, 0x92, 0x72, 0x00, 0x00, 0x00, 0x00, 0x03, 0x80};
constexpr int kRate = 48'000;
constexpr int kFrameSamples = 1024;

class Frame final : public Payload {
 public:
  std::size_t size() const override { return std::size(kFrame); }
  std::span<const uint8_t> bytes() const override { return kFrame; }
};

}  // namespace

contracts::AudioData built_in_tone() {
  ports::AudioClip clip;
  clip.format = {{0x11, 0x90}, kRate, 2, kFrameSamples};  // AudioSpecificConfig: AAC-LC, 48 kHz, stereo
  clip.priming = kFrameSamples;                           // the first frame has no frame before it to overlap with
  clip.samples = kRate;
  const auto units = static_cast<std::size_t>((clip.priming + clip.samples) / kFrameSamples + 1);
  clip.units.assign(units, std::make_shared<Frame>());
  const auto file = adapters::Mpeg4Container().write_audio(clip);
  SW_CHECK(file.has_value());
  return {"m4a", kRate, 2, 1'000, contracts::base64_encode(*file)};
}

expected<fakes::conformance::AudioFacts, std::string> read_audio_facts(std::string_view m4a) {
  const auto clip = adapters::Mpeg4Container().read_audio(m4a);
  if (!clip) return unexpected(clip.error().text);
  const AudioFormat& format = clip->format;
  return fakes::conformance::AudioFacts{format.sample_rate, format.channels,
                                        clip->samples * 1'000 / format.sample_rate};
}

expected<contracts::AudioData, std::string> fragment_of(std::string_view m4a) {
  const auto facts = read_audio_facts(m4a);
  if (!facts) return unexpected(facts.error());
  const bool rate =
      facts->sample_rate_hz >= contracts::kMinAudioRateHz && facts->sample_rate_hz <= contracts::kMaxAudioRateHz;
  if (!rate) return unexpected(std::string("its sample rate is not in 8000..96000 Hz"));
  if (facts->channels < 1 || facts->channels > 2) return unexpected(std::string("it is neither mono nor stereo"));
  if (facts->duration_ms < 1 || facts->duration_ms > contracts::kMaxAudioDurationMs) {
    return unexpected(std::string("it is not 1 ms to 60 s long"));
  }
  std::string text = contracts::base64_encode(m4a);
  if (text.size() > contracts::kFragmentTooLargeCharacters)
    return unexpected(std::string("it is above 10 MB as base64"));
  return contracts::AudioData{"m4a", facts->sample_rate_hz, facts->channels, facts->duration_ms, std::move(text)};
}

}  // namespace sw::app

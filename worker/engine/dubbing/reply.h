// The audio of a reply: is it usable, and as which samples (design §4, audio out).
#pragma once

#include <string>

#include "contracts/audio_data.h"
#include "worker/base/expected.h"
#include "worker/base/units.h"
#include "worker/engine/dubbing/dubbed_audio.h"
#include "worker/ports/audio_codec.h"
#include "worker/ports/container.h"

namespace sw::engine {

// What the segment needs.
struct WantedAudio {
  TimeDelta duration;
  int sample_rate;
  int channels;
};

struct Reply {
  std::string file;  // the M4A as it came
  LedAudio audio;    // priming removed, at the wanted rate and channels; its length is the reply's own
};

// The reply in `data`, or why it is unusable: no base64, no M4A, does not decode, cannot be converted, or off by more
// than max(10 %, 150 ms).
expected<Reply, std::string> read_reply(const contracts::AudioData& data, const WantedAudio& wanted,
                                        ports::Container& container, ports::AudioCodec& codec);

}  // namespace sw::engine

// The audio that `stream-worker conformance sts` sends, in a build without any codec as well.
#pragma once

#include <string>
#include <string_view>

#include "contracts/audio_data.h"
#include "fakes/conformance/sts/exam_settings.h"
#include "worker/base/expected.h"

namespace sw::app {

// A second of a tone of 469 Hz, 48 kHz stereo: one AAC frame over and over, in an M4A file of our own. Ten periods of
// the tone are exactly one frame of 1024 samples, so its steady frame repeats without a step.
contracts::AudioData built_in_tone();

// A file as the payload of a fragment, or one line that says why not: it must be M4A with AAC, of a rate, channels and
// length that the schema allows.
expected<contracts::AudioData, std::string> fragment_of(std::string_view m4a);

// Says what an M4A file holds.
expected<fakes::conformance::AudioFacts, std::string> read_audio_facts(std::string_view m4a);

}  // namespace sw::app

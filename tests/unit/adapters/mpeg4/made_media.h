// Media that is none, for whoever looks at files and not into access units.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "worker/ports/container.h"

namespace sw::tests {

PayloadRef made_payload(std::vector<uint8_t> bytes);

// AAC-LC at 48 kHz in two channels: units that are all different, without priming or padding.
ports::AudioClip made_clip(std::size_t count);

VideoFormat made_video_format();

// A keyframe and then groups of one P-frame and two B-frames, 30 to the second: decoded in the order P B B, presented
// B B P. DTS begin a frame below zero, PTS at zero.
std::vector<ports::VideoSample> made_video(std::size_t count);

}  // namespace sw::tests

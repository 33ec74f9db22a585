// The formats of virtual media. Their codec_data is of the true shape (an AudioSpecificConfig, an
// AVCDecoderConfigurationRecord), so that whoever reads the head of it finds what it says.
#pragma once

#include <cstdint>

#include "worker/base/media.h"

namespace sw::sim {

// A rate that AAC knows, 1 to 6 channels, frames of 1024, 960 or 2048 samples.
bool is_toy_form(int sample_rate, int channels, int frame_samples);

// AAC-LC; in frames of 960 samples by its frameLengthFlag, of 2048 as HE-AAC, whose core has half the rate.
AudioFormat toy_audio_format(int sample_rate, int channels, int frame_samples = 1024);
// H.264 whose SPS differs from that of every other `variant`.
VideoFormat toy_video_format(int width, int height, int reorder_frames, uint8_t variant = 0);

}  // namespace sw::sim

// Real encoded media for tests, made on the spot and the same each time: a picture and a tone, cut into access units.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "worker/base/media.h"
#include "worker/base/units.h"

namespace sw::tests {

struct EncodedUnit {
  std::vector<uint8_t> bytes;
  MediaTime pts;
  MediaTime dts;
  TimeDelta duration;
  bool keyframe;
};

template <class TrackFormat>
struct EncodedTrack {
  TrackFormat format;
  std::vector<EncodedUnit> units;  // in decode order, from time zero on
};

struct VideoOptions {
  int frames = 30;
  int width = 160;
  int height = 120;
  int frame_rate = 30;
  int b_frames = 0;
  int key_interval = 15;
  bool open_gop = false;  // later GOPs begin with an intra picture that is no IDR
};

// H.264 in the AVC form (x264). Aborts when it cannot: a test without media has no meaning.
EncodedTrack<VideoFormat> encode_video(const VideoOptions& options);

// AAC-LC frames of 1024 samples.
EncodedTrack<AudioFormat> encode_audio(int frames, int sample_rate = 48000, int channels = 2);

// The unit's bytes as a payload of no media framework.
PayloadRef plain_payload(const std::vector<uint8_t>& bytes);

}  // namespace sw::tests

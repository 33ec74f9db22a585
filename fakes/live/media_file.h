// A file's encoded media, read whole into memory: H.264 and AAC as they stand in the file, with their times.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fakes/live/gst_handle.h"
#include "fakes/live/loop_schedule.h"
#include "worker/base/expected.h"

namespace sw::fakes {

// A larger file is refused, since all of it is held in memory.
inline constexpr uintmax_t kMaxMediaFileBytes = uintmax_t{1} << 30;

struct FileTrack {
  GstHandle<GstCaps> caps;                     // null where the file has no such track
  std::vector<GstHandle<GstBuffer>> payloads;  // in decode order
  std::vector<UnitTimes> times;                // one for each payload
};

struct MediaFile {
  FileTrack video;  // never empty; begins with an IDR
  FileTrack audio;
  int audio_rate = 0;  // samples per second, 0 without audio
};

// The media of the MP4 file at `path`, on the timeline that its edit lists make: AAC's priming frames, which come
// before its start, are left out. Fails, with one line, for what cannot be read, has no H.264, or has another audio
// codec than AAC. Blocks while it reads. GStreamer is initialised.
expected<MediaFile, std::string> read_media_file(const std::string& path);

}  // namespace sw::fakes

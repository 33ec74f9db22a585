// M4A files with whatever is wanted in them, right or wrong.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sw::tests {

struct MadeEdit {
  uint32_t length = 0;  // ticks of the movie
  int32_t from = 0;     // ticks of the media
  uint32_t rate = 0x0001'0000;
};

// Four units of ten bytes, 1024 ticks each at 48 kHz, in two chunks.
struct MadeFile {
  std::string handler = "soun";
  std::string entry = "mp4a";
  uint8_t object_type = 0x40;
  std::vector<uint8_t> config{0x11, 0x90};
  uint32_t entry_rate = 48'000;
  uint32_t movie_timescale = 1'000;
  uint32_t timescale = 48'000;
  uint32_t reference_flags = 1;
  std::vector<uint32_t> sizes{10, 10, 10, 10};
  std::vector<uint32_t> durations{1'024, 1'024, 1'024, 1'024};
  std::vector<uint32_t> chunk_samples{2, 2};
  std::optional<uint32_t> first_offset;  // of the first chunk, where it is not to be right
  uint32_t description = 1;
  bool wide_offsets = false;
  std::vector<MadeEdit> edits;

  std::string write() const;
};

// The same units in fragments of two, each with this decode time.
struct MadeFragments {
  std::vector<uint32_t> decode_times{0, 2'048};
  uint32_t run_flags = 0x201;  // an offset and sizes; durations are the track's default
  std::optional<uint32_t> run_count;
  std::optional<uint32_t> data_offset;
  std::vector<MadeEdit> edits;

  std::string write() const;
};

}  // namespace sw::tests

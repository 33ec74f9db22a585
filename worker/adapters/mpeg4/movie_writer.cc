#include "worker/adapters/mpeg4/movie_writer.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "worker/adapters/mpeg4/box_writer.h"

namespace sw::adapters::mpeg4 {

namespace {

constexpr uint32_t kTrackId = 1;
constexpr uint32_t kTrackEnabledInMovie = 3;  // §8.3.2.3
constexpr uint32_t kMediaInThisFile = 1;      // §8.7.2.3
constexpr uint32_t kFixedOne = 0x0001'0000;   // 16.16
constexpr uint16_t kUndetermined = 0x55c4;    // "und", three letters of five bits (§8.4.2.3)

class MovieWriter {
 public:
  explicit MovieWriter(const Movie& movie) : movie_(movie) {}
  std::string write();

 private:
  bool is_video() const { return movie_.track == Track::kVideo; }
  uint64_t media_bytes() const;
  uint64_t media_duration() const;
  void write_file_type();
  void write_movie_header();
  void write_track();
  void write_track_header();
  void write_edit_list();
  void write_media();
  void write_media_information();
  void write_sample_table();
  void write_sync_samples();
  void write_chunk();
  void write_roll_distance();
  void write_matrix();
  // A table of runs: how many samples in a row have the same value.
  template <class Value>
  void write_runs(std::string_view type, Value value);

  const Movie& movie_;
  BoxWriter out_;
  std::size_t chunk_offset_at_ = 0;
};

uint64_t MovieWriter::media_bytes() const {
  uint64_t bytes = 0;
  for (const MovieSample& sample : movie_.samples) bytes += sample.payload->size();
  return bytes;
}

uint64_t MovieWriter::media_duration() const {
  uint64_t duration = 0;
  for (const MovieSample& sample : movie_.samples) duration += sample.duration;
  return duration;
}

void MovieWriter::write_file_type() {
  out_.box("ftyp", [&] {
    out_.text(is_video() ? "isom" : "M4A ");
    out_.u32(512);
    out_.text(is_video() ? "isomiso2avc1mp41" : "M4A isomiso2mp42");
  });
}

void MovieWriter::write_matrix() {
  for (const uint32_t value : std::array<uint32_t, 9>{kFixedOne, 0, 0, 0, kFixedOne, 0, 0, 0, 0x4000'0000}) {
    out_.u32(value);
  }
}

void MovieWriter::write_movie_header() {
  out_.full_box("mvhd", 0, 0, [&] {
    out_.zeros(8);  // no dates
    out_.u32(movie_.timescale);
    out_.u32(movie_.presented_for);
    out_.u32(kFixedOne);  // rate
    out_.u16(0x0100);     // volume
    out_.zeros(10);
    write_matrix();
    out_.zeros(24);
    out_.u32(kTrackId + 1);
  });
}

void MovieWriter::write_track_header() {
  out_.full_box("tkhd", 0, kTrackEnabledInMovie, [&] {
    out_.zeros(8);
    out_.u32(kTrackId);
    out_.zeros(4);
    out_.u32(movie_.presented_for);
    out_.zeros(12);
    out_.u16(is_video() ? 0 : 0x0100);  // volume
    out_.zeros(2);
    write_matrix();
    out_.u32(uint64_t{movie_.width} << 16);
    out_.u32(uint64_t{movie_.height} << 16);
  });
}

void MovieWriter::write_edit_list() {
  out_.box("edts", [&] {
    out_.full_box("elst", 0, 0, [&] {
      out_.u32(1);
      out_.u32(movie_.presented_for);
      out_.u32(movie_.presented_from);
      out_.u32(kFixedOne);
    });
  });
}

template <class Value>
void MovieWriter::write_runs(std::string_view type, Value value) {
  out_.full_box(type, 0, 0, [&] {
    const std::size_t count_at = out_.size();
    out_.u32(0);
    uint32_t runs = 0;
    for (auto run = movie_.samples.begin(); run != movie_.samples.end(); ++runs) {
      const auto end = std::find_if(run, movie_.samples.end(),
                                    [&](const MovieSample& sample) { return value(sample) != value(*run); });
      out_.u32(static_cast<uint64_t>(end - run));
      out_.u32(value(*run));
      run = end;
    }
    out_.set_u32(count_at, runs);
  });
}

// Absent where all are sync samples (§8.6.2).
void MovieWriter::write_sync_samples() {
  const auto& samples = movie_.samples;
  if (std::ranges::all_of(samples, &MovieSample::sync)) return;
  out_.full_box("stss", 0, 0, [&] {
    out_.u32(static_cast<uint64_t>(std::ranges::count_if(samples, &MovieSample::sync)));
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (samples[i].sync) out_.u32(i + 1);
    }
  });
}

// All samples are one chunk.
void MovieWriter::write_chunk() {
  out_.full_box("stsc", 0, 0, [&] {
    out_.u32(1);
    out_.u32(1);
    out_.u32(movie_.samples.size());
    out_.u32(1);
  });
  out_.full_box("stsz", 0, 0, [&] {
    out_.u32(0);
    out_.u32(movie_.samples.size());
    for (const MovieSample& sample : movie_.samples) out_.u32(sample.payload->size());
  });
  out_.full_box("stco", 0, 0, [&] {
    out_.u32(1);
    chunk_offset_at_ = out_.size();
    out_.u32(0);
  });
}

// An AAC frame needs the one before it (§10.1): whoever starts at some frame decodes one more.
void MovieWriter::write_roll_distance() {
  out_.full_box("sgpd", 1, 0, [&] {
    out_.text("roll");
    out_.u32(2);  // bytes in an entry
    out_.u32(1);
    out_.u16(0xffff);  // -1
  });
  out_.full_box("sbgp", 0, 0, [&] {
    out_.text("roll");
    out_.u32(1);
    out_.u32(movie_.samples.size());
    out_.u32(1);
  });
}

void MovieWriter::write_sample_table() {
  out_.box("stbl", [&] {
    out_.full_box("stsd", 0, 0, [&] {
      out_.u32(1);
      out_.text(movie_.sample_entry);
    });
    write_runs("stts", [](const MovieSample& sample) { return sample.duration; });
    const auto offset = [](const MovieSample& sample) { return sample.composition_offset; };
    if (std::ranges::any_of(movie_.samples, offset)) write_runs("ctts", offset);
    write_sync_samples();
    write_chunk();
    if (!is_video()) write_roll_distance();
  });
}

void MovieWriter::write_media_information() {
  out_.box("minf", [&] {
    if (is_video()) out_.full_box("vmhd", 0, 1, [&] { out_.zeros(8); });
    if (!is_video()) out_.full_box("smhd", 0, 0, [&] { out_.zeros(4); });
    out_.box("dinf", [&] {
      out_.full_box("dref", 0, 0, [&] {
        out_.u32(1);
        out_.full_box("url ", 0, kMediaInThisFile, [] {});
      });
    });
    write_sample_table();
  });
}

void MovieWriter::write_media() {
  out_.box("mdia", [&] {
    out_.full_box("mdhd", 0, 0, [&] {
      out_.zeros(8);
      out_.u32(movie_.timescale);
      out_.u32(media_duration());
      out_.u16(kUndetermined);
      out_.zeros(2);
    });
    out_.full_box("hdlr", 0, 0, [&] {
      out_.zeros(4);
      out_.text(is_video() ? "vide" : "soun");
      out_.zeros(12);
      out_.text(is_video() ? "VideoHandler" : "SoundHandler");
      out_.zeros(1);
    });
    write_media_information();
  });
}

void MovieWriter::write_track() {
  out_.box("trak", [&] {
    write_track_header();
    write_edit_list();
    write_media();
  });
}

std::string MovieWriter::write() {
  constexpr std::size_t kHeaders = 1024;
  constexpr std::size_t kTablesForEachSample = 24;
  out_.reserve(media_bytes() + kHeaders + movie_.sample_entry.size() + movie_.samples.size() * kTablesForEachSample);
  write_file_type();
  out_.box("moov", [&] {
    write_movie_header();
    write_track();
  });
  out_.box("mdat", [&] {
    out_.set_u32(chunk_offset_at_, out_.size());
    for (const MovieSample& sample : movie_.samples) out_.bytes(sample.payload->bytes());
  });
  return out_.take();
}

}  // namespace

std::string write_movie(const Movie& movie) { return MovieWriter(movie).write(); }

}  // namespace sw::adapters::mpeg4

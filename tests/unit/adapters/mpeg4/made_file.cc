#include "tests/unit/adapters/mpeg4/made_file.h"

#include "worker/adapters/mpeg4/box_writer.h"

namespace sw::tests {

namespace {

using adapters::mpeg4::BoxWriter;

class FileMaker {
 public:
  FileMaker(const MadeFile& made, bool fragmented) : made_(made), fragmented_(fragmented) {}

  BoxWriter& out() { return out_; }
  void write_movie() {
    out_.box("moov", [&] {
      out_.full_box("mvhd", 0, 0, [&] {
        out_.zeros(8);
        out_.u32(made_.movie_timescale);
        out_.zeros(80);
      });
      out_.box("trak", [&] { write_track(); });
      if (fragmented_) write_defaults();
    });
  }
  // Where the offsets of the chunks are to be put.
  const std::vector<std::size_t>& offsets_at() const { return offsets_at_; }

 private:
  void write_defaults() {
    out_.box("mvex", [&] {
      out_.full_box("trex", 0, 0, [&] {
        for (const uint32_t value : {1U, 1U, 1'024U, 10U, 0U}) out_.u32(value);
      });
    });
  }
  void write_track() {
    out_.full_box("tkhd", 0, 3, [&] {
      out_.zeros(8);
      out_.u32(1);
      out_.zeros(68);
    });
    if (!made_.edits.empty()) out_.box("edts", [&] { write_edits(); });
    out_.box("mdia", [&] {
      out_.full_box("mdhd", 0, 0, [&] {
        out_.zeros(8);
        out_.u32(made_.timescale);
        out_.zeros(8);
      });
      out_.full_box("hdlr", 0, 0, [&] {
        out_.zeros(4);
        out_.text(made_.handler);
        out_.zeros(13);
      });
      out_.box("minf", [&] { write_media_information(); });
    });
  }
  void write_edits() {
    out_.full_box("elst", 0, 0, [&] {
      out_.u32(made_.edits.size());
      for (const MadeEdit& edit : made_.edits) {
        out_.u32(edit.length);
        out_.u32(static_cast<uint32_t>(edit.from));
        out_.u32(edit.rate);
      }
    });
  }
  void write_media_information() {
    out_.box("dinf", [&] {
      out_.full_box("dref", 0, 0, [&] {
        out_.u32(1);
        out_.full_box("url ", 0, made_.reference_flags, [] {});
      });
    });
    out_.box("stbl", [&] {
      out_.full_box("stsd", 0, 0, [&] {
        out_.u32(1);
        out_.box(made_.entry, [&] { write_entry(); });
      });
      write_tables();
    });
  }
  void write_entry() {
    out_.zeros(24);
    out_.u32(made_.entry_rate << 16);
    out_.full_box("esds", 0, 0, [&] {
      const std::size_t config = made_.config.size();
      out_.u8(3);
      out_.text("\x80\x80\x80");  // a length may have zeros before it
      out_.u8(20 + config);
      out_.zeros(3);
      out_.u8(4);
      out_.u8(15 + config);
      out_.u8(made_.object_type);
      out_.zeros(12);
      out_.u8(5);
      out_.u8(config);
      out_.bytes(made_.config);
    });
  }
  void write_tables() {
    const bool empty = fragmented_;
    out_.full_box("stts", 0, 0, [&] {
      out_.u32(empty ? 0 : made_.durations.size());
      for (const uint32_t duration : empty ? std::vector<uint32_t>() : made_.durations) {
        out_.u32(1);
        out_.u32(duration);
      }
    });
    out_.full_box("stsz", 0, 0, [&] {
      out_.u32(0);
      out_.u32(empty ? 0 : made_.sizes.size());
      for (const uint32_t size : empty ? std::vector<uint32_t>() : made_.sizes) out_.u32(size);
    });
    const auto chunks = empty ? std::vector<uint32_t>() : made_.chunk_samples;
    out_.full_box("stsc", 0, 0, [&] {
      out_.u32(chunks.size());
      for (std::size_t i = 0; i < chunks.size(); ++i) {
        out_.u32(i + 1);
        out_.u32(chunks[i]);
        out_.u32(made_.description);
      }
    });
    out_.full_box(made_.wide_offsets ? "co64" : "stco", 0, 0, [&] {
      out_.u32(chunks.size());
      for (std::size_t i = 0; i < chunks.size(); ++i) {
        if (made_.wide_offsets) out_.zeros(4);
        offsets_at_.push_back(out_.size());
        out_.zeros(4);
      }
    });
  }

  const MadeFile& made_;
  const bool fragmented_;
  BoxWriter out_;
  std::vector<std::size_t> offsets_at_;
};

void write_units(BoxWriter& out, int first, int count) {
  for (int i = first; i < first + count; ++i) {
    for (int byte = 0; byte < 10; ++byte) out.u8(static_cast<uint64_t>(i * 10 + byte));
  }
}

}  // namespace

std::string MadeFile::write() const {
  FileMaker maker(*this, false);
  BoxWriter& out = maker.out();
  out.box("ftyp", [&] { out.text("M4A isom"); });
  maker.write_movie();
  out.box("mdat", [&] {
    std::size_t offset = first_offset.value_or(static_cast<uint32_t>(out.size()));
    for (std::size_t i = 0; i < maker.offsets_at().size(); ++i) {
      out.set_u32(maker.offsets_at()[i], offset);
      offset += 20;
    }
    write_units(out, 0, 4);
  });
  return out.take();
}

std::string MadeFragments::write() const {
  MadeFile track;
  track.edits = edits;
  FileMaker maker(track, true);
  BoxWriter& out = maker.out();
  maker.write_movie();
  for (std::size_t i = 0; i < decode_times.size(); ++i) {
    const std::size_t start = out.size();
    std::size_t offset_at = 0;
    out.box("moof", [&] {
      out.box("traf", [&] {
        out.full_box("tfhd", 0, 0x020000, [&] { out.u32(1); });
        out.full_box("tfdt", 0, 0, [&] { out.u32(decode_times[i]); });
        out.full_box("trun", 0, run_flags, [&] {
          out.u32(run_count.value_or(2));
          offset_at = out.size();
          out.u32(0);
          out.u32(10);
          out.u32(10);
        });
      });
    });
    out.set_u32(offset_at, data_offset.value_or(static_cast<uint32_t>(out.size() + 8 - start)));
    out.box("mdat", [&] { write_units(out, static_cast<int>(i) * 2, 2); });
  }
  return out.take();
}

}  // namespace sw::tests

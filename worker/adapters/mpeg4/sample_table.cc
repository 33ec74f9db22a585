#include "worker/adapters/mpeg4/sample_table.h"

#include <algorithm>
#include <optional>

#include "worker/adapters/mpeg4/box_reader.h"
#include "worker/ports/container.h"

namespace sw::adapters::mpeg4 {

namespace {

using Bytes = std::span<const uint8_t>;

unexpected<std::string_view> refused(std::string_view why) { return tl::make_unexpected(why); }

expected<std::vector<uint32_t>, std::string_view> read_sizes(Bytes box) {
  ByteReader reader(box);
  reader.skip(4);
  const uint32_t common = reader.u32();
  const uint32_t count = reader.u32();
  if (count > ports::kMaxContainerUnits) return refused("the file has too many audio frames");
  std::vector<uint32_t> sizes(count, common);
  if (common == 0) std::ranges::generate(sizes, [&] { return reader.u32(); });
  if (reader.exhausted()) return refused("the table of sizes is damaged");
  return sizes;
}

expected<uint64_t, std::string_view> read_duration(Bytes box, std::size_t samples) {
  ByteReader reader(box);
  reader.skip(4);
  uint64_t left = samples;
  uint64_t duration = 0;
  for (uint32_t runs = reader.u32(); runs > 0 && left > 0; --runs) {
    const uint64_t count = std::min<uint64_t>(reader.u32(), left);
    duration += count * reader.u32();
    left -= count;
    if (reader.exhausted()) break;
  }
  if (left > 0) return refused("the table of durations is damaged");
  return duration;
}

// The offsets of the chunks, by 'stco' or 'co64' (§8.7.5).
class Chunks {
 public:
  static std::optional<Chunks> find(Bytes table) {
    if (const auto narrow = find_box(table, box_type("stco"))) return Chunks(*narrow, false);
    if (const auto wide = find_box(table, box_type("co64"))) return Chunks(*wide, true);
    return std::nullopt;
  }
  // Nothing past the last, or where the table ends early.
  std::optional<uint64_t> next() {
    if (left_ == 0) return std::nullopt;
    --left_;
    const uint64_t offset = wide_ ? reader_.u64() : reader_.u32();
    if (reader_.exhausted()) return std::nullopt;
    return offset;
  }

 private:
  Chunks(Bytes box, bool wide) : reader_(box), wide_(wide) {
    reader_.skip(4);
    left_ = reader_.u32();
  }
  ByteReader reader_;
  bool wide_;
  uint32_t left_ = 0;
};

// How many samples are in each chunk (§8.7.4): runs, each up to where the next begins.
class ChunkFill {
 public:
  explicit ChunkFill(Bytes box) : reader_(box) {
    reader_.skip(4);
    left_ = reader_.u32();
    read_run();
  }
  // Of the chunks from number 1 on; 0 where the table says nothing or what cannot be.
  uint32_t next() {
    ++chunk_;
    if (chunk_ == next_from_) {
      samples_ = next_samples_;
      read_run();
    }
    return samples_;
  }

 private:
  void read_run() {
    next_from_ = 0;
    if (left_ == 0) return;
    --left_;
    next_from_ = reader_.u32();
    next_samples_ = reader_.u32();
    const uint32_t description = reader_.u32();
    // Of several descriptions only the first is known.
    if (reader_.exhausted() || description != 1) next_samples_ = 0;
  }
  ByteReader reader_;
  uint32_t left_ = 0;
  uint32_t chunk_ = 0;
  uint32_t samples_ = 0;
  uint32_t next_from_ = 0;
  uint32_t next_samples_ = 0;
};

}  // namespace

expected<SamplePlaces, std::string_view> read_sample_table(Bytes table) {
  const auto sizes_box = find_box(table, box_type("stsz"));
  const auto durations_box = find_box(table, box_type("stts"));
  const auto fill_box = find_box(table, box_type("stsc"));
  auto chunks = Chunks::find(table);
  if (!sizes_box || !durations_box || !fill_box || !chunks) return refused("the sample table is not complete");
  const auto sizes = read_sizes(*sizes_box);
  if (!sizes) return unexpected(sizes.error());
  const auto duration = read_duration(*durations_box, sizes->size());
  if (!duration) return unexpected(duration.error());
  SamplePlaces result{.places = {}, .duration = *duration};
  ChunkFill fill(*fill_box);
  while (result.places.size() < sizes->size()) {
    auto offset = chunks->next();
    const uint32_t samples = fill.next();
    if (!offset || samples == 0) return refused("the table of chunks is damaged");
    for (uint32_t i = 0; i < samples && result.places.size() < sizes->size(); ++i) {
      const uint32_t size = (*sizes)[result.places.size()];
      result.places.push_back({.offset = *offset, .size = size});
      *offset += size;
    }
  }
  return result;
}

}  // namespace sw::adapters::mpeg4

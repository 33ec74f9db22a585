#include "worker/adapters/mpeg4/movie_fragments.h"

#include "worker/adapters/mpeg4/box_reader.h"
#include "worker/ports/container.h"

namespace sw::adapters::mpeg4 {

namespace {

using Bytes = std::span<const uint8_t>;

// Flags of 'tfhd' (§8.8.7) and 'trun' (§8.8.8).
constexpr uint32_t kBaseDataOffset = 0x1, kDescriptionIndex = 0x2, kDefaultDuration = 0x8, kDefaultSize = 0x10;
constexpr uint32_t kDataOffset = 0x1, kFirstSampleFlags = 0x4, kDurations = 0x100, kSizes = 0x200, kFlags = 0x400,
                   kOffsets = 0x800;

unexpected<std::string_view> refused(std::string_view why) { return tl::make_unexpected(why); }

class FragmentReader {
 public:
  FragmentReader(uint32_t track_id, const FragmentDefaults& defaults) : track_id_(track_id), defaults_(defaults) {}

  // `start` is where the box 'moof' begins in the file. False when something is wrong, see why().
  bool read(Bytes fragment, uint64_t start);
  std::string_view why() const { return why_; }
  FragmentPlaces take() { return std::move(result_); }

 private:
  bool refuse(std::string_view why) {
    why_ = why;
    return false;
  }
  bool read_track(Bytes track, uint64_t start);
  bool read_header(Bytes header, uint64_t start);
  void read_decode_time(Bytes box);
  bool read_run(Bytes run);

  const uint32_t track_id_;
  const FragmentDefaults defaults_;
  FragmentDefaults current_;
  uint64_t base_ = 0;  // what the offsets of runs count from
  uint64_t next_ = 0;  // where a run without an offset begins
  FragmentPlaces result_;
  std::string_view why_;
};

bool FragmentReader::read_header(Bytes header, uint64_t start) {
  ByteReader reader(header);
  const uint32_t flags = read_full_box_header(reader).flags;
  reader.skip(4);
  // Without a base of its own the fragment itself is it: what 'default-base-is-moof' says outright, and so it is for
  // the first track of a fragment, which is all that a file with audio alone has.
  base_ = flags & kBaseDataOffset ? reader.u64() : start;
  if (flags & kDescriptionIndex && reader.u32() != 1) return refuse("a fragment is of an unknown format");
  current_ = defaults_;
  if (flags & kDefaultDuration) current_.duration = reader.u32();
  if (flags & kDefaultSize) current_.size = reader.u32();
  next_ = base_;
  return !reader.exhausted() || refuse("a fragment's header is damaged");
}

void FragmentReader::read_decode_time(Bytes box) {
  if (!result_.samples.places.empty()) return;
  ByteReader reader(box);
  result_.start = read_full_box_header(reader).version == 1 ? reader.u64() : reader.u32();
}

bool FragmentReader::read_run(Bytes run) {
  ByteReader reader(run);
  const uint32_t flags = read_full_box_header(reader).flags;
  const uint32_t count = reader.u32();
  auto& [places, duration] = result_.samples;
  if (count > ports::kMaxContainerUnits - places.size()) return refuse("the file has too many audio frames");
  if (flags & kDataOffset)
    next_ = base_ + static_cast<uint64_t>(static_cast<int64_t>(static_cast<int32_t>(reader.u32())));
  if (flags & kFirstSampleFlags) reader.skip(4);
  for (uint32_t i = 0; i < count; ++i) {
    duration += flags & kDurations ? reader.u32() : current_.duration;
    const uint32_t size = flags & kSizes ? reader.u32() : current_.size;
    if (flags & kFlags) reader.skip(4);
    if (flags & kOffsets) reader.skip(4);
    if (reader.exhausted()) return refuse("a fragment's run of samples is damaged");
    places.push_back({.offset = next_, .size = size});
    next_ += size;
  }
  return true;
}

bool FragmentReader::read_track(Bytes track, uint64_t start) {
  const auto header = find_box(track, box_type("tfhd"));
  if (!header) return refuse("a fragment does not say whose it is");
  ByteReader reader(*header);
  reader.skip(4);
  if (reader.u32() != track_id_) return true;
  if (!read_header(*header, start)) return false;
  if (const auto time = find_box(track, box_type("tfdt"))) read_decode_time(*time);
  BoxList boxes(track);
  while (const auto box = boxes.next()) {
    if (box->type == box_type("trun") && !read_run(box->content)) return false;
  }
  return !boxes.damaged() || refuse("a fragment is damaged");
}

bool FragmentReader::read(Bytes fragment, uint64_t start) {
  BoxList boxes(fragment);
  while (const auto box = boxes.next()) {
    if (box->type == box_type("traf") && !read_track(box->content, start)) return false;
  }
  return !boxes.damaged() || refuse("a fragment is damaged");
}

}  // namespace

expected<FragmentPlaces, std::string_view> read_fragments(Bytes file, uint32_t track_id,
                                                          const FragmentDefaults& defaults) {
  FragmentReader reader(track_id, defaults);
  BoxList boxes(file);
  while (const auto box = boxes.next()) {
    if (box->type == box_type("moof") && !reader.read(box->content, box->start)) return refused(reader.why());
  }
  if (boxes.damaged()) return refused("the file is cut off or damaged");
  return reader.take();
}

}  // namespace sw::adapters::mpeg4

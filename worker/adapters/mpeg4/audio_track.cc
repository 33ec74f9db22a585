#include "worker/adapters/mpeg4/audio_track.h"

#include "worker/adapters/mpeg4/box_reader.h"
#include "worker/adapters/mpeg4/sample_entry.h"

namespace sw::adapters::mpeg4 {

namespace {

using Bytes = std::span<const uint8_t>;

constexpr uint32_t kFixedOne = 0x0001'0000;
constexpr int64_t kEmptyEdit = -1;

unexpected<std::string_view> refused(std::string_view why) { return tl::make_unexpected(why); }

// What follows the two dates of such a box in `container`: the timescale of 'mvhd' or 'mdhd' (§8.2.2, §8.4.2), the
// identifier of 'tkhd' (§8.3.2). 0: there is none.
uint32_t number_behind_dates(Bytes container, uint32_t type) {
  const auto header = find_box(container, type);
  if (!header) return 0;
  ByteReader reader(*header);
  reader.skip(read_full_box_header(reader).version == 1 ? 16 : 8);
  return reader.u32();
}

bool is_sound(Bytes media) {
  const auto handler = find_box(media, box_type("hdlr"));
  if (!handler) return false;
  ByteReader reader(*handler);
  reader.skip(8);
  return reader.u32() == box_type("soun");
}

// Media in another file would be at places that mean nothing in this one.
bool is_self_contained(Bytes media_information) {
  const auto data = find_box(media_information, box_type("dinf"));
  const auto references = data ? find_box(*data, box_type("dref")) : std::nullopt;
  if (!references) return true;
  ByteReader reader(*references);
  reader.skip(8);
  const auto first = BoxList(reader.rest()).next();
  if (!first) return true;
  ByteReader entry(first->content);
  return (read_full_box_header(entry).flags & 1U) != 0;
}

expected<AudioFormat, std::string_view> read_format(Bytes sample_table) {
  const auto descriptions = find_box(sample_table, box_type("stsd"));
  if (!descriptions) return refused("the audio track does not say what its samples are");
  ByteReader reader(*descriptions);
  reader.skip(8);
  const auto entry = BoxList(reader.rest()).next();
  if (!entry) return refused("the audio track does not say what its samples are");
  if (entry->type != box_type("mp4a")) return refused("the audio track is not AAC");
  return read_aac_sample_entry(entry->content);
}

// An absent list presents everything. Empty edits say when the track begins beside others; a clip stands for itself.
expected<std::optional<Edit>, std::string_view> read_edit(Bytes track) {
  const auto edits = find_box(track, box_type("edts"));
  const auto list = edits ? find_box(*edits, box_type("elst")) : std::nullopt;
  if (!list) return std::optional<Edit>();
  ByteReader reader(*list);
  const bool wide = read_full_box_header(reader).version == 1;
  std::optional<Edit> found;
  for (uint32_t left = reader.u32(); left > 0; --left) {
    const uint64_t length = wide ? reader.u64() : reader.u32();
    const int64_t from = wide ? static_cast<int64_t>(reader.u64()) : static_cast<int32_t>(reader.u32());
    const uint32_t rate = reader.u32();
    if (reader.exhausted()) return refused("the edit list is damaged");
    if (from == kEmptyEdit) continue;
    if (from < 0 || rate != kFixedOne) return refused("the edit list asks for what a clip cannot have");
    if (found) return refused("the edit list cuts the audio into pieces");
    found = Edit{.from = static_cast<uint64_t>(from), .length = length};
  }
  return found;
}

std::optional<FragmentDefaults> read_fragment_defaults(Bytes movie, uint32_t track_id) {
  const auto extends = find_box(movie, box_type("mvex"));
  if (!extends) return std::nullopt;
  BoxList boxes(*extends);
  while (const auto box = boxes.next()) {
    if (box->type != box_type("trex")) continue;
    ByteReader reader(box->content);
    reader.skip(4);
    if (reader.u32() != track_id) continue;
    reader.skip(4);
    const uint32_t duration = reader.u32();
    return FragmentDefaults{.duration = duration, .size = reader.u32()};
  }
  return FragmentDefaults{};
}

expected<AudioTrack, std::string_view> read_sound_track(Bytes movie, Bytes track, Bytes media) {
  const auto information = find_box(media, box_type("minf"));
  const auto table = information ? find_box(*information, box_type("stbl")) : std::nullopt;
  if (!table) return refused("the audio track has no sample table");
  if (!is_self_contained(*information)) return refused("the audio is in another file");
  auto format = read_format(*table);
  if (!format) return unexpected(format.error());
  const auto edit = read_edit(track);
  if (!edit) return unexpected(edit.error());
  const uint32_t id = number_behind_dates(track, box_type("tkhd"));
  AudioTrack result{.id = id,
                    .format = std::move(*format),
                    .timescale = number_behind_dates(media, box_type("mdhd")),
                    .movie_timescale = number_behind_dates(movie, box_type("mvhd")),
                    .edit = *edit,
                    .fragments = read_fragment_defaults(movie, id),
                    .sample_table = *table};
  if (result.timescale == 0 || result.movie_timescale == 0) return refused("the file's clock does not run");
  return result;
}

}  // namespace

expected<AudioTrack, std::string_view> find_audio_track(std::span<const uint8_t> movie) {
  std::string_view why = "the file has no audio track";
  BoxList boxes(movie);
  while (const auto box = boxes.next()) {
    if (box->type != box_type("trak")) continue;
    const auto media = find_box(box->content, box_type("mdia"));
    if (!media || !is_sound(*media)) continue;
    auto track = read_sound_track(movie, box->content, *media);
    if (track) return track;
    why = track.error();
  }
  return refused(why);
}

}  // namespace sw::adapters::mpeg4

#include "worker/adapters/mpeg4/audio_file.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "worker/adapters/mpeg4/audio_track.h"
#include "worker/adapters/mpeg4/box_reader.h"
#include "worker/adapters/mpeg4/movie_fragments.h"
#include "worker/adapters/mpeg4/sample_table.h"
#include "worker/ports/audio_codec.h"

namespace sw::adapters::mpeg4 {

namespace {

using Bytes = std::span<const uint8_t>;

unexpected<std::string_view> refused(std::string_view why) { return tl::make_unexpected(why); }

// A piece of bytes that others have pieces of, too.
class SharedPayload final : public Payload {
 public:
  SharedPayload(std::shared_ptr<const std::vector<uint8_t>> all, std::size_t offset, std::size_t size)
      : all_(std::move(all)), bytes_(Bytes(*all_).subspan(offset, size)) {}
  std::size_t size() const override { return bytes_.size(); }
  std::span<const uint8_t> bytes() const override { return bytes_; }

 private:
  std::shared_ptr<const std::vector<uint8_t>> all_;
  Bytes bytes_;
};

// The content of 'moov', and that the top level is whole: a file cut off at its end may have lost no more than samples.
expected<Bytes, std::string_view> find_movie(Bytes file) {
  std::optional<Bytes> movie;
  BoxList boxes(file);
  bool first = true;
  while (const auto box = boxes.next()) {
    if (box->type == box_type("moov") && !movie) movie = box->content;
    first = false;
  }
  if (boxes.damaged()) return refused(first ? "this is no MP4 file" : "the file is cut off or damaged");
  if (!movie) return refused("the file has no movie box");
  return *movie;
}

expected<std::vector<PayloadRef>, std::string_view> copy_units(Bytes file,
                                                               std::span<const SamplePlaces::Place> places) {
  uint64_t total = 0;
  for (const auto& [offset, size] : places) {
    if (size == 0 || size > ports::kMaxAudioUnitBytes) return refused("an audio frame has no possible length");
    if (offset > file.size() || size > file.size() - offset) return refused("an audio frame is not in the file");
    total += size;
  }
  // Frames may share bytes only in a file that is made to fill our memory.
  if (total > file.size()) return refused("the audio frames are more than the file holds");
  const auto bytes = std::make_shared<std::vector<uint8_t>>();
  bytes->reserve(static_cast<std::size_t>(total));
  std::vector<PayloadRef> units;
  units.reserve(places.size());
  for (const auto& [offset, size] : places) {
    const auto unit = file.subspan(static_cast<std::size_t>(offset), size);
    bytes->insert(bytes->end(), unit.begin(), unit.end());
  }
  std::size_t at = 0;
  for (const auto& place : places) {
    units.push_back(std::make_shared<SharedPayload>(bytes, at, place.size));
    at += place.size;
  }
  return units;
}

// What a number of ticks is on another clock, rounded to the nearest. No operand is above 2^63.
uint64_t rescale(uint64_t count, uint32_t from_rate, uint32_t to_rate) {
  __extension__ using Wide = unsigned __int128;
  const Wide scaled = (static_cast<Wide>(count) * to_rate + from_rate / 2) / from_rate;
  return static_cast<uint64_t>(std::min<Wide>(scaled, uint64_t{1} << 62));
}

// Priming and samples. At first in ticks of the media: the edit list has its length on a clock of its own, which is
// often as coarse as a millisecond. Where it means the end of the media within that, the media's own end is exact.
struct Presented {
  uint64_t from;
  uint64_t length;
};

Presented presented_part(const AudioTrack& track, const SamplePlaces& samples, uint64_t start) {
  if (!track.edit) return {.from = 0, .length = samples.duration};
  const uint64_t from = track.edit->from - std::min(track.edit->from, start);
  const uint64_t rest = samples.duration - std::min(samples.duration, from);
  if (track.edit->length == 0) return {.from = from, .length = rest};
  const uint64_t length = rescale(track.edit->length, track.movie_timescale, track.timescale);
  const uint64_t step = rescale(1, track.movie_timescale, track.timescale) + 1;
  return {.from = from, .length = length + step > rest ? rest : length};
}

expected<FragmentPlaces, std::string_view> find_samples(Bytes file, const AudioTrack& track) {
  auto plain = read_sample_table(track.sample_table);
  if (!track.fragments) {
    if (!plain) return unexpected(plain.error());
    return FragmentPlaces{.samples = std::move(*plain)};
  }
  // The table of a fragmented file is empty, or holds what comes before the fragments: nobody writes the latter.
  if (plain && !plain->places.empty()) return refused("the file is in fragments only in part");
  return read_fragments(file, track.id, *track.fragments);
}

// Decoders need a few units of what is before the clip, and nothing of what is after it. A file of minutes of which an
// edit list presents seconds costs its reader no more than seconds.
constexpr uint64_t kMostPrimingUnits = 8;

// Leaves out the units that are not needed; `part` is in samples, and within what the units give.
void trim(Presented& part, std::vector<SamplePlaces::Place>& units, uint64_t unit_samples) {
  const uint64_t before = part.from / unit_samples;
  const uint64_t spare = before - std::min(before, kMostPrimingUnits);
  part.from -= spare * unit_samples;
  const uint64_t needed = (part.from + part.length + unit_samples - 1) / unit_samples;
  units.erase(units.begin(), units.begin() + static_cast<std::ptrdiff_t>(spare));
  units.resize(static_cast<std::size_t>(needed));
}

}  // namespace

expected<ports::AudioClip, std::string_view> read_audio_file(Bytes file) {
  if (file.size() > ports::kMaxContainerBytes) return refused("the file is too large");
  const auto movie = find_movie(file);
  if (!movie) return unexpected(movie.error());
  auto track = find_audio_track(*movie);
  if (!track) return unexpected(track.error());
  auto found = find_samples(file, *track);
  if (!found) return unexpected(found.error());
  auto& places = found->samples.places;
  const auto unit_samples = static_cast<uint64_t>(track->format.frame_samples);
  const uint64_t coded = places.size() * unit_samples;
  const auto rate = static_cast<uint32_t>(track->format.sample_rate);
  Presented part = presented_part(*track, found->samples, found->start);
  part.from = std::min(rescale(part.from, track->timescale, rate), coded);
  part.length = std::min(rescale(part.length, track->timescale, rate), coded - part.from);
  if (part.length == 0) return refused("the file presents nothing of its audio");
  trim(part, places, unit_samples);
  auto units = copy_units(file, places);
  if (!units) return unexpected(units.error());
  return ports::AudioClip{.format = std::move(track->format),
                          .units = std::move(*units),
                          .priming = static_cast<int64_t>(part.from),
                          .samples = static_cast<int64_t>(part.length)};
}

}  // namespace sw::adapters::mpeg4

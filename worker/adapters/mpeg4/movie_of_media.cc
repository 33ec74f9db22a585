#include "worker/adapters/mpeg4/movie_of_media.h"

#include <algorithm>
#include <limits>

#include "worker/adapters/mpeg4/sample_entry.h"

namespace sw::adapters::mpeg4 {

namespace {

constexpr uint32_t kVideoTimescale = 90'000;
// Of the whole, so that every number fits its field: six hours of video.
constexpr int64_t kMaxTicks = std::numeric_limits<int32_t>::max();

unexpected<std::string_view> refused(std::string_view why) { return tl::make_unexpected(why); }

// Rounded to the nearest. Nothing where it does not fit.
std::optional<int64_t> ticks(TimeDelta time) {
  constexpr int64_t kNanosPerNineTicks = 100'000;
  const bool fits = abs(time) < TimeDelta::Seconds(kMaxTicks / kVideoTimescale);
  if (!fits) return std::nullopt;
  const int64_t scaled = time.nanos() * 9;
  const int64_t half = scaled < 0 ? -kNanosPerNineTicks / 2 : kNanosPerNineTicks / 2;
  return (scaled + half) / kNanosPerNineTicks;
}

template <class Range, class Payload>
bool is_too_large(const Range& units, Payload payload) {
  uint64_t bytes = 0;
  for (const auto& unit : units) bytes += payload(unit)->size();
  return bytes > kMaxMovieBytes / 2;
}

// One sample's times in ticks, counted from the first DTS.
struct SampleTimes {
  int64_t decode;
  int64_t present;
  int64_t duration;
};

expected<std::vector<SampleTimes>, std::string_view> times_of(std::span<const ports::VideoSample> samples) {
  std::vector<SampleTimes> times;
  times.reserve(samples.size());
  for (const ports::VideoSample& sample : samples) {
    const auto decode = ticks(sample.dts - samples.front().dts);
    const auto present = ticks(sample.pts - samples.front().dts);
    const auto duration = ticks(sample.duration);
    if (!decode || !present || !duration || *duration < 0) return refused("the video's times are too far apart");
    if (*decode < (times.empty() ? 0 : times.back().decode)) return refused("the video's decode times do not grow");
    times.push_back({.decode = *decode, .present = *present, .duration = *duration});
  }
  return times;
}

void set_times(Movie& movie, std::span<const SampleTimes> times) {
  // A sample presented before it is decoded makes all others wait: composition offsets have no sign.
  int64_t lead = 0;
  int64_t first = times.front().present;
  int64_t end = 0;
  for (const SampleTimes& time : times) {
    lead = std::max(lead, time.decode - time.present);
    first = std::min(first, time.present);
    end = std::max(end, time.present + time.duration);
  }
  for (std::size_t i = 0; i < times.size(); ++i) {
    const bool last = i + 1 == times.size();
    const int64_t duration = last ? times[i].duration : times[i + 1].decode - times[i].decode;
    movie.samples[i].duration = static_cast<uint32_t>(duration);
    movie.samples[i].composition_offset = static_cast<uint32_t>(times[i].present + lead - times[i].decode);
  }
  movie.presented_from = static_cast<uint32_t>(first + lead);
  movie.presented_for = static_cast<uint32_t>(end - first);
}

}  // namespace

expected<Movie, std::string_view> movie_of_video(const VideoFormat& format,
                                                 std::span<const ports::VideoSample> samples) {
  if (samples.empty()) return refused("there is no video to write");
  auto entry = avc_sample_entry(format);
  if (!entry) return unexpected(entry.error());
  if (is_too_large(samples, [](const auto& sample) { return sample.payload; })) return refused("too much video");
  const auto times = times_of(samples);
  if (!times) return unexpected(times.error());
  Movie movie{.track = Track::kVideo,
              .timescale = kVideoTimescale,
              .sample_entry = std::move(*entry),
              .width = static_cast<uint16_t>(format.width),
              .height = static_cast<uint16_t>(format.height),
              .samples = {}};
  for (const ports::VideoSample& sample : samples) {
    movie.samples.push_back(
        {.payload = sample.payload, .duration = 0, .composition_offset = 0, .sync = sample.keyframe});
  }
  set_times(movie, *times);
  return movie;
}

expected<Movie, std::string_view> movie_of_audio(const ports::AudioClip& clip) {
  if (clip.units.empty()) return refused("there is no audio to write");
  auto entry = aac_sample_entry(clip.format);
  if (!entry) return unexpected(entry.error());
  if (clip.format.sample_rate <= 0 || clip.format.frame_samples <= 0) return refused("the audio has no rate");
  if (is_too_large(clip.units, [](const auto& unit) { return unit; })) return refused("too much audio");
  const int64_t frame = clip.format.frame_samples;
  const auto count = static_cast<int64_t>(clip.units.size());
  if (count > kMaxTicks / frame) return refused("too much audio");
  if (clip.priming < 0 || clip.samples <= 0 || clip.priming > count * frame - clip.samples) {
    return refused("the audio does not have the samples that it is to have");
  }
  Movie movie{.track = Track::kAudio,
              .timescale = static_cast<uint32_t>(clip.format.sample_rate),
              .sample_entry = std::move(*entry),
              .samples = {},
              .presented_from = static_cast<uint32_t>(clip.priming),
              .presented_for = static_cast<uint32_t>(clip.samples)};
  for (const PayloadRef& unit : clip.units) {
    movie.samples.push_back({.payload = unit, .duration = static_cast<uint32_t>(frame)});
  }
  const int64_t in_last = clip.priming + clip.samples - (count - 1) * frame;
  if (in_last > 0) movie.samples.back().duration = static_cast<uint32_t>(in_last);
  return movie;
}

}  // namespace sw::adapters::mpeg4

// What the suites of the media port ask of the world that they run in, besides LoopWorld.
#pragma once

#include <concepts>
#include <cstdint>
#include <vector>

#include "tests/conformance/ports/loop_world.h"
#include "worker/base/url.h"
#include "worker/ports/media_pipeline.h"

namespace sw::conformance {

// How a source behaves. Its media is the world's own, the same each time: a second or so of video with B-frames and of
// audio, times from zero on.
enum class SourceHabit : uint8_t {
  kWhole,       // everything in real time, then the end of the stream
  kVideoAlone,  // the same without an audio track
  kForeign,     // audio and video of codecs that cannot be carried
  kStalls,      // the first half, then nothing more: no media, no answer, the connection stays
};

// One unit of known media.
struct KnownUnit {
  PayloadRef payload;
  MediaTime pts;
  MediaTime dts;
  TimeDelta duration;
  bool keyframe;
};
struct KnownMedia {
  VideoFormat video_format;
  AudioFormat audio_format;
  std::vector<KnownUnit> video;  // in decode order
  std::vector<KnownUnit> audio;
};

// One unit as a publication's peer got it. Times in ms from the publication's first unit on: what RTMP carries.
struct PublishedUnit {
  Track track;
  int64_t dts_ms;
  int64_t pts_ms;
  bool keyframe;
  std::vector<uint8_t> bytes;
};
struct Publication {
  std::vector<std::vector<uint8_t>> video_formats;  // each codec_data that was announced, in order
  std::vector<PublishedUnit> units;                 // in order of arrival
};

// serve(habit): a source with this habit, served under the URL until the world ends or kills it.
// kill_source(): whoever serves dies; its connections break.
// refusing_source(): where nobody listens. unknown_source(): a path that is not served, asked of whoever serves.
// babbling_source(): a peer that answers with something else than the protocol.
// target(): where a publication is accepted. refusing_target(): where nobody listens.
// published(): what the peer of the publication has got so far, of a publication that has ended all of it.
// kill_target(): whoever takes publications dies. stall_target(): it no longer reads, until resume_target().
// unknown_target(): an application that the peer does not know. occupied_target(): a name that is being published
// already.
template <class T>
concept MediaWorld = LoopWorld<T> && requires(T world, SourceHabit habit) {
  { world.input() } -> std::same_as<ports::MediaInput&>;
  { world.output() } -> std::same_as<ports::MediaOutput&>;
  { world.media() } -> std::same_as<const KnownMedia&>;
  { world.serve(habit) } -> std::same_as<Url>;
  { world.refusing_source() } -> std::same_as<Url>;
  { world.unknown_source() } -> std::same_as<Url>;
  { world.babbling_source() } -> std::same_as<Url>;
  world.kill_source();
  { world.target() } -> std::same_as<Url>;
  { world.refusing_target() } -> std::same_as<Url>;
  { world.unknown_target() } -> std::same_as<Url>;
  { world.occupied_target() } -> std::same_as<Url>;
  { world.published() } -> std::same_as<Publication>;
  world.kill_target();
  world.stall_target();
  world.resume_target();
};

}  // namespace sw::conformance

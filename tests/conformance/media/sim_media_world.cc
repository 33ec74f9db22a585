#include "tests/conformance/media/sim_media_world.h"

namespace sw::conformance {
namespace {

// A reader is there before the first unit is sent.
constexpr TimeDelta kTimeToJoin = TimeDelta::Millis(200);

sim::SourcePlan plan_of(SourceHabit habit) {
  sim::SourcePlan plan{.video = {.b_frames = 2, .idr_bytes = 2'000, .p_bytes = 500, .b_bytes = 100, .lag = kTimeToJoin},
                       .audio = sim::AudioPlan{.sample_rate = 48'000, .channels = 2, .lag = kTimeToJoin},
                       .length = TimeDelta::Seconds(1)};
  if (habit == SourceHabit::kVideoAlone) plan.audio.reset();
  plan.foreign = habit == SourceHabit::kForeign;
  return plan;
}

KnownMedia make_media() {
  sim::SourceStream stream(plan_of(SourceHabit::kWhole));
  KnownMedia media{stream.video_format(), stream.audio_format(), {}, {}};
  const TimeDelta frame = TimeDelta::Ticks(1, 30);
  for (; stream.next() != nullptr; stream.advance()) {
    const auto& unit = *stream.next();
    if (unit.track == Track::kVideo) {
      const MediaTime dts = stream.plan().first_pts + frame * (static_cast<int64_t>(unit.number) - 1);
      media.video.push_back({stream.payload(), unit.pts, dts, frame, unit.keyframe});
    } else {
      media.audio.push_back({stream.payload(), unit.pts, unit.pts, TimeDelta::Ticks(1024, 48'000), true});
    }
  }
  return media;
}

}  // namespace

SimMediaWorld::SimMediaWorld(TimeDelta batch)
    : pipeline_(scheduler(), sink(),
                {.server = {.babbling_port = 554, .mediamtx = {.override_publisher = false}},
                 .input = {.jitter = TimeDelta::Millis(3), .batch = batch}},
                this) {
  pipeline_.server.forbid_publishing("nowhere/out", true);
}

const KnownMedia& SimMediaWorld::media() const {
  static const KnownMedia media = make_media();
  return media;
}

Url SimMediaWorld::serve(SourceHabit habit) {
  pipeline_.server.publish("in", plan_of(habit));
  if (habit == SourceHabit::kStalls) {
    scheduler().after(kTimeToJoin + TimeDelta::Millis(500), [this] { pipeline_.server.hang(); });
  }
  return url("rtsp://mediamtx:8554/in");
}

Url SimMediaWorld::occupied_target() {
  pipeline_.server.publish("live/occupied", {});
  return url("rtmp://mediamtx:1935/live/occupied");
}

void SimMediaWorld::on_open(Timestamp, ports::PipelineRunId, const VideoFormat& video, const AudioFormat&) {
  published_.video_formats.push_back(video.codec_data);
  origin_.reset();
}

void SimMediaWorld::on_video_format(Timestamp, const VideoFormat& format) {
  published_.video_formats.push_back(format.codec_data);
}

void SimMediaWorld::on_unit(Timestamp, const ports::OutputUnit& unit) {
  if (!origin_) origin_ = unit.dts;
  const auto bytes = unit.payload->bytes();
  published_.units.push_back({.track = unit.track,
                              .dts_ms = (unit.dts - *origin_).millis(),
                              .pts_ms = (unit.pts - *origin_).millis(),
                              .keyframe = unit.keyframe,
                              .bytes = {bytes.begin(), bytes.end()}});
}

}  // namespace sw::conformance

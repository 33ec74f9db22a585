#include "sim/explore/swarm.h"

#include "fakes/sts/script_actions.h"
#include "sim/explore/dice.h"
#include "sim/explore/fault_draw.h"
#include "sim/scenario/scenario_reader.h"

namespace sw::sim {
namespace {

// Which families are on in a scenario.
struct Families {
  bool network, sts, media, output, local, source, timing, settings, links, servers;
};

// Of the streams that heal, so many go on for longer than anything may take to recover (the oracle "liveness").
constexpr uint64_t kPatientPercent = 6;
constexpr TimeDelta kPatience = TimeDelta::Seconds(400);

Families draw_families(const Dice& dice) {
  const uint64_t percent = static_cast<uint64_t>(dice.one_of("swarm.density", {10, 30, 60}));
  const auto on = [&](std::string_view name) { return dice.chance(name, percent); };
  return {.network = on("family.network"),
          .sts = on("family.sts"),
          .media = on("family.media"),
          .output = dice.chance("family.output", percent / 4),
          .local = on("family.local"),
          .source = on("family.source"),
          .timing = on("family.timing"),
          .settings = on("family.settings"),
          .links = on("family.links"),
          .servers = on("family.servers")};
}

void draw_video(const Dice& dice, VideoPlan& video, bool odd) {
  video.fps_numerator = dice.one_of("video.fps", {5, 8, 10, 12});
  video.gop = dice.small("video.gop", 1, 4) * video.fps_numerator;
  if (!odd) return;
  if (dice.chance("video.usual", 30)) video.fps_numerator = dice.one_of("video.usual_fps", {15, 24, 25, 30});
  video.gop = dice.small("video.odd_gop", 5, 120) * video.fps_numerator / 10 + 1;
  if (dice.chance("video.ntsc", 15)) video.fps_numerator = 30'000, video.fps_denominator = 1'001;
  video.b_frames = dice.small("video.b_frames", 0, 3);
  video.jitter_percent = dice.chance("video.variable", 30) ? dice.small("video.jitter", 1, 80) : 0;
  video.first_idr = dice.chance("video.late_idr", 30) ? dice.small("video.first_idr", 1, 30) : 0;
  video.says_reorder = !dice.chance("video.silent_sps", 20);
}

void draw_audio(const Dice& dice, std::optional<AudioPlan>& audio, bool odd) {
  audio->sample_rate = 16'000;
  if (!odd) return;
  audio->sample_rate = dice.one_of("audio.rate", {16'000, 16'000, 22'050, 44'100, 48'000, 32'000});
  audio->channels = dice.chance("audio.stereo", 30) ? 2 : 1;
  if (dice.chance("audio.surround", 3)) audio->channels = 6;
  audio->frame_samples = dice.one_of("audio.frame", {1'024, 1'024, 960, 2'048});
  audio->pts_ppm = dice.chance("audio.drift", 30) ? dice.small("audio.ppm", -500, 500) : 0;
  if (dice.chance("audio.late", 15)) audio->start = TimeDelta::Seconds(dice.between("audio.start", 1, 20));
  if (dice.chance("audio.lag", 20)) audio->lag = dice.time("audio.lag_by", TimeDelta::Zero(), TimeDelta::Seconds(2));
  if (dice.chance("audio.none", 3)) audio.reset();
}

// Pictures that come later than the sound that goes with them. Where segments are cut, by less than a segment waits for
// them: later ones are lost, and pieces without a picture do not show when they begin.
void draw_video_lag(const Dice& dice, Scenario& scenario, bool odd) {
  const bool cuts = scenario.worker.sts_mode != engine::StsMode::kPassthrough;
  const TimeDelta most = cuts ? TimeDelta::Millis(900) : TimeDelta::Seconds(4);
  if (odd && dice.chance("video.lag", 10))
    scenario.source.video.lag = dice.time("video.lag_by", TimeDelta::Zero(), most);
}

void draw_source(const Dice& dice, SourcePlan& source, bool odd, TimeDelta length) {
  draw_video(dice, source.video, odd);
  draw_audio(dice, source.audio, odd);
  source.length = TimeDelta::Seconds(1) + length;
  if (!odd) return;
  source.clock_ppm = dice.chance("source.drift", 30) ? dice.small("source.ppm", -300, 300) : 0;
  const auto at = [&](std::string_view name) { return dice.time(name, TimeDelta::Seconds(3), length); };
  if (dice.chance("source.gap", 30)) {
    source.gaps.push_back({.at = at("gap.at"),
                           .length = dice.time("gap.length", TimeDelta::Millis(20), TimeDelta::Seconds(7)),
                           .video = dice.chance("gap.video", 60),
                           .audio = dice.chance("gap.audio", 60)});
  }
  if (dice.chance("source.jump", 25)) {
    source.jumps.push_back({at("jump.at"), dice.time("jump.by", TimeDelta::Seconds(-30), TimeDelta::Seconds(30))});
  }
  if (dice.chance("source.sps", 20)) source.video_changes.push_back({at("sps.at"), 1});
  if (source.audio && dice.chance("source.asc", 20)) {
    source.audio_changes.push_back(
        {at("asc.at"), dice.one_of("asc.rate", {16'000, 48'000, 44'100}), dice.small("asc.channels", 1, 2)});
  }
}

void draw_settings(const Dice& dice, WorkerPlan& worker) {
  worker.sts_timeout = dice.time("worker.timeout", TimeDelta::Seconds(1), TimeDelta::Seconds(12));
  worker.sts_max_inflight = dice.small("worker.inflight", 1, 5);
  worker.segment_duration = TimeDelta::Seconds(dice.one_of("worker.segment", {6, 6, 2, 4, 10}));
  worker.av_offset = TimeDelta::Seconds(dice.one_of("worker.offset", {6, 6, 0, 1, 20}));
  worker.playout_delay = TimeDelta::Millis(dice.one_of("worker.playout", {500, 500, 0, 3'000}));
  worker.backpressure_pause_limit = TimeDelta::Seconds(dice.one_of("worker.pause", {60, 20, 0}));
  worker.drain_timeout = TimeDelta::Seconds(dice.one_of("worker.drain", {20, 20, 5, 0, 60}));
  worker.segment_retention = TimeDelta::Seconds(dice.one_of("worker.retention", {3'600, 0, 20}));
  worker.ready_timeout = TimeDelta::Seconds(dice.one_of("worker.ready", {15, 15, 5, 40}));
  worker.sts_tls = dice.chance("worker.tls", 20);
}

void draw_link(const Dice& dice, LinkSettings& link) {
  link.latency = dice.time("sts.latency", TimeDelta::Zero(), TimeDelta::Millis(800));
  link.jitter = dice.chance("sts.jitters", 50) ? dice.time("sts.jitter", TimeDelta::Zero(), TimeDelta::Millis(500))
                                               : TimeDelta::Zero();
  link.bytes_per_second = dice.one_of<int64_t>("sts.bandwidth", {0, 0, 5'000, 50'000});
  link.pieces = dice.one_of("sts.pieces", {Pieces::kAsWritten, Pieces::kDrawn, Pieces::kJoined});
}

void draw_service(const Dice& dice, StsPlan& sts) {
  using fakes::sts::PressureRelease;
  using fakes::sts::SlotRelease;
  sts.processing_delay = dice.time("service.delay", TimeDelta::Zero(), TimeDelta::Millis(4'000));
  sts.processing_jitter = dice.time("service.jitter", TimeDelta::Zero(), TimeDelta::Millis(3'000));
  sts.max_inflight = dice.between("service.inflight", 1, 10);
  sts.ping_interval = TimeDelta::Seconds(dice.one_of("service.ping", {25, 25, 5, 60}));
  sts.ping_timeout = TimeDelta::Seconds(dice.one_of("service.pong", {10, 10, 3, 20}));
  sts.slot_release =
      dice.one_of("service.slots", {SlotRelease::kResult, SlotRelease::kAcknowledged, SlotRelease::kApplied});
  sts.pressure.release = dice.one_of(
      "service.release", {PressureRelease::kAtOnce, PressureRelease::kWithNextFragment, PressureRelease::kNever});
  if (dice.chance("service.threshold", 30)) sts.pressure.threshold = dice.between("service.above", 0, 3);
}

void draw_servers(const Dice& dice, Scenario& scenario) {
  MediaPlan& media = scenario.media;
  media.input_round_trip = dice.time("media.reading", TimeDelta::Zero(), TimeDelta::Millis(200));
  media.output_round_trip = dice.time("media.publishing", TimeDelta::Zero(), TimeDelta::Millis(400));
  media.mediamtx.slow_reader = dice.one_of("media.slow", {fakes::SlowReader::kDiscard, fakes::SlowReader::kClose});
  media.mediamtx.override_publisher = dice.chance("media.override", 80);
  scenario.storage.max_time = dice.time("storage.time", TimeDelta::Millis(1), TimeDelta::Millis(300));
}

void draw_timing(const Dice& dice, Scenario& scenario) {
  scenario.timing.permutes_equal_times = dice.chance("timing.permutes", 70);
  scenario.timing.alarm_lateness = dice.time("timing.late", TimeDelta::Zero(), TimeDelta::Millis(50));
  scenario.timing.handling_time = dice.chance("timing.handling", 30) ? TimeDelta::Millis(2) : TimeDelta::Zero();
  scenario.media.input_jitter = dice.time("timing.jitter", TimeDelta::Zero(), TimeDelta::Millis(300));
}

// One in a hundred streams has a real one's rate, sound and sizes.
void draw_full_size(SourcePlan& source) {
  source.video.fps_numerator = 30;
  source.video.fps_denominator = 1;
  source.video.idr_bytes = 60'000;
  source.video.p_bytes = 8'000;
  source.video.b_bytes = 4'000;
  if (!source.audio) return;
  source.audio->sample_rate = 48'000;
  source.audio->channels = 2;
}

void draw_faults(const Dice& dice, Scenario& scenario, const Families& on, const FaultWindow& window) {
  const auto several = [&](std::string_view name, bool family) { return family ? dice.between(name, 1, 4) : 0; };
  const auto world = [&](std::string_view name, int64_t count, auto draw) {
    for (int64_t i = 0; i < count; ++i) {
      const std::string id = std::string(name) + "-" + std::to_string(i);
      const auto entity = static_cast<uint64_t>(i) + dice.roll(name) % 1'000'000 * 10;
      scenario.faults.push_back(draw(dice.of(entity), id, window));
    }
  };
  world("network", several("count.network", on.network), draw_network_fault);
  world("media", several("count.media", on.media), draw_media_fault);
  world("output", on.output ? 1 : 0, draw_output_fault);
  world("local", several("count.local", on.local), draw_local_fault);
  for (int64_t i = 0; i < several("count.sts", on.sts); ++i) {
    scenario.sts.script.faults.push_back(
        draw_sts_fault(dice.of(static_cast<uint64_t>(i) + 77), "sts-" + std::to_string(i), window));
  }
  if (dice.chance("signal", 10)) {
    scenario.faults.push_back({.id = "signal",
                               .at = dice.time("signal.at", TimeDelta::Zero(), window.to),
                               .action = SendSignal{dice.one_of("signal.which", {15, 2})}});
    if (dice.chance("signal.twice", 30)) {
      scenario.faults.push_back(
          {.id = "signal-again",
           .at = scenario.faults.back().at + dice.time("signal.after", TimeDelta::Zero(), TimeDelta::Seconds(10)),
           .action = SendSignal{dice.one_of("signal.then", {15, 2})}});
    }
  }
}

}  // namespace

Scenario draw_scenario(uint64_t seed) {
  const Dice dice(seed);
  Scenario scenario = default_scenario();
  scenario.name = "swarm-" + std::to_string(seed);
  scenario.about = "Drawn by swarm exploration.";
  scenario.seed = seed;
  scenario.media.input_batch = TimeDelta::Millis(100);
  scenario.media.encoder_delay = dice.one_of("encoder.delay", {1'024, 1'600, 2'112});
  const Families on = draw_families(dice);
  const bool heals = dice.chance("heals", 33);
  const bool patient = heals && dice.chance("patient", kPatientPercent);
  const TimeDelta usual = TimeDelta::Seconds(dice.between("length", 60, 110));
  const TimeDelta length = patient ? usual + kPatience : usual;
  scenario.limit = length + TimeDelta::Minutes(5);
  draw_source(dice, scenario.source, on.source, length);
  if (dice.chance("full_size", 1)) draw_full_size(scenario.source);
  scenario.worker.sts_mode = dice.chance("mode.enabled", 90)
                                 ? engine::StsMode::kEnabled
                                 : dice.one_of("mode", {engine::StsMode::kPassthrough, engine::StsMode::kDisabled});
  draw_video_lag(dice, scenario, on.source);
  if (on.settings) draw_settings(dice, scenario.worker);
  if (on.links) draw_link(dice, scenario.sts_link);
  if (on.servers) draw_servers(dice, scenario);
  draw_service(dice, scenario.sts);
  if (on.timing) draw_timing(dice, scenario);
  draw_faults(dice, scenario, on, {TimeDelta::Zero(), heals ? usual / 3 : usual, heals});
  return scenario;
}

namespace {

// A start, a segment under way, one in flight, the middle, near the end of a stream of a minute and a half.
constexpr TimeDelta kSweepTimes[] = {TimeDelta::Zero(), TimeDelta::Millis(4'500), TimeDelta::Millis(13'300),
                                     TimeDelta::Millis(31'050), TimeDelta::Millis(85'000)};
constexpr TimeDelta kSweepLengths[] = {TimeDelta::Millis(700), TimeDelta::Seconds(12)};

}  // namespace

std::size_t sweep_size() {
  return (world_actions() + sts_actions()) * std::size(kSweepTimes) * std::size(kSweepLengths);
}

Scenario sweep_scenario(std::size_t index) {
  const std::size_t length = index % std::size(kSweepLengths);
  const std::size_t time = index / std::size(kSweepLengths) % std::size(kSweepTimes);
  const std::size_t action = index / std::size(kSweepLengths) / std::size(kSweepTimes);
  Scenario scenario = default_scenario();
  scenario.name = "sweep-" + std::to_string(index);
  scenario.about = "One fault in an otherwise quiet stream.";
  scenario.seed = index + 1;
  scenario.source.length = TimeDelta::Seconds(91);
  scenario.media.input_batch = TimeDelta::Millis(100);
  scenario.sts.processing_delay = TimeDelta::Millis(900);
  if (action < world_actions()) {
    scenario.faults.push_back(
        {.id = "only", .at = kSweepTimes[time], .lasting = kSweepLengths[length], .action = world_action(action)});
  } else {
    scenario.sts.script.faults.push_back(
        {.id = "only", .begin = kSweepTimes[time], .action = sts_action(action - world_actions())});
    auto& fault = scenario.sts.script.faults.back();
    const bool is_moment = fakes::sts::row_of(fault.action).kind == fakes::sts::ActionKind::kOfMoment;
    if (is_moment && length > 0) fault.every = TimeDelta::Seconds(2);
    if (!is_moment || fault.every) fault.lasting = kSweepLengths[length];
  }
  return scenario;
}

}  // namespace sw::sim

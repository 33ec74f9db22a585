// Which fields each part of a scenario has in its JSON form, with their limits: one description for reading and for
// writing. `Io` is FieldReader (scenario_reader.cc) or FieldWriter (scenario_writer.cc); a field that is absent has the
// default of its struct, and a field that has its default is left out.
#pragma once

#include <type_traits>

#include "sim/scenario/exact_integer.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/words.h"

namespace sw::sim {

inline constexpr std::size_t kMaxScenarioBytes = 1024 * 1024;
inline constexpr std::size_t kMaxWorldFaults = 256;
inline constexpr std::size_t kMaxExpectations = 512;
inline constexpr std::size_t kMaxSourceEvents = 256;
inline constexpr std::size_t kMaxCovers = 64;
inline constexpr std::size_t kMaxNameLength = 128;    // characters
inline constexpr std::size_t kMaxTextLength = 2'000;  // characters
inline constexpr TimeDelta kMaxScenarioTime = TimeDelta::Minutes(7 * 24 * 60);
inline constexpr TimeDelta kNoTime = TimeDelta::Zero();

// What an alternative is where its fields say nothing, and an element of a list.
template <class Alternative>
Alternative fresh() {
  if constexpr (std::is_same_v<Alternative, ExpectEvent>) {
    return {.event = {}, .at = kNoTime};
  } else if constexpr (std::is_same_v<Alternative, ExpectCount>) {
    return {.event = {}, .count = 0};
  } else if constexpr (std::is_same_v<Alternative, ExpectMetric>) {
    return {.metric = {}, .label = {}, .value = 0};
  } else if constexpr (std::is_same_v<Alternative, ExpectExit>) {
    return {.code = 0};
  } else if constexpr (std::is_same_v<Alternative, CutStream>) {
    return {.way = Way::kBoth, .cut = {0, CutEffect::kReset}};
  } else {
    return {};
  }
}

// ---- The worker.

template <class Io>
void describe(Io& io, WorkerPlan& plan) {
  io.word("sts_mode", plan.sts_mode);
  io.time("ready_timeout", plan.ready_timeout, TimeDelta::Seconds(1), kMaxScenarioTime);
  io.time("sts_timeout", plan.sts_timeout, TimeDelta::Seconds(1), TimeDelta::Seconds(30));
  io.integer("sts_max_inflight", plan.sts_max_inflight, 1, 10);
  io.time("segment_duration", plan.segment_duration, TimeDelta::Seconds(1), TimeDelta::Seconds(30));
  io.time("segment_retention", plan.segment_retention, kNoTime, kMaxScenarioTime);
  io.time("av_offset", plan.av_offset, kNoTime, TimeDelta::Seconds(60));
  io.time("playout_delay", plan.playout_delay, kNoTime, TimeDelta::Seconds(10));
  io.time("backpressure_pause_limit", plan.backpressure_pause_limit, kNoTime, kMaxScenarioTime);
  io.time("drain_timeout", plan.drain_timeout, kNoTime, TimeDelta::Minutes(5));
  io.flag("sts_tls", plan.sts_tls);
}

// ---- The source.

template <class Io>
void describe(Io& io, VideoPlan& plan) {
  io.integer("fps_numerator", plan.fps_numerator, 1, 120'000);
  io.integer("fps_denominator", plan.fps_denominator, 1, 1'001);
  io.integer("jitter_percent", plan.jitter_percent, 0, 99);
  io.integer("gop", plan.gop, 0, 100'000);
  io.integer("b_frames", plan.b_frames, 0, 3);
  io.integer("first_idr", plan.first_idr, 0, 100'000);
  io.integer("idr_bytes", plan.idr_bytes, kLeastVideoBytes, 1'000'000);
  io.integer("p_bytes", plan.p_bytes, kLeastVideoBytes, 1'000'000);
  io.integer("b_bytes", plan.b_bytes, kLeastVideoBytes, 1'000'000);
  io.integer("width", plan.width, 16, 8'192);
  io.integer("height", plan.height, 16, 8'192);
  io.flag("says_reorder", plan.says_reorder);
  io.time("start", plan.start, kNoTime, kMaxScenarioTime);
  io.time("lag", plan.lag, kNoTime, TimeDelta::Seconds(60));
}
template <class Io>
void describe(Io& io, AudioPlan& plan) {
  io.integer("sample_rate", plan.sample_rate, 8'000, 96'000);
  io.integer("channels", plan.channels, 1, 8);
  io.integer("frame_samples", plan.frame_samples, 960, 2'048);
  io.integer("pts_ppm", plan.pts_ppm, -100'000, 100'000);
  io.time("start", plan.start, kNoTime, kMaxScenarioTime);
  io.time("lag", plan.lag, kNoTime, TimeDelta::Seconds(60));
}
template <class Io>
void describe(Io& io, SourceGap& gap) {
  io.time("at", gap.at, kNoTime, kMaxScenarioTime);
  io.time("length", gap.length, kNoTime, kLongestGap);
  io.flag("video", gap.video);
  io.flag("audio", gap.audio);
}
template <class Io>
void describe(Io& io, SourceJump& jump) {
  io.time("at", jump.at, kNoTime, kMaxScenarioTime);
  io.time("by", jump.by, -kMaxScenarioTime, kMaxScenarioTime);
}
template <class Io>
void describe(Io& io, VideoChange& change) {
  io.time("at", change.at, kNoTime, kMaxScenarioTime);
  io.integer("variant", change.variant, 0, 255);
}
template <class Io>
void describe(Io& io, AudioChange& change) {
  io.time("at", change.at, kNoTime, kMaxScenarioTime);
  io.integer("sample_rate", change.sample_rate, 8'000, 96'000);
  io.integer("channels", change.channels, 1, 8);
  io.integer("frame_samples", change.frame_samples, 960, 2'048);
}
template <class Io>
void describe(Io& io, SourcePlan& plan) {
  io.integer("seed", plan.seed, 0, kMaxExactInteger);
  io.object("video", plan.video);
  io.optional_object("audio", plan.audio);
  io.media_time("first_pts", plan.first_pts);
  io.integer("clock_ppm", plan.clock_ppm, -100'000, 100'000);
  io.optional_time("length", plan.length, TimeDelta::Millis(1), kMaxScenarioTime);
  io.list("gaps", plan.gaps, kMaxSourceEvents, SourceGap{kNoTime, kNoTime});
  io.list("jumps", plan.jumps, kMaxSourceEvents, SourceJump{kNoTime, kNoTime});
  io.list("video_changes", plan.video_changes, kMaxSourceEvents, VideoChange{kNoTime, 1});
  io.list("audio_changes", plan.audio_changes, kMaxSourceEvents, AudioChange{kNoTime, 48'000, 2});
  io.flag("foreign", plan.foreign);
}

// ---- The media server, the disk, the network, time.

template <class Io>
void describe(Io& io, fakes::MediaMtxSettings& settings) {
  io.time("read_timeout", settings.read_timeout, TimeDelta::Millis(1), kMaxScenarioTime);
  io.time("write_timeout", settings.write_timeout, TimeDelta::Millis(1), kMaxScenarioTime);
  io.integer("write_queue_size", settings.write_queue_size, 1, 1'000'000);
  io.flag("override_publisher", settings.override_publisher);
  io.word("slow_reader", settings.slow_reader);
}
template <class Io>
void describe(Io& io, MediaPlan& plan) {
  io.time("input_round_trip", plan.input_round_trip, kNoTime, TimeDelta::Seconds(60));
  io.time("input_jitter", plan.input_jitter, kNoTime, TimeDelta::Seconds(60));
  io.time("input_batch", plan.input_batch, kNoTime, TimeDelta::Seconds(1));
  io.time("output_round_trip", plan.output_round_trip, kNoTime, TimeDelta::Seconds(60));
  io.optional_integer("output_bytes_per_second", plan.output_bytes_per_second, 1, 1'000'000'000);
  io.object("mediamtx", plan.mediamtx);
  io.integer("encoder_delay", plan.encoder_delay, 0, 4'096);
}
template <class Io>
void describe(Io& io, StoragePlan& plan) {
  io.time("min_time", plan.min_time, kNoTime, TimeDelta::Seconds(60));
  io.time("max_time", plan.max_time, kNoTime, TimeDelta::Seconds(60));
}
template <class Io>
void describe(Io& io, TimingPlan& plan) {
  io.flag("permutes_equal_times", plan.permutes_equal_times);
  io.time("alarm_lateness", plan.alarm_lateness, kNoTime, TimeDelta::Millis(50));
  io.time("handling_time", plan.handling_time, kNoTime, TimeDelta::Millis(50));
}
template <class Io>
void describe(Io& io, LinkSettings& link) {
  io.time("latency", link.latency, kNoTime, TimeDelta::Seconds(60));
  io.time("jitter", link.jitter, kNoTime, TimeDelta::Seconds(60));
  io.integer("bytes_per_second", link.bytes_per_second, 0, 10'000'000'000);
  io.word("pieces", link.pieces);
  io.time("join_window", link.join_window, kNoTime, TimeDelta::Seconds(10));
}

// ---- The STS.

template <class Io>
void describe(Io& io, fakes::sts::PressureSettings& settings) {
  io.optional_integer("threshold", settings.threshold, 0, 1'000);
  io.word("severity", settings.severity);
  io.word("action", settings.action);
  io.optional_integer("recommended_delay_ms", settings.recommended_delay_ms, 0, 1'000'000);
  io.word("release", settings.release);
}
template <class Io>
void describe(Io& io, StsPlan& plan) {
  io.flag("marks_audio", plan.marks_audio);
  io.time("ping_interval", plan.ping_interval, TimeDelta::Millis(1), kMaxScenarioTime);
  io.time("ping_timeout", plan.ping_timeout, TimeDelta::Millis(1), kMaxScenarioTime);
  io.time("processing_delay", plan.processing_delay, kNoTime, kMaxScenarioTime);
  io.time("processing_jitter", plan.processing_jitter, kNoTime, kMaxScenarioTime);
  io.integer("max_inflight", plan.max_inflight, 1, 10);
  io.integer("max_payload", plan.max_payload, 1'000, protocol::kMaxMessageBytes);
  io.word("slot_release", plan.slot_release);
  io.object("pressure", plan.pressure);
  io.sts_faults("faults", plan.script);
}

// ---- Faults: the word that stands in "do", and the fields behind it.

template <class Io>
void describe(Io&, RefuseConnections&) {}
template <class Io>
void describe(Io&, UnresolveHost&) {}
template <class Io>
void describe(Io&, FailTls&) {}
template <class Io>
void describe(Io&, ResetConnections&) {}
template <class Io>
void describe(Io&, LoseSight&) {}
template <class Io>
void describe(Io& io, BlackholeWay& fault) {
  io.way("way", fault.way);
}
template <class Io>
void describe(Io& io, PartitionNetwork& fault) {
  io.word("after", fault.after);
}
template <class Io>
void describe(Io& io, ChangeLink& fault) {
  io.way("way", fault.way);
  io.object("link", fault.link);
}
template <class Io>
void describe(Io& io, CutStream& fault) {
  io.way("way", fault.way);
  io.integer("offset", fault.cut.offset, 0, kMaxExactInteger);
  io.word("effect", fault.cut.effect);
}
template <class Io>
void describe(Io& io, SourceLeaves& fault) {
  io.media_time("first_pts", fault.first_pts);
}
template <class Io>
void describe(Io&, SourceEnds&) {}
template <class Io>
void describe(Io&, HidePath&) {}
template <class Io>
void describe(Io&, ForbidReading&) {}
template <class Io>
void describe(Io&, KickReader&) {}
template <class Io>
void describe(Io&, KillServer&) {}
template <class Io>
void describe(Io&, HangServer&) {}
template <class Io>
void describe(Io&, StallInput&) {}
template <class Io>
void describe(Io& io, FailInput& fault) {
  io.word("type", fault.type);
}
template <class Io>
void describe(Io&, WarnInput&) {}
template <class Io>
void describe(Io&, ForbidPublishing&) {}
template <class Io>
void describe(Io&, KickPublisher&) {}
template <class Io>
void describe(Io&, WedgeOutput&) {}
template <class Io>
void describe(Io& io, LimitOutput& fault) {
  io.integer("bytes_per_second", fault.bytes_per_second, 1, 1'000'000'000);
}
template <class Io>
void describe(Io& io, FailOutput& fault) {
  io.word("type", fault.type);
  io.flag("connection", fault.connection);
}
template <class Io>
void describe(Io&, FillDisk&) {}
template <class Io>
void describe(Io& io, SlowDisk& fault) {
  io.time("extra", fault.extra, kNoTime, TimeDelta::Minutes(60));
}
template <class Io>
void describe(Io& io, FailWrites& fault) {
  io.integer("every", fault.every, 1, 1'000'000);
}
template <class Io>
void describe(Io&, StickDisk&) {}
template <class Io>
void describe(Io& io, JumpWallClock& fault) {
  io.time("by", fault.by, -kMaxScenarioTime, kMaxScenarioTime);
}
template <class Io>
void describe(Io& io, SendSignal& fault) {
  io.signal("signal", fault.signal);
}

// In the order of the alternatives of FaultAction.
inline constexpr std::string_view kFaultWords[] = {
    "refuse_connections", "unresolve_host",    "fail_tls",       "reset_connections", "lose_sight",      "blackhole",
    "partition",          "change_link",       "cut_stream",     "source_leaves",     "source_ends",     "hide_path",
    "forbid_reading",     "kick_reader",       "kill_server",    "hang_server",       "stall_input",     "fail_input",
    "warn_input",         "forbid_publishing", "kick_publisher", "wedge_output",      "limit_output",    "fail_output",
    "fill_disk",          "slow_disk",         "fail_writes",    "stick_disk",        "jump_wall_clock", "signal"};
static_assert(std::size(kFaultWords) == std::variant_size_v<FaultAction>);

template <class Io>
void describe(Io& io, WorldFault& fault) {
  io.required_text("id", fault.id, kMaxNameLength);
  io.required_time("at", fault.at, kNoTime, kMaxScenarioTime);
  io.optional_time("for", fault.lasting, TimeDelta::Nanos(1), kMaxScenarioTime);
  io.choice("do", fault.action, kFaultWords);
}

// ---- Expectations.

template <class Io>
void describe(Io& io, ExpectEvent& what) {
  io.required_text("event", what.event, kMaxNameLength);
  io.integer("nth", what.nth, 1, 1'000'000);
  io.optional_integer("batch", what.batch, 0, 1'000'000);
  io.required_time("at", what.at, kNoTime, kMaxScenarioTime);
}
template <class Io>
void describe(Io& io, ExpectCount& what) {
  io.required_text("event", what.event, kMaxNameLength);
  io.optional_integer("batch", what.batch, 0, 1'000'000);
  io.optional_time("from", what.from, kNoTime, kMaxScenarioTime);
  io.optional_time("until", what.until, kNoTime, kMaxScenarioTime);
  io.required_integer("count", what.count, 0, 1'000'000'000);
}
template <class Io>
void describe(Io& io, ExpectMetric& what) {
  io.required_text("metric", what.metric, kMaxNameLength);
  io.text("label", what.label, kMaxNameLength);
  io.required_number("value", what.value, -1e15, 1e15);
}
template <class Io>
void describe(Io& io, ExpectExit& what) {
  io.required_integer("code", what.code, kStillRunning, 255);
  io.optional_time("at", what.at, kNoTime, kMaxScenarioTime);
}
// In the order of the alternatives.
inline constexpr std::string_view kExpectationWords[] = {"event", "count", "metric", "exit"};

template <class Io>
void describe(Io& io, Expectation& expectation) {
  io.choice("expect", expectation.what, kExpectationWords);
  io.time("tolerance", expectation.tolerance, kNoTime, TimeDelta::Seconds(60));
  io.required_text("why", expectation.why, kMaxTextLength);
}

// ---- The whole.

template <class Io>
void describe(Io& io, Scenario& scenario) {
  io.required_text("name", scenario.name, kMaxNameLength);
  io.text("about", scenario.about, kMaxTextLength);
  io.texts("covers", scenario.covers, kMaxCovers);
  io.integer("seed", scenario.seed, 0, kMaxExactInteger);
  io.time("limit", scenario.limit, TimeDelta::Millis(1), kMaxScenarioTime);
  io.object("worker", scenario.worker);
  io.object("source", scenario.source);
  io.object("media", scenario.media);
  io.object("sts_link", scenario.sts_link);
  io.object("sts", scenario.sts);
  io.object("storage", scenario.storage);
  io.object("timing", scenario.timing);
  io.list("faults", scenario.faults, kMaxWorldFaults, WorldFault{});
  io.list("expect", scenario.expect, kMaxExpectations, Expectation{ExpectCount{}, kNoTime, {}});
}

}  // namespace sw::sim

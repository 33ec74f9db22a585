#include "worker/engine/worker.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include "worker/base/earlier.h"
#include "worker/engine/dubbing/dubbing.h"
#include "worker/engine/input_description.h"
#include "worker/engine/labels.h"
#include "worker/engine/passthrough.h"

namespace sw::engine {
namespace {

// In passthrough nothing is cut, so the segment's nominal length stands for "a whole segment" (design §4).
constexpr TimeDelta kPassthroughStableAfter = TimeDelta::Seconds(6);

core::ExitCode exit_code_of(core::InputVerdict verdict) {
  switch (verdict) {
    case core::InputVerdict::kEnded:
      return core::ExitCode::kOk;
    case core::InputVerdict::kNotReadable:
    case core::InputVerdict::kLost:
      return core::ExitCode::kInputFailed;
    case core::InputVerdict::kNoAudio:
      return core::ExitCode::kNoAudio;
    case core::InputVerdict::kUnsupported:
      return core::ExitCode::kPipeline;
  }
  return core::ExitCode::kPipeline;
}

std::unique_ptr<MediaPath> make_path(const WorkerSettings& settings, const ports::World& world) {
  if (settings.sts_mode == StsMode::kPassthrough) return std::make_unique<Passthrough>(settings, world);
  return std::make_unique<Dubbing>(settings, world);
}

// How much media in one piece proves that the input is back: a whole segment.
TimeDelta stable_after(const WorkerSettings& settings) {
  return settings.sts_mode == StsMode::kPassthrough ? kPassthroughStableAfter : settings.segment_duration;
}

}  // namespace

Worker::Worker(const WorkerSettings& settings, const ports::World& world)
    : settings_(settings),
      world_(world),
      input_log_(world.telemetry, "input"),
      timeline_log_(world.telemetry, "timeline"),
      lifecycle_log_(world.telemetry, "lifecycle"),
      input_(settings.ready_timeout, stable_after(settings)),
      lifecycle_(settings.drain_timeout),
      path_(make_path(settings_, world)) {}

void Worker::start(Timestamp now) {
  lifecycle_log_.info("worker started", {{"stsMode", sts_mode_name(settings_.sts_mode)},
                                         {"input", settings_.input_url.text()},
                                         {"output", settings_.output_url.text()}});
  path_->start(now);
  input_.start(now, input_effects_);
  carry_out(now, input_effects_);
  set_alarm();
}

void Worker::handle(Timestamp now, ports::Event event) {
  if (exit_code()) return;
  std::visit([&](auto& e) { on(now, e); }, event);
  take_signals(now);
  close_if_ended(now);
  set_alarm();
}

void Worker::on(Timestamp now, const ports::AlarmRang&) {
  alarm_.reset();
  input_.on_time(now, input_effects_);
  carry_out(now, input_effects_);
  path_->on_time(now);
  take_signals(now);
  if (const auto due = lifecycle_.deadline(); due && now >= *due) end_drain(now);
}

void Worker::on(Timestamp now, const ports::StopRequested& event) {
  lifecycle_log_.info("stop requested", {{"signal", static_cast<int64_t>(event.signal)}});
  const bool begun = lifecycle_.on_signal(now, event.signal);
  if (exit_code()) return;
  if (begun) {
    input_.stop(input_effects_);
    carry_out(now, input_effects_);
  }
  path_->drain(now, core::DrainKind::kSignal);
}

void Worker::on(Timestamp now, const ports::InputDescribed& event) {
  if (event.run != input_run_) return;
  const InputDescription description = describe_input(event);
  input_.on_described(now, description.has_audio, description.has_video, description.unsupported, input_effects_);
  carry_out(now, input_effects_);
}

void Worker::on(Timestamp now, const ports::InputFormat& event) {
  if (event.run != input_run_) return;
  if (const auto* video = std::get_if<VideoFormat>(&event.format)) {
    timeline_.set_video(*video);
    path_->set_video(now, *video);
    input_log_.info("video format", {{"codec", "h264"},
                                     {"width", int64_t{video->width}},
                                     {"height", int64_t{video->height}},
                                     {"reorderFrames", int64_t{video->reorder_frames.value_or(-1)}}});
  }
  if (const auto* audio = std::get_if<AudioFormat>(&event.format)) {
    timeline_.set_audio(*audio);
    path_->set_audio(now, *audio);
    input_log_.info("audio format", {{"codec", "aac"},
                                     {"sampleRate", int64_t{audio->sample_rate}},
                                     {"channels", int64_t{audio->channels}},
                                     {"frameSamples", int64_t{audio->frame_samples}}});
  }
}

void Worker::on(Timestamp now, ports::InputUnit& event) {
  if (event.run != input_run_ || !lifecycle_.running()) return;
  if (!held_.add(event.unit.payload)) {
    input_log_.error("more media is held than is allowed", {{"exitCode", int64_t{7}}});
    return lifecycle_.end(core::ExitCode::kPipeline);
  }
  input_.on_media(now);
  placement_.clear();
  timeline_.place(std::move(event.unit), placement_);
  if (placement_.jumped) timeline_log_.warn("timestamps jumped; a new epoch begins at the next IDR");
  for (const core::DropReason reason : placement_.dropped) count_drop(reason);
  for (core::PlacedUnit& unit : placement_.units) place(now, std::move(unit));
}

void Worker::on(Timestamp now, const ports::InputWarned& event) {
  if (event.run != input_run_) return;
  world_.telemetry.count(ports::Counter::kPipelineWarnings, {}, 1);
  input_log_.warn("pipeline warning", {{"text", event.text}});
  input_.on_warning(now);
}

void Worker::on(Timestamp now, const ports::InputEnded& event) {
  if (event.run != input_run_) return;
  input_log_.info("EOS");
  input_.on_end(now, input_effects_);
  carry_out(now, input_effects_);
}

void Worker::on(Timestamp now, const ports::InputFailed& event) {
  if (event.run != input_run_) return;
  world_.telemetry.count(ports::Counter::kPipelineErrors, error_type_label(event.type), 1);
  input_log_.warn("input failed", {{"text", event.text}});
  if (event.failure == ports::InputFailure::kUnsupported) {
    input_.on_unsupported(now, event.text, input_effects_);
  } else {
    const bool not_found = event.failure == ports::InputFailure::kNotFound;
    input_.on_failure(now, not_found ? core::InputAnswer::kNotFound : core::InputAnswer::kRefused, event.text,
                      input_effects_);
  }
  carry_out(now, input_effects_);
}

void Worker::carry_out(Timestamp now, core::InputEffects& effects) {
  const core::InputEffects taken = std::exchange(effects, {});
  for (const core::InputEffect& effect : taken) {
    if (std::holds_alternative<core::OpenInput>(effect)) {
      input_run_ = input_run_.next();
      input_log_.info("opening the input", {{"url", settings_.input_url.text()}});
      world_.input.open(input_run_, settings_.input_url, settings_.rtsp_latency);
    } else if (std::holds_alternative<core::CloseInput>(effect)) {
      world_.input.close();
      input_run_ = input_run_.next();  // what is still queued of the run is no longer ours
    } else if (const auto* lost = std::get_if<core::InputLost>(&effect)) {
      on_input_lost(now, *lost);
    } else if (const auto* retry = std::get_if<core::InputRetry>(&effect)) {
      input_log_.info("trying again", {{"delay_ms", retry->delay.millis()}, {"answer", answer_name(retry->answer)}});
    } else if (const auto* over = std::get_if<core::InputOver>(&effect)) {
      on_input_over(now, *over);
    }
  }
}

void Worker::on_input_lost(Timestamp now, const core::InputLost& lost) {
  world_.telemetry.count(ports::Counter::kInputLosses, {}, 1);
  input_log_.warn("input lost", {{"why", lost.why}});
  timeline_.restart();
  path_->on_input_lost(now);
}

void Worker::on_input_over(Timestamp now, const core::InputOver& over) {
  const core::ExitCode code = exit_code_of(over.verdict);
  const Log::Fields fields = {{"why", over.why}, {"exitCode", static_cast<int64_t>(code)}};
  if (code == core::ExitCode::kOk) {
    input_log_.info("the input has ended", fields);
  } else {
    input_log_.error("the input is over", fields);
  }
  if (lifecycle_.drain(now, code)) path_->drain(now, core::DrainKind::kEnd);
}

void Worker::place(Timestamp now, core::PlacedUnit unit) {
  if (unit.begins) {
    world_.telemetry.count(ports::Counter::kEpochs, epoch_cause_label(*unit.begins), 1);
    timeline_log_.info(
        "epoch begins",
        {{"cause", epoch_cause_label(*unit.begins)}, {"epoch", int64_t{unit.epoch}}, {"at_ms", unit.pts.millis()}});
  }
  path_->on_unit(now, std::move(unit));
}

// The drain's two deadlines: what is ready goes out at once, and, at last, the end.
void Worker::end_drain(Timestamp now) {
  if (lifecycle_.take_flush(now)) {
    path_->flush(now);
    take_signals(now);
  }
  if (const auto due = lifecycle_.deadline(); !due || now < *due) return;
  if (path_->delivered()) return lifecycle_.on_drained();
  lifecycle_.on_time(now);
  lifecycle_log_.warn("the drain time is over; what was not delivered is lost");
}

void Worker::take_signals(Timestamp now) {
  for (auto signals = path_->take_signals(); !signals.empty(); signals = path_->take_signals()) {
    for (const PathSignal& signal : signals) take(now, signal);
  }
}

void Worker::take(Timestamp now, const PathSignal& signal) {
  if (std::holds_alternative<PathReadable>(signal)) {
    input_.on_readable();
  } else if (std::holds_alternative<PathDrained>(signal)) {
    lifecycle_.on_drained();
  } else if (const auto* failed = std::get_if<PathFailed>(&signal)) {
    lifecycle_.end(failed->code);
  } else if (lifecycle_.drain(now, core::ExitCode::kStsLost, core::kLostStsFlushLimit)) {
    input_.stop(input_effects_);
    carry_out(now, input_effects_);
    path_->drain(now, core::DrainKind::kSignal);
    path_->flush(now);
  }
}

void Worker::close_if_ended(Timestamp now) {
  const auto code = exit_code();
  if (!code) return;
  input_.stop(input_effects_);
  carry_out(now, input_effects_);
  path_->close();
  lifecycle_log_.info("worker stopped", {{"exitCode", int64_t{*code}}});
}

void Worker::set_alarm() {
  std::optional<Timestamp> earliest;
  if (!exit_code()) {
    earliest = earlier(earlier(input_.deadline(), path_->deadline()), lifecycle_.deadline());
  }
  if (earliest == alarm_) return;
  alarm_ = earliest;
  if (earliest) return world_.alarm.set(*earliest);
  world_.alarm.clear();
}

void Worker::count_drop(core::DropReason reason) {
  world_.telemetry.count(ports::Counter::kDroppedUnits, drop_reason_label(reason), 1);
  bool& logged = drop_logged_[static_cast<std::size_t>(reason)];
  if (std::exchange(logged, true)) return;
  timeline_log_.info("access units are dropped", {{"reason", drop_reason_label(reason)}});
}

}  // namespace sw::engine

#include "worker/engine/worker.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include "worker/engine/input_description.h"
#include "worker/engine/labels.h"

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

}  // namespace

Worker::Worker(const WorkerSettings& settings, const ports::World& world)
    : settings_(settings),
      world_(world),
      input_log_(world.telemetry, "input"),
      output_log_(world.telemetry, "output"),
      timeline_log_(world.telemetry, "timeline"),
      lifecycle_log_(world.telemetry, "lifecycle"),
      input_(settings.ready_timeout, kPassthroughStableAfter),
      lifecycle_(settings.drain_timeout),
      publication_(world.output, settings.output_url, settings.av_offset) {}

void Worker::start(Timestamp now) {
  lifecycle_log_.info("worker started", {{"stsMode", sts_mode_name(settings_.sts_mode)},
                                         {"input", settings_.input_url.text()},
                                         {"output", settings_.output_url.text()}});
  input_.start(now, input_effects_);
  carry_out(now, input_effects_);
  set_alarm();
}

void Worker::handle(Timestamp now, ports::Event event) {
  if (exit_code()) return;
  std::visit([&](auto& e) { on(now, e); }, event);
  close_if_ended(now);
  set_alarm();
}

void Worker::on(Timestamp now, const ports::AlarmRang&) {
  alarm_.reset();
  input_.on_time(now, input_effects_);
  carry_out(now, input_effects_);
  if (const auto due = output_watchdog_.deadline(); due && now >= *due) look_at_output(now);
  lifecycle_.on_time(now);
  if (exit_code()) lifecycle_log_.warn("the drain time is over; what was not delivered is lost");
}

void Worker::on(Timestamp now, const ports::StopRequested& event) {
  lifecycle_log_.info("stop requested", {{"signal", static_cast<int64_t>(event.signal)}});
  if (!lifecycle_.on_signal(now, event.signal)) return;
  input_.stop(input_effects_);
  carry_out(now, input_effects_);
  take_down_output();
}

void Worker::on(Timestamp now, const ports::InputDescribed& event) {
  if (event.run != input_run_) return;
  const InputDescription description = describe_input(event);
  input_.on_described(now, description.has_audio, description.has_video, description.unsupported, input_effects_);
  carry_out(now, input_effects_);
}

void Worker::on(Timestamp, const ports::InputFormat& event) {
  if (event.run != input_run_) return;
  if (const auto* video = std::get_if<VideoFormat>(&event.format)) {
    timeline_.set_video(*video);
    publication_.set_video(*video);
    input_log_.info("video format", {{"codec", "h264"},
                                     {"width", int64_t{video->width}},
                                     {"height", int64_t{video->height}},
                                     {"reorderFrames", int64_t{video->reorder_frames.value_or(-1)}}});
  }
  if (const auto* audio = std::get_if<AudioFormat>(&event.format)) {
    timeline_.set_audio(*audio);
    publication_.set_audio(*audio);
    input_log_.info("audio format", {{"codec", "aac"},
                                     {"sampleRate", int64_t{audio->sample_rate}},
                                     {"channels", int64_t{audio->channels}},
                                     {"frameSamples", int64_t{audio->frame_samples}}});
  }
}

void Worker::on(Timestamp now, ports::InputUnit& event) {
  if (event.run != input_run_ || !lifecycle_.running()) return;
  input_.on_media(now);
  placement_.clear();
  timeline_.place(std::move(event.unit), placement_);
  if (placement_.jumped) timeline_log_.warn("timestamps jumped; a new epoch begins at the next IDR");
  for (const core::DropReason reason : placement_.dropped) count_drop(reason);
  for (core::PlacedUnit& unit : placement_.units) publish(now, std::move(unit));
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

void Worker::on(Timestamp now, const ports::OutputStarted& event) {
  if (!publication_.on_started(event.run)) return;
  world_.telemetry.set_ready(true);
  const TimeDelta waited = epoch_began_ ? now - *epoch_began_ : TimeDelta::Zero();
  output_log_.info("first output", {{"sinceFirstIdr_ms", waited.millis()}});
}

void Worker::on(Timestamp now, const ports::OutputDrained& event) {
  if (!publication_.on_drained(event.run)) return;
  output_log_.info("output drained");
  output_watchdog_.stop();
  if (publication_.open()) output_watchdog_.start(now);
  if (publication_.closed()) lifecycle_.on_drained();
}

void Worker::on(Timestamp, const ports::OutputFailed& event) {
  if (!publication_.on_failed(event.run)) return;
  world_.telemetry.count(ports::Counter::kPipelineErrors, error_type_label(event.type), 1);
  fail_output(event.connection ? core::ExitCode::kOutputFailed : core::ExitCode::kPipeline, event.text);
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
      on_input_lost(*lost);
    } else if (const auto* retry = std::get_if<core::InputRetry>(&effect)) {
      input_log_.info("trying again", {{"delay_ms", retry->delay.millis()}, {"answer", answer_name(retry->answer)}});
    } else if (const auto* over = std::get_if<core::InputOver>(&effect)) {
      on_input_over(now, *over);
    }
  }
}

void Worker::on_input_lost(const core::InputLost& lost) {
  world_.telemetry.count(ports::Counter::kInputLosses, {}, 1);
  input_log_.warn("input lost", {{"why", lost.why}});
  timeline_.restart();
  take_down_output();
}

void Worker::on_input_over(Timestamp now, const core::InputOver& over) {
  const core::ExitCode code = exit_code_of(over.verdict);
  const Log::Fields fields = {{"why", over.why}, {"exitCode", static_cast<int64_t>(code)}};
  if (code == core::ExitCode::kOk) {
    input_log_.info("the input has ended", fields);
  } else {
    input_log_.error("the input is over", fields);
  }
  if (lifecycle_.drain(now, code)) take_down_output();
}

void Worker::publish(Timestamp now, core::PlacedUnit unit) {
  if (unit.begins) {
    epoch_began_ = unit.unit.arrival;
    world_.telemetry.count(ports::Counter::kEpochs, epoch_cause_label(*unit.begins), 1);
    timeline_log_.info(
        "epoch begins",
        {{"cause", epoch_cause_label(*unit.begins)}, {"epoch", int64_t{unit.epoch}}, {"at_ms", unit.pts.millis()}});
  }
  const bool was_open = publication_.open();
  const Publication::Written written = publication_.write(std::move(unit));
  if (written == Publication::Written::kLate) count_drop(core::DropReason::kLate);
  if (written == Publication::Written::kOverflow) {
    return fail_output(core::ExitCode::kOutputFailed, "the output takes nothing and too much is waiting for it");
  }
  if (!was_open && publication_.open()) {
    input_.on_readable();
    output_watchdog_.start(now);
    output_log_.info("publishing", {{"url", settings_.output_url.text()}});
  }
}

void Worker::look_at_output(Timestamp now) {
  const ports::OutputProgress progress = world_.output.progress();
  if (output_watchdog_.on_progress(now, progress.bytes_sent, progress.bytes_pending)) {
    fail_output(core::ExitCode::kOutputFailed, "no byte has moved for 10 s while bytes were pending");
  }
}

void Worker::take_down_output() {
  world_.telemetry.set_ready(false);
  publication_.end();
  if (publication_.closed()) lifecycle_.on_drained();
}

void Worker::fail_output(core::ExitCode code, std::string_view why) {
  output_log_.error("the output failed", {{"why", why}, {"exitCode", static_cast<int64_t>(code)}});
  lifecycle_.end(code);
}

void Worker::close_if_ended(Timestamp now) {
  const auto code = exit_code();
  if (!code) return;
  world_.telemetry.set_ready(false);
  input_.stop(input_effects_);
  carry_out(now, input_effects_);
  publication_.close();
  lifecycle_log_.info("worker stopped", {{"exitCode", int64_t{*code}}});
}

void Worker::set_alarm() {
  std::optional<Timestamp> earliest;
  if (!exit_code()) {
    for (const auto due : {input_.deadline(), output_watchdog_.deadline(), lifecycle_.deadline()}) {
      if (due && (!earliest || *due < *earliest)) earliest = due;
    }
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

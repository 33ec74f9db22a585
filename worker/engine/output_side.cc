#include "worker/engine/output_side.h"

#include <utility>

#include "worker/engine/labels.h"

namespace sw::engine {

OutputSide::OutputSide(const WorkerSettings& settings, const ports::World& world)
    : settings_(settings),
      world_(world),
      log_(world.telemetry, "output"),
      publication_(world.output, settings.output_url, settings.av_offset) {}

void OutputSide::open(Timestamp now, MediaTime first) {
  if (!publication_.closed()) return;
  publication_.open(first);
  announce(now);
}

std::optional<core::ExitCode> OutputSide::write(Timestamp now, core::PlacedUnit unit) {
  if (unit.begins) began_ = unit.unit.arrival;
  const bool was_open = publication_.open();
  const Publication::Written written = publication_.write(now, std::move(unit));
  if (written == Publication::Written::kOverflow) {
    return fail(core::ExitCode::kOutputFailed, "the output takes nothing and too much is waiting for it");
  }
  count_late(publication_.take_late() + (written == Publication::Written::kLate ? 1 : 0));
  if (!was_open && publication_.open()) announce(now);
  return std::nullopt;
}

void OutputSide::count_late(std::size_t units) {
  if (units == 0) return;
  count_dropped(core::DropReason::kLate, units);
  if (!std::exchange(late_logged_, true)) log_.info("access units came too late for the output and are dropped");
}

void OutputSide::count_dropped(core::DropReason reason, std::size_t units) {
  world_.telemetry.count(ports::Counter::kDroppedUnits, drop_reason_label(reason), units);
}

void OutputSide::announce(Timestamp now) {
  watchdog_.start(now);
  log_.info("publishing", {{"url", settings_.output_url.text()}});
}

void OutputSide::end() {
  world_.telemetry.set_ready(false);
  publication_.end();
  const std::size_t unpublished = publication_.take_unpublished();
  if (unpublished == 0) return;
  count_dropped(core::DropReason::kUnpublished, unpublished);
  log_.info("access units were held for an output that never opened and are dropped",
            {{"units", static_cast<int64_t>(unpublished)}});
}

void OutputSide::close() {
  world_.telemetry.set_ready(false);
  publication_.close();
}

std::optional<core::ExitCode> OutputSide::on(Timestamp now, const ports::OutputStarted& event) {
  if (!publication_.on_started(event.run)) return std::nullopt;
  world_.telemetry.set_ready(true);
  const TimeDelta waited = began_ ? now - *began_ : TimeDelta::Zero();
  log_.info("first output", {{"sinceFirstIdr_ms", waited.millis()}});
  return std::nullopt;
}

std::optional<core::ExitCode> OutputSide::on(Timestamp now, const ports::OutputDrained& event) {
  if (!publication_.on_drained(now, event.run)) return std::nullopt;
  count_late(publication_.take_late());
  log_.info("output drained");
  watchdog_.stop();
  if (publication_.open()) watchdog_.start(now);
  return std::nullopt;
}

std::optional<core::ExitCode> OutputSide::on(Timestamp, const ports::OutputFailed& event) {
  if (!publication_.on_failed(event.run)) return std::nullopt;
  world_.telemetry.count(ports::Counter::kPipelineErrors, error_type_label(event.type), 1);
  return fail(event.connection ? core::ExitCode::kOutputFailed : core::ExitCode::kPipeline, event.text);
}

std::optional<core::ExitCode> OutputSide::on_time(Timestamp now) {
  if (const auto due = watchdog_.deadline(); !due || now < *due) return std::nullopt;
  const ports::OutputProgress progress = world_.output.progress();
  if (!watchdog_.on_progress(now, progress.bytes_sent, progress.bytes_pending)) return std::nullopt;
  return fail(core::ExitCode::kOutputFailed, "no byte has moved for 10 s while bytes were pending");
}

core::ExitCode OutputSide::fail(core::ExitCode code, std::string_view why) {
  log_.error("the output failed", {{"why", why}, {"exitCode", static_cast<int64_t>(code)}});
  return code;
}

}  // namespace sw::engine

#include "fakes/sts/pressure.h"

namespace sw::fakes::sts {

using contracts::Backpressure;
using contracts::BackpressureAction;
using contracts::BackpressureSeverity;

Pressure::Pressure(const PressureSettings& settings, int64_t confirmed)
    : settings_(settings), threshold_(settings.threshold.value_or(confirmed)) {}

std::optional<Backpressure> Pressure::on_fragment(Load load) {
  if (load.inflight <= threshold_) {
    return settings_.release == PressureRelease::kNever ? std::nullopt : all_clear(load);
  }
  warned_ = true;
  Backpressure warning{{}, settings_.severity, load.inflight, load.queued, settings_.action, std::nullopt};
  if (settings_.action == BackpressureAction::kSlowDown) warning.recommended_delay_ms = settings_.recommended_delay_ms;
  return warning;
}

std::optional<Backpressure> Pressure::on_release(Load load) {
  return settings_.release == PressureRelease::kAtOnce ? all_clear(load) : std::nullopt;
}

std::optional<Backpressure> Pressure::all_clear(Load load) {
  if (!warned_ || load.inflight > threshold_) return std::nullopt;
  warned_ = false;
  return Backpressure{{},          BackpressureSeverity::kLow, load.inflight,
                      load.queued, BackpressureAction::kNone,  std::nullopt};
}

}  // namespace sw::fakes::sts

// The worker: the one loop body that production and simulation share. Every event goes in through handle(); decisions
// are made in core; effects leave through the ports. It owns no thread, asks no clock and blocks nowhere.
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "worker/core/supervisor/held_media.h"
#include "worker/core/supervisor/input_supervisor.h"
#include "worker/core/supervisor/lifecycle.h"
#include "worker/core/timeline/timeline.h"
#include "worker/engine/log.h"
#include "worker/engine/media_path.h"
#include "worker/engine/settings.h"
#include "worker/ports/event.h"
#include "worker/ports/world.h"

namespace sw::engine {

class Worker {
 public:
  // `world` outlives the worker.
  Worker(const WorkerSettings& settings, const ports::World& world);

  // Begins to work. Once, before any event.
  void start(Timestamp now);
  // Takes one event. `now` never goes back from call to call. After the end every event is ignored.
  void handle(Timestamp now, ports::Event event);
  // The process's exit code, once the worker has ended; both pipelines are closed by then.
  std::optional<int> exit_code() const { return lifecycle_.exit_code(); }

 private:
  void on(Timestamp now, const ports::AlarmRang& event);
  void on(Timestamp now, const ports::StopRequested& event);
  void on(Timestamp now, const ports::InputDescribed& event);
  void on(Timestamp now, const ports::InputFormat& event);
  void on(Timestamp now, ports::InputUnit& event);
  void on(Timestamp now, const ports::InputWarned& event);
  void on(Timestamp now, const ports::InputEnded& event);
  void on(Timestamp now, const ports::InputFailed& event);
  // Of the output, the network and the disk: the path's business.
  template <class PortEvent>
  void on(Timestamp now, const PortEvent& event) {
    path_->on(now, event);
  }

  void carry_out(Timestamp now, core::InputEffects& effects);
  void on_input_lost(Timestamp now, const core::InputLost& lost);
  void on_input_over(Timestamp now, const core::InputOver& over);
  void place(Timestamp now, core::PlacedUnit unit);
  void end_drain(Timestamp now);
  void take_signals(Timestamp now);
  void take(Timestamp now, const PathSignal& signal);
  void close_if_ended(Timestamp now);
  void set_alarm();
  void count_drop(core::DropReason reason);

  WorkerSettings settings_;
  ports::World world_;
  Log input_log_, timeline_log_, lifecycle_log_;

  core::InputSupervisor input_;
  core::HeldMedia held_;
  core::Timeline timeline_;
  core::Lifecycle lifecycle_;
  std::unique_ptr<MediaPath> path_;

  ports::PipelineRunId input_run_{0};
  core::Placement placement_;  // reused from unit to unit
  core::InputEffects input_effects_;
  std::optional<Timestamp> alarm_;
  std::array<bool, 6> drop_logged_{};
};

}  // namespace sw::engine

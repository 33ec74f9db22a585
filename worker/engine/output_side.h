// The output as both paths use it: a publication, the watchdog that looks after it, and what is logged and counted of
// it.
#pragma once

#include <optional>

#include "worker/core/supervisor/exit_code.h"
#include "worker/core/supervisor/output_watchdog.h"
#include "worker/engine/log.h"
#include "worker/engine/publication.h"
#include "worker/engine/settings.h"
#include "worker/ports/world.h"

namespace sw::engine {

class OutputSide {
 public:
  // Both outlive this.
  OutputSide(const WorkerSettings& settings, const ports::World& world);

  void set_video(const VideoFormat& format) { publication_.set_video(format); }
  void set_audio(const AudioFormat& format) { publication_.set_audio(format); }
  // Opens the output ahead of its first unit, whose DTS is `first` at least. Both formats are set.
  void open(Timestamp now, MediaTime first);
  // kLate units were counted. An exit code when the output is lost by it.
  std::optional<core::ExitCode> write(Timestamp now, core::PlacedUnit unit);
  // Nothing more until the next epoch, or for ever; what was written goes out.
  void end();
  void close();

  // An exit code when the output is lost.
  std::optional<core::ExitCode> on(Timestamp now, const ports::OutputStarted& event);
  std::optional<core::ExitCode> on(Timestamp now, const ports::OutputDrained& event);
  std::optional<core::ExitCode> on(Timestamp now, const ports::OutputFailed& event);
  std::optional<Timestamp> deadline() const { return watchdog_.deadline(); }
  std::optional<core::ExitCode> on_time(Timestamp now);

  bool open() const { return publication_.open(); }
  bool closed() const { return publication_.closed(); }

 private:
  core::ExitCode fail(core::ExitCode code, std::string_view why);
  void announce(Timestamp now);
  void count_late(std::size_t units);
  void count_dropped(core::DropReason reason, std::size_t units);

  const WorkerSettings& settings_;
  ports::World world_;
  Log log_;
  Publication publication_;
  core::OutputWatchdog watchdog_;
  std::optional<Timestamp> began_;  // arrival of the last epoch's first IDR
  bool late_logged_ = false;
};

}  // namespace sw::engine

// The two ways of media through the worker, behind one face: passthrough.h and dubbing/dubbing.h. A path gets what the
// timeline placed and what the ports say, and publishes; what concerns the whole worker it tells as signals.
//
// Every call may leave signals; take them after each. `now` never goes back.
#pragma once

#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "worker/base/media.h"
#include "worker/core/sts_session/dispatcher.h"
#include "worker/core/supervisor/exit_code.h"
#include "worker/core/timeline/timeline.h"
#include "worker/ports/event.h"

namespace sw::engine {

// Both tracks are there and the first IDR has come.
struct PathReadable {};
// After drain(): everything that will ever go out has.
struct PathDrained {};
// The worker ends at once.
struct PathFailed {
  core::ExitCode code;
};
// The STS is lost for good: what is ready is flushed, then the worker ends.
struct PathGaveUp {};
using PathSignal = std::variant<PathReadable, PathDrained, PathFailed, PathGaveUp>;

class MediaPath {
 public:
  virtual ~MediaPath() = default;

  virtual void start(Timestamp now) = 0;
  // The formats of the units that follow the next IDR which begins an epoch.
  virtual void set_video(Timestamp now, const VideoFormat& format) = 0;
  virtual void set_audio(Timestamp now, const AudioFormat& format) = 0;
  virtual void on_unit(Timestamp now, core::PlacedUnit unit) = 0;
  // Media no longer flows; a unit that begins an epoch ends that.
  virtual void on_input_lost(Timestamp now) = 0;
  // No unit comes any more. What is on its way goes out, then PathDrained. Once; a signal may follow an end.
  virtual void drain(Timestamp now, core::DrainKind kind) = 0;
  // What is ready goes out as fast as the output takes it.
  virtual void flush(Timestamp now) = 0;
  // After drain(): whether all media has gone out, though something else may still be awaited.
  virtual bool delivered() const = 0;
  // Takes everything down at once.
  virtual void close() = 0;

  virtual void on(Timestamp now, const ports::OutputStarted& event) = 0;
  virtual void on(Timestamp now, const ports::OutputDrained& event) = 0;
  virtual void on(Timestamp now, const ports::OutputFailed& event) = 0;
  virtual void on(Timestamp now, const ports::Connected& event) = 0;
  virtual void on(Timestamp now, const ports::Received& event) = 0;
  virtual void on(Timestamp now, const ports::Closed& event) = 0;
  virtual void on(Timestamp now, const ports::StorageDone& event) = 0;

  virtual std::optional<Timestamp> deadline() const = 0;
  virtual void on_time(Timestamp now) = 0;

  std::vector<PathSignal> take_signals() { return std::exchange(signals_, {}); }

 protected:
  void signal(PathSignal signal) { signals_.push_back(signal); }
  void judge(std::optional<core::ExitCode> failure) {
    if (failure) signal(PathFailed{*failure});
  }

 private:
  std::vector<PathSignal> signals_;
};

}  // namespace sw::engine

// What is published: keeps one output run open for as long as its formats hold, takes it down and puts up the next
// one in order, so that the server never sees two publishers of one name.
//
//   Closed --IDR that begins an epoch--> Gathering --both formats known--> Live --end()--> Ending --drained--> Closed
//   Live --IDR that begins an epoch in another audio format--> Ending, with the next publication waiting behind it
//
// Another video format is told within the publication: players follow it, and viewers see no interruption.
//
// Everything that is held here is bounded by kMaxHeldOutputUnits.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "worker/base/units.h"
#include "worker/base/url.h"
#include "worker/core/interleave/interleave_guard.h"
#include "worker/core/timeline/timeline.h"
#include "worker/ports/media_pipeline.h"

namespace sw::engine {

// Units held while formats are missing or an output is taken down: over half a minute of video and audio.
inline constexpr std::size_t kMaxHeldOutputUnits = 4096;

class Publication {
 public:
  // `offset` is added to PTS and DTS of both tracks (FR-017).
  Publication(ports::MediaOutput& output, Url url, TimeDelta offset);

  // The formats of the units that follow.
  void set_video(const VideoFormat& format) { video_ = format; }
  void set_audio(const AudioFormat& format) { audio_ = format; }
  // kLate: the unit came for a time that was given up, see core::InterleaveGuard. kOverflow: too much is held, the
  // output is not taking anything.
  enum class Written : uint8_t { kYes, kLate, kOverflow };
  [[nodiscard]] Written write(Timestamp now, core::PlacedUnit unit);
  // How many of the units that had been held came too late when the output opened, since the last call.
  std::size_t take_late() { return std::exchange(late_, 0); }
  // How many were held for an output that was never opened, since the last call.
  std::size_t take_unpublished() { return std::exchange(unpublished_, 0); }
  // Opens the output ahead of its first unit, whose DTS is `first` at least. Both formats are set; closed.
  void open(MediaTime first);
  // No more units until an IDR begins an epoch; what was written still goes out.
  void end();
  // Takes everything down at once.
  void close();

  // Events of the port. False for a run that is not the present one.
  bool on_started(ports::PipelineRunId run);
  bool on_drained(Timestamp now, ports::PipelineRunId run);
  bool on_failed(ports::PipelineRunId run);

  bool closed() const { return std::holds_alternative<Closed>(state_); }
  bool open() const { return std::holds_alternative<Live>(state_) || std::holds_alternative<Ending>(state_); }
  bool flowing() const;

 private:
  using Formats = std::pair<VideoFormat, AudioFormat>;
  using Units = std::vector<core::PlacedUnit>;
  struct Closed {};
  struct Gathering {
    Units units;
  };
  struct Live {
    Formats formats;
    bool started = false;
  };
  struct Ending {
    std::optional<Units> next;  // what the next publication begins with
  };

  void follow_formats(const core::PlacedUnit& unit);
  Written hold(Units& units, core::PlacedUnit unit);
  void try_open(Timestamp now);
  Written send(Timestamp now, const core::PlacedUnit& unit);

  ports::MediaOutput& output_;
  Url url_;
  TimeDelta offset_;
  std::optional<VideoFormat> video_;
  std::optional<AudioFormat> audio_;
  core::InterleaveGuard interleave_;
  std::optional<MediaTime> last_video_dts_;  // of this publication
  ports::PipelineRunId run_{0};
  std::size_t late_ = 0;  // of those that were held
  std::size_t unpublished_ = 0;
  std::variant<Closed, Gathering, Live, Ending> state_ = Closed{};
};

}  // namespace sw::engine

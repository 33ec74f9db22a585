// Puts what arrives on one media timeline: t0 is the first IDR, and every later restart, jump or change of format
// begins an epoch of its own, re-based so that the timeline neither repeats nor runs ahead of the clock.
//
// Positions are counted from t0 (MediaTime zero). Design §4, "Timeline":
//   - audio before the epoch's first IDR is dropped and counted; video waits for an IDR;
//   - a step back, or a step that exceeds its arrival step by more than 500 ms, is a jump and begins an epoch at the
//     next IDR; any other step is a hole of whatever length; video may step as far as H.264 reorders, too;
//   - an epoch's IDR sits at max(end of the previous media, t0 + difference of arrivals), and both tracks are re-based
//     together.
// DTS are rebuilt where absent (decode_clock.h); a missing audio PTS follows from the frame before.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "worker/base/media.h"
#include "worker/base/units.h"
#include "worker/core/rules.h"
#include "worker/core/timeline/decode_clock.h"

namespace sw::core {

// Why an epoch began: the cause label of worker_epochs_total.
enum class EpochCause : uint8_t { kStart, kRestart, kJump, kFormatChange };
// Why a unit is not on the timeline: the reason label of worker_dropped_units_total.
enum class DropReason : uint8_t {
  kBeforeStart,
  kAwaitingKeyframe,
  kNoTimestamp,
  kHeldOverflow,
  kOffTimeline,
  kLate,         // for the output
  kUnpublished,  // held for an output that was never opened
};

// A unit with its place.
struct PlacedUnit {
  AccessUnit unit;  // as it came; its raw times stay for the record
  MediaTime pts;    // from t0
  MediaTime dts;    // at most pts; below zero for the first units of a stream with B-frames
  TimeDelta duration;
  uint32_t epoch;                    // counted from 0
  std::optional<EpochCause> begins;  // set on the IDR that begins an epoch
};

// What one access unit led to, in order: units placed (held audio may follow an IDR) and reasons for those dropped.
struct Placement {
  std::vector<PlacedUnit> units;
  std::vector<DropReason> dropped;
  bool jumped = false;  // an epoch was ended by a jump

  void clear() {
    units.clear();
    dropped.clear();
    jumped = false;
  }
};

class Timeline {
 public:
  // The formats, once known. A change of what is known already begins an epoch at the next IDR.
  void set_video(const VideoFormat& format);
  void set_audio(const AudioFormat& format);
  // The source is a new one (reconnected): a new epoch begins at the next IDR.
  void restart();
  // Appends to `placement` what becomes of `unit`.
  void place(AccessUnit unit, Placement& placement);

  // Where the media so far ends, over both tracks.
  MediaTime end() const { return end_; }
  bool started() const { return first_arrival_.has_value(); }

 private:
  // The unit with the highest raw PTS of a track so far, against which the next step is judged.
  struct Latest {
    MediaTime pts;
    Timestamp arrival;
  };
  // Waiting for an IDR to begin the epoch `cause`.
  struct Waiting {
    EpochCause cause;
  };
  struct Running {
    MediaTime origin;   // raw PTS of the epoch's IDR
    MediaTime start;    // its place
    Timestamp arrival;  // of the IDR
    DecodeClock decode_clock;
    Latest video;
    std::optional<Latest> audio;
    std::optional<TimeDelta> first_step;  // in arrival, from the IDR to the unit behind it
  };

  // The audio of an epoch that ended when its video jumped: more of it may be on its way.
  struct LeftAudio {
    Latest latest;
    TimeDelta skew;  // to the video of its own epoch
  };

  void end_epoch(EpochCause cause);
  void wait_for_idr(AccessUnit unit, Placement& placement);
  void begin_epoch(AccessUnit idr, Placement& placement);
  void place_video(AccessUnit unit, Placement& placement);
  void place_audio(AccessUnit unit, Placement& placement);
  bool is_left_over(const AccessUnit& audio);
  void jump(AccessUnit unit, Placement& placement);
  void emit_video(AccessUnit unit, MediaTime raw_dts, std::optional<EpochCause> begins, Placement& placement);
  void emit_audio(AccessUnit unit, Placement& placement);
  TimeDelta reordering(const Running& running) const;
  TimeDelta audio_frame_duration() const;

  std::optional<VideoFormat> video_format_;
  std::optional<AudioFormat> audio_format_;
  std::variant<Waiting, Running> state_ = Waiting{EpochCause::kStart};
  std::deque<AccessUnit> held_;  // audio that waits for an IDR; at most kMaxHeldAudioUnits
  std::optional<LeftAudio> left_audio_;
  std::optional<Timestamp> first_arrival_;  // of t0
  MediaTime end_ = MediaTime::FromNanos(0);
  std::optional<MediaTime> last_video_dts_;           // placed; grows over all epochs
  TimeDelta frame_duration_ = kAssumedFrameDuration;  // of video, as last seen between two DTS
  uint32_t epochs_ = 0;
};

}  // namespace sw::core

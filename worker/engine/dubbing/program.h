// What viewers get in the dubbing modes: pairs of video and audio in order, the audio spliced into one continuous run
// and encoded by one long-lived encoder, gaps filled. When each goes out is playout's decision (core/playout).
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "worker/core/av_sync/av_sync.h"
#include "worker/core/playout/playout.h"
#include "worker/core/splice/splicer.h"
#include "worker/core/timeline/timeline.h"
#include "worker/engine/dubbing/dubbed_audio.h"
#include "worker/engine/output_side.h"

namespace sw::engine {

// The video of a piece and its audio, original or dubbed.
struct Pair {
  core::Piece piece;
  uint32_t epoch;
  VideoFormat video_format;
  std::vector<core::PlacedUnit> video;  // decode order
  SourceSegment source;
  std::optional<LedAudio> dubbed;  // at the program's rate and channels
};

class Program {
 public:
  // Both outlive the program.
  Program(const WorkerSettings& settings, const ports::World& world);

  // The audio of the output has the form of the source's first audio, with at most two channels: the first call counts.
  void set_form(const AudioFormat& source);
  // Pairs come in order.
  void add(Pair pair);
  // A pair that has not begun is published with this audio.
  void dub(core::SegmentNumber segment, LedAudio audio);
  // What replies are to be converted to.
  int sample_rate() const { return sample_rate_; }
  int channels() const { return channels_; }
  // Playout's effects. An exit code when the output, or the encoder, is lost by it.
  using Failure = std::optional<core::ExitCode>;
  Failure connect(Timestamp now);
  // The piece's segment; none where it is a rest.
  std::optional<core::SegmentNumber> begin_piece();
  Failure release(Timestamp now, MediaTime until);
  Failure fill(Timestamp now, MediaTime until);
  Failure finish(Timestamp now);

  OutputSide& output() { return output_; }
  const OutputSide& output() const { return output_; }
  TimeDelta sync_delta() const { return sync_.delta(); }
  // Media that waits to be published, from the first unit that has not gone out to the last.
  TimeDelta waiting() const;
  uint64_t audio_errors() const { return audio_errors_; }

 private:
  struct Current {
    Pair pair;
    std::size_t video_out = 0;  // units that went out
  };

  Pair& find(core::SegmentNumber segment);
  void splice(Pair& pair);
  void close_gap(const Pair& pair);
  LedAudio fitted(Pair& pair, int64_t frames);
  LedAudio fitted_dub(LedAudio dub, int64_t own_frames, int64_t frames);
  LedAudio fitted_source(LedAudio audio, int64_t frames);
  Pcm converted(Pcm pcm, int64_t frames);
  using Units = std::vector<core::PlacedUnit>;
  void take_video(Timestamp now, MediaTime until, Units& units);
  void take_picture(Timestamp now, MediaTime at, Units& units);
  Failure encode(Timestamp now, const Pcm& pcm, Units& units);
  void take_audio(Timestamp now, const std::vector<PayloadRef>& encoded, Units& units);
  Failure write(Timestamp now, Units units);
  Failure fail_encoder(const std::string& why);

  const WorkerSettings& settings_;
  ports::World world_;
  Log log_;
  OutputSide output_;
  core::AvSync sync_;
  int sample_rate_ = 0;
  int channels_ = 0;
  std::deque<Pair> pairs_;  // not begun
  std::optional<Current> current_;
  std::optional<core::Splicer> splicer_;
  std::unique_ptr<ports::AudioEncoder> encoder_;
  int64_t encoded_units_ = 0;
  std::optional<MediaTime> audio_start_;  // of the first sample that is encoded
  bool last_was_source_ = false;          // what was spliced last continues in the source
  std::optional<uint32_t> last_epoch_;
  std::optional<core::PlacedUnit> last_picture_;  // the last IDR that went out
  std::optional<MediaTime> last_video_;           // the last DTS that went out
  uint64_t audio_errors_ = 0;
};

}  // namespace sw::engine

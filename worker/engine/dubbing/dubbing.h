// The dubbing path (modes `enabled` and `disabled`): media is cut into segments, each segment's audio is dubbed by the
// STS service or kept, and pairs of video and audio go out at playout's pace. This joins the parts; each decides or
// does one thing:
//
//   units → Segmenter → segment → SegmentFiles (disk)
//                         ├─ SourceAudio → clip → StsSide ⇄ service → reply ─┐
//                         └─ video, original audio → Program ◀───────────────┘ → output, when Playout says so
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "worker/core/playout/playout.h"
#include "worker/core/segmenter/segmenter.h"
#include "worker/engine/dubbing/program.h"
#include "worker/engine/dubbing/segment_files.h"
#include "worker/engine/dubbing/source_audio.h"
#include "worker/engine/dubbing/sts_side.h"
#include "worker/engine/media_path.h"

namespace sw::engine {

class Dubbing final : public MediaPath {
 public:
  // Both outlive the path.
  Dubbing(const WorkerSettings& settings, const ports::World& world);

  void start(Timestamp now) override;
  void set_video(Timestamp, const VideoFormat& format) override { next_video_ = format; }
  void set_audio(Timestamp now, const AudioFormat& format) override;
  void on_unit(Timestamp now, core::PlacedUnit unit) override;
  void on_input_lost(Timestamp now) override;
  void drain(Timestamp now, core::DrainKind kind) override;
  void flush(Timestamp now) override;
  bool delivered() const override { return played_out_ && program_.output().closed(); }
  void close() override;

  void on(Timestamp now, const ports::OutputStarted& event) override;
  void on(Timestamp now, const ports::OutputDrained& event) override;
  void on(Timestamp now, const ports::OutputFailed& event) override;
  void on(Timestamp now, const ports::Connected& event) override { on_network(now, event); }
  void on(Timestamp now, const ports::Received& event) override { on_network(now, event); }
  void on(Timestamp now, const ports::Closed& event) override { on_network(now, event); }
  void on(Timestamp, const ports::StorageDone& event) override { files_.on(event); }

  std::optional<Timestamp> deadline() const override;
  void on_time(Timestamp now) override;

 private:
  template <class NetworkEvent>
  void on_network(Timestamp now, const NetworkEvent& event) {
    if (!sts_) return;
    sts_->on(now, event);
    settle(now);
  }
  void begin_epoch(Timestamp now, const core::PlacedUnit& idr);
  void adopt_audio(Timestamp now, const AudioFormat& format);
  void finish_segment(Timestamp now, core::SegmentEnd end);
  void take_closed(Timestamp now, core::Segments& closed);
  void close_segment(Timestamp now, core::Segment segment);
  TimeDelta file_length(const core::Segment& segment) const;
  void add_pair(const core::Piece& piece, core::Segment segment);
  OutgoingSegment outgoing(const core::Segment& segment, std::string file) const;
  std::string audio_file(const core::Segment& segment);
  void write_video_file(const core::Segment& segment);
  std::string fragment_id(uint64_t batch) const;
  bool can_be_sent() const;

  void serve_sts(Timestamp now);
  void settle(Timestamp now);
  void take_outcome(Timestamp now, StsOutcome outcome);
  void decide(Timestamp now, core::SegmentNumber segment, std::string_view outcome);
  void take_effect(Timestamp now, const core::PlayoutEffect& effect);
  void begin_piece(Timestamp now);
  OutputSide& output() { return program_.output(); }
  void tell_if_drained();
  void set_gauges(Timestamp now);

  const WorkerSettings& settings_;
  ports::World world_;
  Log log_;
  core::Segmenter segmenter_;
  core::Playout playout_;
  SourceAudio source_;
  SegmentFiles files_;
  Program program_;
  std::optional<StsSide> sts_;  // in mode `enabled`

  std::optional<VideoFormat> video_, next_video_;  // of the epoch, and of the next
  std::optional<AudioFormat> audio_, next_audio_;
  std::map<core::SegmentNumber, SegmentRecord> open_;  // closed, not released
  core::PlayoutEffects effects_;
  std::size_t next_effect_ = 0;
  bool settling_ = false;
  bool input_lost_ = false;
  bool draining_ = false;
  bool sts_over_ = false;
  bool played_out_ = false;
  bool readable_told_ = false;
  std::optional<Timestamp> next_gauges_;
  uint64_t counted_errors_ = 0;
};

}  // namespace sw::engine

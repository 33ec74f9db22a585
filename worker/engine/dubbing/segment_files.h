// The files of each segment (FR-009 to FR-011a): its video, its audio, the reply that was applied, and the metadata of
// FR-010 beside them. Written off the loop; nothing waits for the disk, and a disk that fails costs files, not media.
//
//   {stream_id}/{batch:06d}_video.mp4, …_audio.m4a, …_dubbed.m4a, ….json, below WORKER_SEGMENT_DIR
//
// They are removed WORKER_SEGMENT_RETENTION after their segment was released; zero keeps all.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "worker/core/segmenter/segment.h"
#include "worker/engine/log.h"
#include "worker/engine/settings.h"
#include "worker/ports/world.h"

namespace sw::engine {

// What FR-010 asks for, and what became of the segment.
struct SegmentRecord {
  std::string fragment_id;
  uint64_t batch_number;
  uint32_t epoch;
  MediaTime start;
  TimeDelta duration;
  core::SegmentEnd end;
  struct TrackRecord {
    MediaTime start;
    TimeDelta duration;
  };
  std::optional<TrackRecord> video;
  std::optional<TrackRecord> audio;
  TimeDelta real_audio;
  bool starts_at_keyframe;
  // Once it is over: "applied", or why it kept its original audio; empty before, and in disabled mode.
  std::string_view outcome;
  bool dubbed = false;  // the reply was stored
};
SegmentRecord record_of(const core::Segment& segment, std::string fragment_id);

// Bytes of files that wait for the disk. A file that would be one too many is not written: storage bounds its jobs by
// number, and how large a segment is the source decides.
inline constexpr std::size_t kMaxWaitingFileBytes = 256 * 1024 * 1024;

class SegmentFiles {
 public:
  // Both outlive this.
  SegmentFiles(const WorkerSettings& settings, const ports::World& world,
               std::size_t max_waiting_bytes = kMaxWaitingFileBytes);

  void write_video(uint64_t batch, std::string file) { write(batch, Kind::kVideo, std::move(file)); }
  void write_audio(uint64_t batch, std::string file) { write(batch, Kind::kAudio, std::move(file)); }
  void write_dubbed(uint64_t batch, std::string file) { write(batch, Kind::kDubbed, std::move(file)); }
  // Again whenever more is known.
  void write_record(const SegmentRecord& record);
  // A file could not even be made.
  void on_unwritable(uint64_t batch, const std::string& why) { fail(batch, why); }

  // The segment went out: its time runs.
  void on_released(Timestamp now, uint64_t batch, bool dubbed);
  void on(const ports::StorageDone& event);
  std::optional<Timestamp> deadline() const;
  void on_time(Timestamp now);

 private:
  enum class Kind : uint8_t { kVideo, kAudio, kDubbed, kRecord };
  struct Job {
    uint64_t batch;
    std::optional<Kind> kind;  // none: a removal
    std::size_t bytes = 0;
  };
  struct Released {
    Timestamp remove_at;
    uint64_t batch;
    bool dubbed;
  };

  std::string path(uint64_t batch, Kind kind) const;
  void write(uint64_t batch, Kind kind, std::string bytes);
  void remove(uint64_t batch, Kind kind);
  void fail(uint64_t batch, const std::string& why);

  const WorkerSettings& settings_;
  const std::size_t max_waiting_bytes_;
  std::size_t waiting_bytes_ = 0;  // of all jobs_
  ports::World world_;
  Log log_;
  ports::StorageJobId next_job_{0};
  std::map<ports::StorageJobId, Job> jobs_;  // at most ports::kMaxStorageJobs, and what was refused
  std::deque<Released> released_;            // in the order of their removal
  bool failing_ = false;                     // since the last file that was written
};

}  // namespace sw::engine

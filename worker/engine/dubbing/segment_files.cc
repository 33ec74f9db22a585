#include "worker/engine/dubbing/segment_files.h"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "contracts/object_writer.h"

namespace sw::engine {
namespace {

constexpr std::array<std::string_view, 4> kKindLabels{"video", "audio", "dubbed", "metadata"};
constexpr std::array<std::string_view, 4> kSuffixes{"_video.mp4", "_audio.m4a", "_dubbed.m4a", ".json"};
constexpr std::array<std::string_view, 3> kEnds{"boundary", "epoch", "stream"};
constexpr std::size_t kBatchDigits = 6;

SegmentRecord::TrackRecord video_record(const core::Segment& segment) {
  MediaTime first = segment.video.front().pts;
  MediaTime end = first;
  for (const core::PlacedUnit& unit : segment.video) {
    first = std::min(first, unit.pts);
    end = std::max(end, unit.pts + unit.duration);
  }
  return {first, end - first};
}

}  // namespace

SegmentRecord record_of(const core::Segment& segment, std::string fragment_id) {
  SegmentRecord record{.fragment_id = std::move(fragment_id),
                       .batch_number = segment.batch_number,
                       .epoch = segment.epoch,
                       .start = segment.start,
                       .duration = segment.duration,
                       .end = segment.end,
                       .video = std::nullopt,
                       .audio = std::nullopt,
                       .real_audio = segment.real_audio,
                       .starts_at_keyframe = segment.starts_at_keyframe(),
                       .outcome = {}};
  if (!segment.video.empty()) record.video = video_record(segment);
  if (!segment.audio.empty()) record.audio = SegmentRecord::TrackRecord{segment.audio_start(), TimeDelta::Zero()};
  return record;
}

SegmentFiles::SegmentFiles(const WorkerSettings& settings, const ports::World& world, std::size_t max_waiting_bytes)
    : settings_(settings), max_waiting_bytes_(max_waiting_bytes), world_(world), log_(world.telemetry, "segments") {}

std::string SegmentFiles::path(uint64_t batch, Kind kind) const {
  std::string number = std::to_string(batch);
  if (number.size() < kBatchDigits) number.insert(0, kBatchDigits - number.size(), '0');
  return settings_.stream_id.text() + "/" + number + std::string(kSuffixes.at(static_cast<std::size_t>(kind)));
}

void SegmentFiles::write_record(const SegmentRecord& record) {
  std::string text;
  contracts::ObjectWriter out(text);
  const auto track = [&](std::string_view name, const std::optional<SegmentRecord::TrackRecord>& of, Kind kind) {
    if (!of) return;
    std::string inner;
    contracts::ObjectWriter writer(inner);
    writer.begin();
    writer.member("t0_ns", of->start.nanos());
    writer.member("duration_ns", of->duration.nanos());
    writer.member("file_path", path(record.batch_number, kind));
    writer.end();
    out.json_member(name, inner);
  };
  out.begin();
  out.member("fragment_id", record.fragment_id);
  out.member("stream_id", settings_.stream_id.text());
  out.member("batch_number", static_cast<int64_t>(record.batch_number));
  out.member("epoch", static_cast<int64_t>(record.epoch));
  out.member("t0_ns", record.start.nanos());
  out.member("duration_ns", record.duration.nanos());
  out.member("ended_by", kEnds.at(static_cast<std::size_t>(record.end)));
  track("video", record.video, Kind::kVideo);
  if (record.video) out.member("starts_at_keyframe", record.starts_at_keyframe);
  track("audio", record.audio, Kind::kAudio);
  out.member("real_audio_ns", record.real_audio.nanos());
  if (!record.outcome.empty()) out.member("outcome", record.outcome);
  if (record.dubbed) out.member("dubbed_file_path", path(record.batch_number, Kind::kDubbed));
  out.end();
  write(record.batch_number, Kind::kRecord, std::move(text));
}

void SegmentFiles::write(uint64_t batch, Kind kind, std::string bytes) {
  // One alone may be larger: it is in memory already.
  if (waiting_bytes_ > 0 && bytes.size() > max_waiting_bytes_ - std::min(max_waiting_bytes_, waiting_bytes_)) {
    return fail(batch, "too much waits for the disk");
  }
  next_job_ = next_job_.next();
  jobs_.emplace(next_job_, Job{batch, kind, bytes.size()});
  waiting_bytes_ += bytes.size();
  world_.storage.write(next_job_, path(batch, kind), std::move(bytes));
}

void SegmentFiles::remove(uint64_t batch, Kind kind) {
  next_job_ = next_job_.next();
  jobs_.emplace(next_job_, Job{batch, std::nullopt});
  world_.storage.remove(next_job_, path(batch, kind));
}

void SegmentFiles::on_released(Timestamp now, uint64_t batch, bool dubbed) {
  if (settings_.segment_retention <= TimeDelta::Zero()) return;
  released_.push_back({now + settings_.segment_retention, batch, dubbed});
}

void SegmentFiles::on(const ports::StorageDone& event) {
  const auto found = jobs_.find(event.job);
  if (found == jobs_.end()) return;
  const Job job = found->second;
  jobs_.erase(found);
  waiting_bytes_ -= job.bytes;
  if (!event.error.empty()) return fail(job.batch, event.error);
  if (!job.kind) return;
  world_.telemetry.count(ports::Counter::kSegmentFiles, kKindLabels.at(static_cast<std::size_t>(*job.kind)), 1);
  if (std::exchange(failing_, false)) log_.info("segment files are written again");
}

void SegmentFiles::fail(uint64_t batch, const std::string& why) {
  world_.telemetry.count(ports::Counter::kStorageFailures, {}, 1);
  if (std::exchange(failing_, true)) return;
  log_.warn("segment files cannot be written; the stream goes on without them",
            {{"batchNumber", static_cast<int64_t>(batch)}, {"why", why}});
}

std::optional<Timestamp> SegmentFiles::deadline() const {
  if (released_.empty()) return std::nullopt;
  return released_.front().remove_at;
}

void SegmentFiles::on_time(Timestamp now) {
  for (; !released_.empty() && released_.front().remove_at <= now; released_.pop_front()) {
    const Released& old = released_.front();
    for (const Kind kind : {Kind::kVideo, Kind::kAudio, Kind::kRecord}) remove(old.batch, kind);
    if (old.dubbed) remove(old.batch, Kind::kDubbed);
  }
}

}  // namespace sw::engine

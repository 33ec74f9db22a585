// Oracle "segment_bounds": segments are cut where the rules say (design §4, "Segments"; FR-009 to FR-011a), as their
// files, their metadata and their fragments show.
//   file-name         {stream_id}/{batch:06d}_{video.mp4|audio.m4a|dubbed.m4a} and .json
//   no-segment        a file or a fragment of what is no segment: a rest, filler, or a number not given yet
//   video-cut         a video file holds the access units from the first DTS at the boundary on to the next one's
//   audio-cut         an audio file holds the frames that begin nearest to the boundaries, holes as silence, and one
//                     frame before them as priming where there is one
//   length            a segment that ends at its boundary is within 100 ms, or one frame, of the segment duration
//   metadata          the fields of FR-010, and they agree with the files
//   fragment          fragment:data tells the audio's own length and place
//   dubbed-file       the reply that was applied, byte for byte, and of no other segment
//   file-missing      a segment without its files, though the disk was well
#include <rapidjson/document.h>

#include <algorithm>
#include <charconv>
#include <deque>

#include "sim/media/toy_container.h"
#include "sim/oracle/fields.h"
#include "sim/oracle/media/fragment_watch.h"
#include "sim/oracle/media/media_oracles.h"
#include "sim/oracle/media/numbers.h"
#include "sim/oracle/media/text.h"
#include "sim/oracle/media/toy_runs.h"

namespace sw::sim {
namespace {

constexpr std::size_t kDigits = 6;
constexpr std::size_t kUuid = 36;
// Segments whose files may still come.
constexpr std::size_t kRemembered = 256;
// A tick of the container's own clock.
constexpr TimeDelta kTick = TimeDelta::Nanos(11'112);
constexpr TimeDelta kDiskTime = TimeDelta::Seconds(1);

enum class Kind : uint8_t { kVideo, kAudio, kDubbed, kRecord };
struct FileName {
  uint64_t batch;
  Kind kind;
};

std::optional<FileName> parse_name(std::string_view path) {
  if (!path.starts_with(kStreamId) || path.size() < kStreamId.size() + 1 + kDigits) return std::nullopt;
  if (path[kStreamId.size()] != '/') return std::nullopt;
  path.remove_prefix(kStreamId.size() + 1);
  FileName name{0, Kind::kVideo};
  const auto [end, error] = std::from_chars(path.data(), path.data() + path.size(), name.batch);
  const auto digits = static_cast<std::size_t>(end - path.data());
  if (error != std::errc() || digits < kDigits || (digits > kDigits && path.front() == '0')) return std::nullopt;
  path.remove_prefix(digits);
  constexpr std::string_view kSuffixes[] = {"_video.mp4", "_audio.m4a", "_dubbed.m4a", ".json"};
  for (std::size_t i = 0; i < std::size(kSuffixes); ++i) {
    name.kind = static_cast<Kind>(i);
    if (path == kSuffixes[i]) return name;
  }
  return std::nullopt;
}

std::string path_of(uint64_t batch, std::string_view suffix) {
  std::string number = std::to_string(batch);
  if (number.size() < kDigits) number.insert(0, kDigits - number.size(), '0');
  return std::string(kStreamId) + "/" + number + std::string(suffix);
}

struct Known {
  ClosedSegment segment;
  bool seen[4] = {};
  bool applied = false;
  std::vector<uint8_t> reply = {};
  std::string fragment_id = {};
};

class SegmentBounds final : public Oracle {
 public:
  SegmentBounds(const Scenario& scenario, Verdict& verdict, SharedModel model)
      : Oracle("segment_bounds", scenario, verdict), model_(std::move(model)) {}

  void on(Timestamp now, const Observation& observation) override {
    for (const ClosedSegment& segment : model_->closed()) on_closed(now, segment);
    if (const auto& applied = model_->applied()) on_applied(*applied);
    if (const auto* written = std::get_if<FileWritten>(&observation)) {
      on_file(now, *written);
    } else if (std::holds_alternative<FileFailed>(observation)) {
      disk_failed_ = true;
    } else if (const auto* event = std::get_if<WireEvent>(&observation)) {
      if (event->sender == Sender::kWorker && event->name == "fragment:data") on_fragment(now, event->payload);
    }
  }

  void at_end(const RunEnd& end) override {
    if (disk_failed_ || disk_is_faulty() || end.exit_code.value_or(0) != 0) return;
    for (const Known& known : segments_) {
      if (known.segment.closed + kDiskTime < end.ended) check_complete(end.ended, known);
    }
  }

 private:
  void on_closed(Timestamp now, const ClosedSegment& segment) {
    if (!segment.batch) return;
    if (segments_.size() == kRemembered) {
      if (!disk_failed_ && !disk_is_faulty()) check_complete(now, segments_.front());
      segments_.pop_front();
    }
    segments_.push_back({.segment = segment});
  }

  Known* find(uint64_t batch) {
    const auto found = std::ranges::find(segments_, batch, [](const Known& k) { return *k.segment.batch; });
    return found == segments_.end() ? nullptr : &*found;
  }
  Known* find(MediaTime audio_start) {
    const auto found =
        std::ranges::find(segments_, audio_start, [](const Known& k) { return k.segment.audio_start(); });
    return found == segments_.end() ? nullptr : &*found;
  }

  void on_applied(const AppliedReply& applied) {
    Known* known = find(applied.pts);
    if (known == nullptr) return;
    known->applied = true;
    known->reply = plain_bytes(applied.file).value_or(std::vector<uint8_t>());
  }

  bool disk_is_faulty() const {
    return std::ranges::any_of(scenario().faults, [](const WorldFault& fault) {
      return std::holds_alternative<StickDisk>(fault.action) || std::holds_alternative<SlowDisk>(fault.action) ||
             std::holds_alternative<FillDisk>(fault.action) || std::holds_alternative<FailWrites>(fault.action);
    });
  }

  void check_complete(Timestamp now, const Known& known) {
    const ClosedSegment& segment = known.segment;
    const bool audio_can = !segment.format.codec_data.empty();
    const bool wanted[] = {!segment.video.empty(), !segment.audio.empty() && audio_can, known.applied, true};
    for (std::size_t i = 0; i < std::size(wanted); ++i) {
      if (wanted[i] && !known.seen[i]) {
        violated("file-missing", now, "file " + std::to_string(i) + " of segment " + std::to_string(*segment.batch));
      }
    }
  }

  // ---- Files.

  void on_file(Timestamp now, const FileWritten& file) {
    const auto name = parse_name(file.path);
    if (!name) return violated("file-name", now, std::string(file.path));
    Known* known = find(name->batch);
    if (known == nullptr) return violated("no-segment", now, std::string(file.path));
    known->seen[static_cast<std::size_t>(name->kind)] = true;
    switch (name->kind) {
      case Kind::kVideo:
        return check_video(now, known->segment, file.bytes);
      case Kind::kAudio:
        return check_audio(now, known->segment, file.bytes);
      case Kind::kDubbed:
        return check_dubbed(now, *known, file.bytes);
      case Kind::kRecord:
        return check_record(now, *known, file.bytes);
    }
  }

  std::string of(const ClosedSegment& segment) { return " of segment " + std::to_string(*segment.batch); }

  void check_video(Timestamp now, const ClosedSegment& segment, std::string_view bytes) {
    const auto file = read_toy_video(bytes);
    if (!file) return violated("video-cut", now, "an unreadable file" + of(segment));
    if (file->samples.size() != segment.video.size()) {
      return violated("video-cut", now,
                      std::to_string(file->samples.size()) + " access units instead of " +
                          std::to_string(segment.video.size()) + of(segment));
    }
    const MediaTime first = std::ranges::min_element(segment.video, {}, &PlacedMedia::pts)->pts;
    const TimeDelta own =
        std::ranges::min_element(file->samples, {}, &ToyVideoSample::pts)->pts - MediaTime::FromNanos(0);
    std::vector<ports::VideoSample> samples;
    samples.reserve(segment.video.size());
    for (std::size_t i = 0; i < segment.video.size(); ++i) {
      const PlacedMedia& unit = segment.video[i];
      samples.push_back({unit.payload, unit.pts, unit.dts, unit.duration, unit.keyframe});
      const ToyVideoSample& kept = file->samples[i];
      const TimeDelta pts = kept.pts - own - (MediaTime::FromNanos(0) + (unit.pts - first));
      const TimeDelta dts = kept.dts - own - (MediaTime::FromNanos(0) + (unit.dts - first));
      if (abs(pts) <= kTick && abs(dts) <= kTick && kept.keyframe == unit.keyframe) continue;
      return violated("video-cut", now, "access unit " + std::to_string(i) + " is off by " + said(pts) + of(segment));
    }
    if (hash_of(samples) != file->hash) violated("video-cut", now, "other bytes" + of(segment));
  }

  void check_audio(Timestamp now, const ClosedSegment& segment, std::string_view bytes) {
    const auto clip = container_.read_audio(bytes);
    if (!clip) return violated("audio-cut", now, "an unreadable file" + of(segment));
    const int64_t frame = segment.format.frame_samples;
    const int64_t frames = segment.file_frames();
    if (clip->samples != frames * frame || clip->priming != (segment.before ? frame : 0)) {
      return violated("audio-cut", now,
                      std::to_string(clip->samples) + " samples behind " + std::to_string(clip->priming) +
                          " instead of " + std::to_string(frames * frame) + of(segment));
    }
    std::size_t at = 0;
    if (segment.before && !same(clip->units[at++], *segment.before))
      violated("audio-cut", now, "other priming" + of(segment));
    for (const FrameInPlace& kept : segment.audio) {
      if (!kept.in_file || same(clip->units[at++], kept.payload)) continue;
      return violated("audio-cut", now, "frame " + std::to_string(at - 1) + " is another" + of(segment));
    }
    check_length(now, segment, TimeDelta::Ticks(clip->samples, clip->format.sample_rate));
  }

  void check_length(Timestamp now, const ClosedSegment& segment, TimeDelta length) {
    const TimeDelta frame = TimeDelta::Ticks(segment.format.frame_samples, segment.format.sample_rate);
    const TimeDelta off = abs(length - segment.duration);
    // A hole is rounded to whole frames on top of that.
    const bool has_hole = std::ranges::any_of(segment.audio, [](const FrameInPlace& f) { return !f.payload; });
    const TimeDelta hole = has_hole ? frame / 2 : TimeDelta::Zero();
    if (off > std::max(numbers::kCutTolerance, frame) + hole) {
      violated("length", now, said(length) + " of audio in " + said(segment.duration) + of(segment));
    }
  }

  // Null stands for a frame of silence.
  static bool same(const PayloadRef& got, const PayloadRef& wanted) {
    if (wanted) return std::ranges::equal(got->bytes(), wanted->bytes());
    ToyRuns runs;
    return runs.append(got->bytes()) && runs.runs().size() == 1 && runs.runs().front().silent();
  }

  void check_dubbed(Timestamp now, const Known& known, std::string_view bytes) {
    const auto* first = reinterpret_cast<const uint8_t*>(bytes.data());
    if (!known.applied) return violated("dubbed-file", now, "no reply was applied" + of(known.segment));
    if (std::ranges::equal(known.reply, std::span(first, bytes.size()))) return;
    violated("dubbed-file", now, "not the reply that was applied" + of(known.segment));
  }

  // ---- Metadata.

  void check_record(Timestamp now, Known& known, std::string_view bytes) {
    rapidjson::Document record;
    record.Parse(bytes.data(), bytes.size());
    if (record.HasParseError() || !record.IsObject()) return violated("metadata", now, "no JSON" + of(known.segment));
    const ClosedSegment& segment = known.segment;
    const auto id = text_member(record, "fragment_id").value_or("");
    if (id.size() != kUuid) violated("metadata", now, "fragment_id is no UUID" + of(segment));
    if (known.fragment_id.empty()) known.fragment_id = id;
    if (known.fragment_id != id) violated("metadata", now, "another fragment_id than before" + of(segment));
    if (text_member(record, "stream_id") != kStreamId) violated("metadata", now, "stream_id" + of(segment));
    expect_number(now, segment, record, "batch_number", static_cast<int64_t>(*segment.batch));
    expect_number(now, segment, record, "t0_ns", segment.start.nanos());
    expect_number(now, segment, record, "duration_ns", segment.duration.nanos());
    check_track(now, segment, record, "video", "_video.mp4", video_bounds(segment));
    check_track(now, segment, record, "audio", "_audio.m4a", audio_bounds(segment));
    check_outcome(now, known, record);
  }

  void check_outcome(Timestamp now, const Known& known, const rapidjson::Value& record) {
    const bool dubbed = text_member(record, "outcome") == "applied";
    if (dubbed && !known.applied) violated("metadata", now, "applied without an ack" + of(known.segment));
    const auto path = text_member(record, "dubbed_file_path");
    if (path.has_value() != dubbed || (path && *path != path_of(*known.segment.batch, "_dubbed.m4a"))) {
      violated("metadata", now, "dubbed_file_path" + of(known.segment));
    }
  }

  void expect_number(Timestamp now, const ClosedSegment& segment, const rapidjson::Value& object, const char* name,
                     int64_t wanted) {
    const auto got = number_member(object, name);
    if (got == wanted) return;
    violated("metadata", now,
             std::string(name) + " is " + (got ? std::to_string(*got) : "missing") + " instead of " +
                 std::to_string(wanted) + of(segment));
  }

  struct Bounds {
    MediaTime start;
    TimeDelta length;
  };
  static std::optional<Bounds> video_bounds(const ClosedSegment& segment) {
    if (segment.video.empty()) return std::nullopt;
    MediaTime first = segment.video.front().pts;
    MediaTime end = first;
    for (const PlacedMedia& unit : segment.video) {
      first = std::min(first, unit.pts);
      end = std::max(end, unit.pts + unit.duration);
    }
    return Bounds{first, end - first};
  }
  static std::optional<Bounds> audio_bounds(const ClosedSegment& segment) {
    if (segment.audio.empty()) return std::nullopt;
    const int64_t samples = segment.file_frames() * segment.format.frame_samples;
    return Bounds{segment.audio_start(), TimeDelta::Ticks(samples, segment.format.sample_rate)};
  }

  void check_track(Timestamp now, const ClosedSegment& segment, const rapidjson::Value& record, const char* name,
                   std::string_view suffix, const std::optional<Bounds>& bounds) {
    const auto* track = object_member(record, name);
    if (bounds && track == nullptr) return violated("metadata", now, std::string("no ") + name + of(segment));
    if (!bounds && track != nullptr) return violated("metadata", now, std::string("there is no ") + name + of(segment));
    if (!bounds) return;
    expect_number(now, segment, *track, "t0_ns", bounds->start.nanos());
    expect_number(now, segment, *track, "duration_ns", bounds->length.nanos());
    if (text_member(*track, "file_path") == path_of(*segment.batch, suffix)) return;
    violated("metadata", now, std::string("file_path of the ") + name + of(segment));
  }

  // ---- Fragments.

  void on_fragment(Timestamp now, const rapidjson::Value& payload) {
    const auto* metadata = object_member(payload, "metadata");
    const auto pts = metadata != nullptr ? number_member(*metadata, "pts_ns") : std::nullopt;
    Known* known = pts ? find(MediaTime::FromNanos(*pts)) : nullptr;
    if (known == nullptr) return violated("no-segment", now, "a fragment at " + std::to_string(pts.value_or(-1)));
    const ClosedSegment& segment = known->segment;
    const auto id = text_member(payload, "fragment_id").value_or("");
    if (known->fragment_id.empty()) known->fragment_id = id;
    if (known->fragment_id != id) violated("fragment", now, "another fragment_id than the metadata's" + of(segment));
    const auto* audio = object_member(payload, "audio");
    const int64_t length = audio != nullptr ? number_member(*audio, "duration_ms").value_or(-1) : -1;
    const TimeDelta wanted = audio_bounds(segment).value_or(Bounds{segment.start, TimeDelta::Zero()}).length;
    if (length != wanted.millis()) {
      violated(
          "fragment", now,
          "duration_ms is " + std::to_string(length) + " instead of " + std::to_string(wanted.millis()) + of(segment));
    }
    const auto source = number_member(*metadata, "source_pts_ns");
    const auto source_wanted = segment.audio.empty() ? std::nullopt : segment.audio.front().source_pts;
    if (source.has_value() != source_wanted.has_value() || (source && *source != source_wanted->nanos())) {
      violated("fragment", now, "source_pts_ns" + of(segment));
    }
  }

  SharedModel model_;
  ToyContainer container_;
  std::deque<Known> segments_;
  bool disk_failed_ = false;
};

}  // namespace

std::unique_ptr<Oracle> make_segment_bounds(const Scenario& scenario, Verdict& verdict, SharedModel model) {
  return std::make_unique<SegmentBounds>(scenario, verdict, std::move(model));
}

}  // namespace sw::sim

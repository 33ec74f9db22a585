#include "sim/oracle/media/media_model.h"

#include "sim/oracle/media/numbers.h"

namespace sw::sim {
namespace {

// What stands for audio of which nothing is known yet.
const AudioFormat kUnknownAudio{.codec_data = {}, .sample_rate = 48'000, .channels = 2, .frame_samples = 1024};

}  // namespace

MediaModel::MediaModel(const Scenario& scenario) : scenario_(scenario), segments_(scenario.worker.segment_duration) {}

void MediaModel::on(Timestamp now, const Observation& observation) {
  result_.clear();
  closed_.clear();
  applied_ = fragments_.on(observation);
  if (const auto* event = std::get_if<EventHanded>(&observation)) {
    note_handling(now);
    note_end(now, event->event);
    if (const auto* unit = std::get_if<ports::InputUnit>(&event->event)) on_unit(now, *unit);
    if (const auto* format = std::get_if<ports::InputFormat>(&event->event)) on_format(*format);
    if (std::holds_alternative<ports::AlarmRang>(event->event)) segments_.on_time(now, closed_);
    if (std::holds_alternative<ports::StopRequested>(event->event)) stopped_ = true;
  } else if (const auto* opened = std::get_if<InputOpened>(&observation)) {
    run_ = opened->run;
  } else if (std::holds_alternative<InputClosed>(observation)) {
    on_closed(now);
  }
  if (!closed_.empty() && output_rate_ == 0) output_rate_ = kUnknownAudio.sample_rate;
}

// An event that is handed over behind the one before, within what that may take to handle, may have waited for it.
void MediaModel::note_handling(Timestamp now) {
  if (now - last_handed_ > scenario_.timing.handling_time) busy_since_ = now;
  last_handed_ = now;
}

// A loss ends the epoch; everything else that closes the input ends the stream.
void MediaModel::note_end(Timestamp now, const ports::Event& event) {
  using End = ClosedSegment::End;
  end_ = End::kStream;
  if (const auto* warned = std::get_if<ports::InputWarned>(&event)) {
    if (warned->run == run_) warned_ = now;
  } else if (std::holds_alternative<ports::InputEnded>(event)) {
    if (warned_ && now - *warned_ <= numbers::kWarningMemory) end_ = End::kEpoch;
  } else if (const auto* failed = std::get_if<ports::InputFailed>(&event)) {
    if (failed->failure != ports::InputFailure::kUnsupported) end_ = End::kEpoch;
  } else if (std::holds_alternative<ports::AlarmRang>(event)) {
    if (last_media_ && now - *last_media_ >= numbers::kSilence) end_ = End::kEpoch;
  }
}

void MediaModel::on_unit(Timestamp now, const ports::InputUnit& event) {
  if (event.run != run_ || stopped_) return;
  last_media_ = now;
  timeline_.place(event.unit, result_);
  if (passthrough()) return;
  for (const PlacedMedia& unit : result_.placed) {
    if (unit.begins) {
      segments_.finish(now, ClosedSegment::End::kEpoch, closed_);
      has_epoch_ = true;
      segments_.begin_epoch(unit, next_video_, next_audio_.value_or(kUnknownAudio));
      has_audio_ = next_audio_.has_value();
      if (next_audio_ && output_rate_ == 0) output_rate_ = next_audio_->sample_rate;
    }
    segments_.add(now, unit, closed_);
  }
}

void MediaModel::on_format(const ports::InputFormat& event) {
  if (event.run != run_) return;
  timeline_.set_format(event.format);
  if (const auto* video = std::get_if<VideoFormat>(&event.format)) {
    next_video_ = *video;
    return;
  }
  next_audio_ = std::get<AudioFormat>(event.format);
  if (!has_epoch_ || has_audio_) return;
  has_audio_ = true;
  segments_.adopt_audio(*next_audio_);
  if (output_rate_ == 0) output_rate_ = next_audio_->sample_rate;
}

void MediaModel::on_closed(Timestamp now) {
  run_.reset();
  warned_.reset();
  segments_.finish(now, end_, closed_);
  timeline_.restart();
}

}  // namespace sw::sim

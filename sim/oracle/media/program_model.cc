#include "sim/oracle/media/program_model.h"

#include <algorithm>
#include <utility>

#include "sim/oracle/media/numbers.h"

namespace sw::sim {

int64_t samples_in(TimeDelta time, int rate) {
  const TimeDelta second = TimeDelta::Seconds(1);
  const int64_t whole = time / second;
  const int64_t rest = (time - second * whole).nanos() * rate;
  return whole * rate + (rest + (rest < 0 ? -500'000'000 : 500'000'000)) / 1'000'000'000;
}

void ProgramModel::add(const ClosedSegment& segment) {
  AudioPiece piece{.batch = segment.batch,
                   .epoch = segment.epoch,
                   .start = segment.audio_start(),
                   .sample_rate = segment.format.sample_rate,
                   .source = {},
                   .odd_source = segment.format_begins ? segment.format.frame_samples : 0,
                   .reply = std::nullopt};
  // Silence that stands in no file is not decoded either.
  if (piece.odd_source > 0 && !segment.audio.empty() && !segment.audio.front().in_file) {
    piece.odd_source += samples_in(segment.audio.front().length, segment.format.sample_rate);
  }
  for (const FrameInPlace& frame : segment.audio) {
    if (!frame.payload || !piece.source.append(frame.payload->bytes())) {
      piece.source.append_silence(samples_in(frame.length, segment.format.sample_rate));
    }
  }
  waiting_.push_back(std::move(piece));
}

bool ProgramModel::awaits(MediaTime start) const {
  const auto found = std::ranges::find(waiting_, start, &AudioPiece::start);
  return found != waiting_.end() && found->batch;
}

void ProgramModel::dub(MediaTime start, ToyClip reply) {
  const auto found = std::ranges::find(waiting_, start, &AudioPiece::start);
  if (found != waiting_.end()) found->reply = std::move(reply);
}

// "Drift correction starts at |delta| >= 15 ms, ends below 5 ms, moves at most 10 ms per segment."
TimeDelta ProgramModel::correct(TimeDelta delta) {
  if (abs(delta) >= numbers::kSlewStart) correcting_ = true;
  if (abs(delta) < numbers::kSlewEnd) correcting_ = false;
  return correcting_ ? std::clamp(-delta, -numbers::kSlewStep, numbers::kSlewStep) : TimeDelta::Zero();
}

// Silence up to a new epoch, or to what is too far away to be slewed to.
int64_t ProgramModel::gap_before(const AudioPiece& piece, int rate) const {
  if (!origin_) return 0;
  const TimeDelta gap = piece.start - (*origin_ + TimeDelta::Ticks(end_, rate));
  const bool new_epoch = last_epoch_ != piece.epoch;
  const bool closed = gap >= numbers::kGapClosed || (new_epoch && gap > TimeDelta::Zero());
  return closed ? samples_in(gap, rate) : 0;
}

std::optional<int64_t> ProgramModel::next_begin(int rate) const {
  if (waiting_.empty()) return std::nullopt;
  return end_ + gap_before(waiting_.front(), rate);
}

AudioPiece* ProgramModel::plan_next(int rate) {
  if (waiting_.empty()) return nullptr;
  planned_.push_back(std::move(waiting_.front()));
  waiting_.pop_front();
  AudioPiece& piece = planned_.back();
  if (!origin_) origin_ = piece.start;
  const int64_t gap = gap_before(piece, rate);
  if (gap > 0) last_was_source_ = false;
  end_ += gap;
  // A gap is filled up to the epoch's own place, so that all is known again.
  if (gap > 0) displaced_ = false;
  displaced_ = displaced_ || filled_ > end_;
  piece.displaced = displaced_;
  piece.delta = *origin_ + TimeDelta::Ticks(end_, rate) - piece.start;
  if (gap > 0) loose_ = abs(piece.delta) * 5 > TimeDelta::Ticks(2, rate);
  piece.loose = loose_;
  piece.begin = piece.end = piece.content_end = end_;
  const int64_t own = piece.source.size();
  if (own == 0) return &piece;
  piece.slew = correct(piece.delta);
  const int64_t plain = (own * rate + piece.sample_rate / 2) / piece.sample_rate;
  const int64_t length = plain + samples_in(piece.slew, rate);
  piece.end = piece.content_end = end_ += length;
  piece.joint = piece.reply || !last_was_source_ || last_epoch_ != piece.epoch;
  piece.ratio = static_cast<double>(own) / static_cast<double>(length);
  if (piece.reply) {
    const int64_t samples = piece.reply->samples;
    int64_t fitted = (samples * rate + piece.reply->sample_rate / 2) / piece.reply->sample_rate;
    const int64_t own_here = own * rate / piece.sample_rate;
    if (length != own_here && own_here > 0) fitted = fitted * length / own_here;
    piece.ratio = fitted > 0 ? static_cast<double>(samples) / static_cast<double>(fitted) : 1;
    piece.content_end = piece.begin + std::min(fitted, length);
  }
  last_was_source_ = !piece.reply;
  last_epoch_ = piece.epoch;
  return &piece;
}

void ProgramModel::forget(int64_t place) {
  while (planned_.size() > 1 && planned_.front().end < place) planned_.pop_front();
}

}  // namespace sw::sim

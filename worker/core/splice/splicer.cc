#include "worker/core/splice/splicer.h"

#include <algorithm>

#include "worker/base/check.h"
#include "worker/core/rules.h"

namespace sw::core {

Splicer::Splicer(int sample_rate, int channels, MediaTime start)
    : sample_rate_(sample_rate), channels_(channels), start_(start) {
  SW_CHECK(sample_rate > 0);
  SW_CHECK(channels > 0);
}

MediaTime Splicer::end() const { return start_ + TimeDelta::Ticks(taken_ + buffered(), sample_rate_); }

MediaTime Splicer::taken() const { return start_ + TimeDelta::Ticks(taken_, sample_rate_); }

int64_t Splicer::frames_in(TimeDelta length) const {
  const int64_t whole = length / TimeDelta::Seconds(1);
  const TimeDelta rest = length - TimeDelta::Seconds(whole);
  const int64_t scaled = rest.nanos() * sample_rate_;
  const int64_t half = scaled < 0 ? -500'000'000 : 500'000'000;
  return whole * sample_rate_ + (scaled + half) / 1'000'000'000;
}

void Splicer::append(const Pcm& piece) {
  SW_CHECK(piece.sample_rate == sample_rate_);
  SW_CHECK(piece.channels == channels_);
  drop_taken();
  samples_.insert(samples_.end(), piece.samples.begin(), piece.samples.end());
}

void Splicer::join(const Pcm& piece, const Pcm& lead) {
  drop_taken();
  fade_into(lead);
  const std::size_t first = samples_.size();
  append(piece);
  if (lead.frames() >= static_cast<std::size_t>(fade_frames())) return;
  const int64_t fade = std::min(fade_frames(), static_cast<int64_t>(piece.frames()));
  for (int64_t frame = 0; frame < fade; ++frame) {
    const float weight = static_cast<float>(frame) / static_cast<float>(fade);
    for (std::size_t i = values(frame); i < values(frame + 1); ++i) samples_[first + i] *= weight;
  }
}

void Splicer::join_silence(int64_t frames) {
  if (frames <= 0) return;
  fade_into(Pcm{});
  samples_.resize(samples_.size() + values(frames), 0.0F);
}

// Over the last frames of what is there: it fades out while the end of `lead`, where there is enough of it, fades in.
void Splicer::fade_into(const Pcm& lead) {
  const int64_t fade = std::min(fade_frames(), buffered());
  const bool has_lead = static_cast<int64_t>(lead.frames()) >= fade_frames();
  const std::size_t first = samples_.size() - values(fade);
  const std::size_t lead_first = has_lead ? lead.samples.size() - values(fade) : 0;
  for (int64_t frame = 0; frame < fade; ++frame) {
    const float weight = static_cast<float>(frame + 1) / static_cast<float>(fade + 1);
    for (std::size_t i = values(frame); i < values(frame + 1); ++i) {
      const float old = samples_[first + i];
      const float next = has_lead ? lead.samples[lead_first + i] : 0.0F;
      samples_[first + i] = old + (next - old) * weight;
    }
  }
}

Pcm Splicer::take(MediaTime until) {
  const int64_t wanted = frames_in(until - start_) - taken_;
  return take_frames(std::clamp<int64_t>(wanted, 0, std::max<int64_t>(0, buffered() - fade_frames())));
}

Pcm Splicer::take_rest() { return take_frames(buffered()); }

Pcm Splicer::take_frames(int64_t frames) {
  Pcm result{.sample_rate = sample_rate_, .channels = channels_, .samples = {}};
  const auto begin = samples_.begin() + static_cast<std::ptrdiff_t>(head_);
  result.samples.assign(begin, begin + static_cast<std::ptrdiff_t>(values(frames)));
  head_ += values(frames);
  taken_ += frames;
  return result;
}

// Once per piece, not once per take: what is left then is short.
void Splicer::drop_taken() {
  samples_.erase(samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(head_));
  head_ = 0;
}

int64_t Splicer::fade_frames() const { return frames_in(kCrossFade); }

}  // namespace sw::core

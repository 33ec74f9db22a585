#include "sim/oracle/media/input_model.h"

#include <algorithm>

#include "sim/kernel/scheduler.h"
#include "sim/oracle/media/numbers.h"

namespace sw::sim {
namespace {

constexpr int kSteps = 3;  // 1, 2, 4 s
constexpr int kExitOk = 0;
constexpr int kExitNoAudio = 3;
constexpr int kExitInput = 4;
constexpr int kExitPipeline = 7;

}  // namespace

InputModel::Step InputModel::on(Timestamp now, const Observation& observation) {
  if (const auto* event = std::get_if<EventHanded>(&observation)) return on_event(now, event->event);
  if (const auto* opened = std::get_if<InputOpened>(&observation)) {
    run_ = opened->run;
    opened_ = now;
    first_media_.reset();
    warned_.reset();
    retry_at_.reset();
  } else if (std::holds_alternative<InputClosed>(observation)) {
    run_.reset();
    const bool asked = std::exchange(must_close_, false);
    if (!asked) stopped_ = true;
    return asked ? Step::kClosed : Step::kClosedUnasked;
  } else if (const auto* line = std::get_if<Logged>(&observation);
             line && line->message == "the STS is lost for good") {
    // An input that is open is closed next.
    if (run_ || over_ || std::exchange(stopped_, true)) return Step::kNone;
    retry_at_.reset();
    return Step::kClosedUnasked;
  } else if (std::holds_alternative<OutputOpened>(observation) && media_->passthrough() && !readable_) {
    readable_ = true;
    step_ = 0;
  }
  return Step::kNone;
}

std::optional<Timestamp> InputModel::patience_ends() const {
  if (!run_ || must_close_) return std::nullopt;
  Timestamp end = (first_media_ ? *last_media_ : *opened_) + numbers::kSilence;
  if (!readable_) end = std::min(end, kSimulationStart + scenario_.worker.ready_timeout);
  return end;
}

InputModel::Step InputModel::on_event(Timestamp now, const ports::Event& event) {
  if (over_ || stopped_) return Step::kNone;
  if (std::holds_alternative<ports::StopRequested>(event)) {
    stopped_ = true;
    retry_at_.reset();
    return Step::kNone;
  }
  if (std::holds_alternative<ports::AlarmRang>(event)) return on_alarm(now);
  if (const auto* unit = std::get_if<ports::InputUnit>(&event); unit != nullptr && unit->run == run_) {
    if (!first_media_) first_media_ = now;
    last_media_ = now;
    const TimeDelta stable = media_->passthrough() ? numbers::kPassthroughStable : scenario_.worker.segment_duration;
    if (now - *first_media_ >= stable) step_ = 0;
    if (media_->begun() && !media_->passthrough() && !readable_) {
      readable_ = true;
      step_ = 0;
    }
  } else if (const auto* described = std::get_if<ports::InputDescribed>(&event); described && described->run == run_) {
    bool video = false;
    bool audio = false;
    bool foreign = false;
    for (const auto& media : described->media) {
      const bool is_video = media.kind == "video";
      (is_video ? video : audio) = true;
      foreign = foreign || media.encoding != (is_video ? "H264" : "MPEG4-GENERIC");
    }
    if (foreign) return finish(now, kExitPipeline);
    if (!audio) return finish(now, kExitNoAudio);
    if (!video) return finish(now, kExitPipeline);
  } else if (const auto* warned = std::get_if<ports::InputWarned>(&event); warned && warned->run == run_) {
    if (first_media_) warned_ = now;
  } else if (const auto* ended = std::get_if<ports::InputEnded>(&event); ended && ended->run == run_) {
    const bool broke = warned_ && now - *warned_ <= numbers::kWarningMemory;
    return !first_media_ || broke ? lose(now, Answer::kSilent) : finish(now, kExitOk);
  } else if (const auto* failed = std::get_if<ports::InputFailed>(&event); failed && failed->run == run_) {
    if (failed->failure == ports::InputFailure::kUnsupported) return finish(now, kExitPipeline);
    const bool not_found = failed->failure == ports::InputFailure::kNotFound && !first_media_;
    return lose(now, not_found ? Answer::kNotFound : first_media_ ? Answer::kSilent : Answer::kRefused);
  }
  return Step::kNone;
}

InputModel::Step InputModel::on_alarm(Timestamp now) {
  if (!readable_ && now >= kSimulationStart + scenario_.worker.ready_timeout) return finish(now, kExitInput);
  const auto end = patience_ends();
  if (!end || now < *end) return Step::kNone;
  return lose(now, Answer::kSilent);
}

// The run is over; whether it was a loss or a failed attempt, the ladder says what follows.
InputModel::Step InputModel::lose(Timestamp now, Answer answer) {
  if (first_media_) ++losses_;
  must_close_ = true;
  wait(now, answer);
  return Step::kMustClose;
}

void InputModel::wait(Timestamp now, Answer answer) {
  if (step_ >= kSteps && readable_) {
    over_ = Over{now, answer == Answer::kNotFound ? kExitOk : kExitInput};
    return;
  }
  retry_at_ = now + TimeDelta::Seconds(int64_t{1} << std::min(step_, kSteps - 1));
  ++step_;
}

InputModel::Step InputModel::finish(Timestamp now, int exit_code) {
  over_ = Over{now, exit_code};
  retry_at_.reset();
  if (!run_) return Step::kNone;
  must_close_ = true;
  return Step::kMustClose;
}

}  // namespace sw::sim

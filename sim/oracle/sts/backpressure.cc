#include "sim/oracle/sts/backpressure.h"

#include <algorithm>
#include <functional>

#include "sim/oracle/fields.h"
#include "worker/base/duration.h"

namespace sw::sim {
namespace {

constexpr int64_t kDefaultDelayMs = 1'000;
constexpr TimeDelta kMaxDelay = TimeDelta::Seconds(30);

}  // namespace

void BackpressureOracle::on(Timestamp now, const Observation& observation) {
  const bool new_session = std::holds_alternative<Connecting>(observation);
  view_.on(now, observation);
  if (new_session) {
    paused_ = false;
    delay_ = TimeDelta::Zero();
    blocked_since_.reset();
    last_exception_.reset();
    last_sent_.reset();
  }
  if (std::holds_alternative<EventHanded>(observation)) {
    passing_.clear();
    spoken_ = false;
  }
  const auto* event = std::get_if<WireEvent>(&observation);
  if (event == nullptr || view_.connection() != event->connection) return;
  if (event->sender == Sender::kService) {
    if (event->name == "backpressure") on_signal(now, *event);
    spoken_ = true;
  } else if (event->name == "fragment:data") {
    on_sent(now, *event);
  }
}

void BackpressureOracle::on_signal(Timestamp now, const WireEvent& event) {
  if (text_field(event.payload, "stream_id") != kStreamId) return;
  // What was said before it in the same bytes was answered by what counted then.
  if (spoken_ && !paused_) passing_.push_back(delay_);
  const std::string_view action = text_field(event.payload, "action");
  if (action == "none") {
    paused_ = false;
    delay_ = TimeDelta::Zero();
    blocked_since_.reset();
    last_exception_.reset();
  } else if (paused_) {
    return;
  } else if (action == "pause") {
    paused_ = true;
    blocked_since_ = now;
    last_exception_.reset();
    delay_ = TimeDelta::Zero();
  } else if (action == "slow_down") {
    const int64_t asked = integer_field(event.payload, "recommended_delay_ms").value_or(kDefaultDelayMs);
    delay_ = std::clamp(TimeDelta::Millis(asked), TimeDelta::Zero(), kMaxDelay);
    if (delay_ <= scenario().worker.sts_timeout) {
      blocked_since_.reset();
      last_exception_.reset();
    } else if (!blocked_since_) {
      blocked_since_ = now;
    }
  }
}

void BackpressureOracle::on_sent(Timestamp now, const WireEvent& event) {
  const std::string id(text_field(event.payload, "fragment_id"));
  const FragmentSeen* seen = view_.find(id);
  const Timestamp closed = seen != nullptr && seen->closed ? *seen->closed : now;
  const Timestamp base = last_sent_ ? std::max(closed, *last_sent_) : closed;
  const auto is_early = [&](TimeDelta delay) { return delay > TimeDelta::Zero() && now < base + delay; };
  const bool early = paused_ || is_early(delay_);
  if (early && std::ranges::any_of(passing_, std::not_fn(is_early))) {
    // In answer to what came in the same bytes before the signal that counts from now on.
  } else if (early && is_exception(now)) {
    last_exception_ = now;
  } else if (paused_) {
    violated("sent-in-pause", now, "fragment " + id);
  } else if (early) {
    violated("sent-too-soon", now, "fragment " + id + ", " + duration_text(base + delay_ - now) + " before its time");
  }
  last_sent_ = now;
}

bool BackpressureOracle::is_exception(Timestamp now) const {
  const TimeDelta limit = scenario().worker.backpressure_pause_limit;
  if (!blocked_since_ || limit <= TimeDelta::Zero()) return false;
  return now - last_exception_.value_or(*blocked_since_) >= limit;
}

}  // namespace sw::sim

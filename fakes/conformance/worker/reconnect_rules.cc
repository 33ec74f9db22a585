#include "fakes/conformance/worker/reconnect_rules.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sw::fakes::conformance::worker {
namespace {

constexpr std::array kLadder{TimeDelta::Seconds(2), TimeDelta::Seconds(4), TimeDelta::Seconds(8),
                             TimeDelta::Seconds(16), TimeDelta::Seconds(32)};  // spec FR-016f

}  // namespace

void ReconnectRules::on_ending(Timestamp now, const Ending& ending) {
  lost_.reset();
  may_restart_ = false;
  if (ending.was_useful) step_ = 0;
  if (ending.stream_ended || (ending.was_ready && ending.by_worker)) return;
  lost_ = now;
  may_restart_ = ending.was_ready;
}

void ReconnectRules::on_attempt(Timestamp began) {
  if (!lost_) return;
  const Timestamp lost = *std::exchange(lost_, std::nullopt);
  const auto fits = [&](const std::optional<Due>& due) { return due && abs(began - due->at) <= tolerance_; };
  auto due = next_visible(lost, step_);
  if (!fits(due) && may_restart_) {
    if (const auto anew = next_visible(lost, 0); fits(anew)) due = anew;
  }
  const std::string came = "an attempt " + shown(began - lost) + " after the loss or failure";
  ledger_.check(Rule::kReconnectDelays, due.has_value(), began, came + ", after five that failed");
  if (!due) return;
  ledger_.check(Rule::kReconnectDelays, fits(due), began, came + " instead of " + shown(due->at - lost));
  step_ = due->step + 1;
}

void ReconnectRules::on_accepting(Timestamp now, bool accepting) {
  const bool closed = !closures_.empty() && !closures_.back().until;
  if (closed != accepting) return;
  if (closed) {
    closures_.back().until = now;
  } else {
    closures_.push_back({now, std::nullopt});
  }
  if (closures_.size() > kMaxClosures) closures_.erase(closures_.begin());
}

bool ReconnectRules::was_closed(Timestamp at) const {
  return std::ranges::any_of(
      closures_, [&](const Closure& closure) { return closure.from <= at && (!closure.until || at < *closure.until); });
}

std::optional<ReconnectRules::Due> ReconnectRules::next_visible(Timestamp from, std::size_t step) const {
  for (; step < kLadder.size(); ++step) {
    from += kLadder[step];
    if (!was_closed(from)) return Due{from, step};
  }
  return std::nullopt;
}

void ReconnectRules::on_end(Timestamp now) {
  if (!lost_) return;
  auto due = next_visible(*lost_, step_);
  if (may_restart_) {
    if (const auto anew = next_visible(*lost_, 0); anew && due && anew->at > due->at) due = anew;
  }
  if (!due || now <= due->at + tolerance_) return;
  ledger_.broken(
      Rule::kReconnectDelays, now,
      "no attempt in the " + shown(now - *lost_) + " since the loss; expected after " + shown(due->at - *lost_));
}

}  // namespace sw::fakes::conformance::worker

#include "fakes/conformance/worker/reconnect_rules.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace sw::fakes::conformance::worker {
namespace {

constexpr std::array kLadder{TimeDelta::Seconds(2), TimeDelta::Seconds(4), TimeDelta::Seconds(8),
                             TimeDelta::Seconds(16), TimeDelta::Seconds(32)};  // spec FR-016f

}  // namespace

void ReconnectRules::on_ending(Timestamp now, const Ending& ending) {
  gone_.reset();
  if (ending.was_useful) steps_ = {0};
  if (ending.stream_ended) return;
  if (ending.was_ready) steps_.insert(0);
  gone_ = Gone{now, !ending.was_ready || !ending.by_worker};
}

void ReconnectRules::on_attempt(Timestamp began) {
  if (!gone_) return;
  const Gone gone = *std::exchange(gone_, std::nullopt);
  std::set<std::size_t> after;
  std::string expected;
  for (const std::size_t step : steps_) {
    const auto due = next_visible(gone.at, step);
    if (due && abs(began - due->at) <= tolerance_) after.insert(due->step + 1);
    if (due) expected += (expected.empty() ? "" : " or ") + shown(due->at - gone.at);
  }
  if (!gone.lost) return steps_.merge(after);
  ledger_.check(Rule::kReconnectDelays, !after.empty(), began,
                "an attempt " + shown(began - gone.at) + " after the loss or failure instead of " +
                    (expected.empty() ? "none, after five" : expected));
  if (after.empty()) after.insert(*steps_.begin() + 1);
  steps_ = std::move(after);
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
  if (!gone_ || !gone_->lost) return;
  std::optional<Timestamp> latest;
  for (const std::size_t step : steps_) {
    const auto due = next_visible(gone_->at, step);
    if (!due) return;  // it may have given up
    latest = latest ? std::max(*latest, due->at) : due->at;
  }
  if (now <= *latest + tolerance_) return;
  ledger_.broken(Rule::kReconnectDelays, now,
                 "no attempt in the " + shown(now - gone_->at) + " since the loss or failure; expected after " +
                     shown(*latest - gone_->at));
}

}  // namespace sw::fakes::conformance::worker

#include "sim/oracle/sts/breaker.h"

#include <algorithm>
#include <array>

#include "sim/kernel/scheduler.h"
#include "sim/oracle/fields.h"
#include "sim/oracle/sts/schema.h"
#include "worker/base/duration.h"

namespace sw::sim {
namespace {

constexpr int kThreshold = 5;
constexpr TimeDelta kCooldown = TimeDelta::Seconds(30);

bool is_one_of(std::string_view code, std::initializer_list<std::string_view> codes) {
  return std::ranges::find(codes, code) != codes.end();
}

bool is_counted(std::string_view code, std::optional<bool> retryable) {
  if (is_one_of(code, {"TIMEOUT", "MODEL_ERROR", "GPU_OOM", "QUEUE_FULL", "RATE_LIMIT"}))
    return retryable.value_or(true);
  if (is_one_of(code, {"STREAM_NOT_FOUND", "INVALID_CONFIG", "FRAGMENT_TOO_LARGE", "INVALID_SEQUENCE"})) return false;
  return retryable.value_or(false);
}

std::string text(Timestamp at) { return duration_text(at - kSimulationStart); }

}  // namespace

void BreakerOracle::on(Timestamp now, const Observation& observation) {
  if (const auto* handed = std::get_if<EventHanded>(&observation)) return on_handed(now, handed->event);
  if (const auto* event = std::get_if<WireEvent>(&observation)) return on_message(now, *event);
  if (const auto* closed = std::get_if<ConnectionClosed>(&observation)) {
    gone_ = closed->connection;
  } else if (const auto* observed = std::get_if<Observed>(&observation)) {
    if (observed->histogram != ports::Histogram::kStsRttMs) return;
    while (!answers_.empty() && !take_answer()) {
    }
  } else if (const auto* line = std::get_if<Logged>(&observation)) {
    if (audio_ && line->message == "alert" && text_field(*line, "cause") == "unusable_audio") audio_->usable = false;
  } else if (const auto* gauge = std::get_if<GaugeSet>(&observation)) {
    if (gauge->gauge == ports::Gauge::kBreakerState) on_gauge(now, gauge->value);
  }
}

// What came before has been handled by now, and shown.
void BreakerOracle::on_handed(Timestamp now, const ports::Event& event) {
  while (!answers_.empty()) {
    if (gone_ == answers_.front().connection) {
      answers_.pop_front();
    } else {
      take_answer();
    }
  }
  judge_audio();
  forget_gone();
  for (; !moves_.empty() && now > moves_.front().at + tolerance(); moves_.pop_front()) {
    violated("not-shown", moves_.front().at, "the breaker was to move and worker_sts_breaker_state did not");
  }
  advance(now);
  if (const auto* lost = std::get_if<ports::Closed>(&event)) gone_ = lost->connection;
}

// Time-outs and the cooldown, each as of its own instant. A time-out that falls on the instant of an answer comes
// first.
void BreakerOracle::advance(Timestamp now) {
  for (;;) {
    auto next = flying_.end();
    for (auto one = flying_.begin(); one != flying_.end(); ++one) {
      if (one->second.answered || one->second.until > now) continue;
      if (next == flying_.end() || one->second.until < next->second.until) next = one;
    }
    const bool cooled = state_ == State::kOpen && opened_ + kCooldown <= now;
    if (cooled && (next == flying_.end() || opened_ + kCooldown < next->second.until)) {
      move(opened_ + kCooldown, State::kHalfOpen);
      continue;
    }
    if (next == flying_.end()) return;
    const std::string id = next->first;
    settle(next->second.until, id, Outcome::kFailure);
  }
}

void BreakerOracle::on_message(Timestamp now, const WireEvent& event) {
  if (event.sender == Sender::kWorker) {
    if (event.name == "fragment:data") on_sent(now, event);
  } else if (event.name == "fragment:processed" || event.name == "error") {
    on_answer(now, event);
  }
}

void BreakerOracle::on_sent(Timestamp now, const WireEvent& event) {
  judge_audio();
  const std::string id(text_field(event.payload, "fragment_id"));
  if (state_ == State::kOpen) violated("sent-while-open", now, "fragment " + id);
  if (state_ == State::kHalfOpen) {
    if (probe_) violated("two-probes", now, "fragment " + id + " beside " + *probe_);
    probe_ = id;
  }
  flying_.insert_or_assign(id, Flying{now + scenario().worker.sts_timeout, event.connection});
}

void BreakerOracle::on_answer(Timestamp now, const WireEvent& event) {
  const std::string_view id = text_field(event.payload, "fragment_id");
  const std::string_view stream = text_field(event.payload, "stream_id");
  if (!flying_.contains(id) || (!stream.empty() && stream != kStreamId)) return;
  Answer answer{std::string(id), now, event.connection, std::nullopt};
  if (event.name == "error") {
    if (!keeps_schema(event)) return;
    const auto retryable = flag_field(event.payload, "retryable");
    answer.outcome = is_counted(text_field(event.payload, "code"), retryable) ? Outcome::kFailure : Outcome::kNeutral;
  } else if (text_field(event.payload, "status") == "failed" && keeps_schema(event)) {
    const auto error = event.payload.FindMember("error");
    const bool explained = error != event.payload.MemberEnd() && error->value.IsObject();
    const std::string_view code = explained ? text_field(error->value, "code") : std::string_view("MODEL_ERROR");
    const auto retryable = explained ? flag_field(error->value, "retryable") : std::nullopt;
    answer.outcome = is_counted(code, retryable) ? Outcome::kFailure : Outcome::kNeutral;
  }
  answers_.push_back(std::move(answer));
}

// The next answer, as the worker handles it; false where nobody waited for it.
bool BreakerOracle::take_answer() {
  judge_audio();
  const Answer answer = std::move(answers_.front());
  answers_.pop_front();
  const auto found = flying_.find(answer.id);
  if (found == flying_.end() || found->second.connection != answer.connection || found->second.answered) return false;
  if (answer.outcome) {
    settle(answer.at, answer.id, *answer.outcome);
  } else {
    found->second.answered = true;
    audio_ = Audio{answer.id, answer.at};
  }
  return true;
}

// The audio that was looked at has shown by now what it is worth.
void BreakerOracle::judge_audio() {
  if (!audio_) return;
  const Audio audio = *std::exchange(audio_, std::nullopt);
  settle(audio.at, audio.id, audio.usable ? Outcome::kSuccess : Outcome::kNeutral);
}

void BreakerOracle::forget_gone() {
  if (!gone_) return;
  const auto probe = probe_ ? flying_.find(*probe_) : flying_.end();
  if (probe != flying_.end() && probe->second.connection == *gone_) probe_.reset();
  std::erase_if(flying_, [&](const auto& one) { return one.second.connection == *gone_; });
  gone_.reset();
}

void BreakerOracle::settle(Timestamp at, std::string_view id, Outcome outcome) {
  const auto found = flying_.find(id);
  if (found == flying_.end()) return;
  const bool moves_nothing = found->second.before_opening;
  flying_.erase(found);
  if (state_ == State::kHalfOpen && probe_ == id) {
    probe_.reset();
    if (outcome == Outcome::kSuccess) move(at, State::kClosed);
    if (outcome == Outcome::kFailure) move(at, State::kOpen);
  } else if (state_ == State::kClosed && !moves_nothing) {
    if (outcome == Outcome::kSuccess) failures_ = 0;
    if (outcome == Outcome::kFailure && ++failures_ == kThreshold) move(at, State::kOpen);
  }
}

void BreakerOracle::move(Timestamp at, State to) {
  state_ = to;
  failures_ = 0;
  probe_.reset();
  if (to == State::kOpen) opened_ = at;
  if (to != State::kHalfOpen) {
    for (auto& [id, flying] : flying_) flying.before_opening = true;
  }
  moves_.push_back({to, at});
}

void BreakerOracle::on_gauge(Timestamp now, double value) {
  judge_audio();
  constexpr std::array<State, 3> kStates{State::kClosed, State::kHalfOpen, State::kOpen};
  const auto shown = static_cast<std::size_t>(value);
  if (moves_.empty() || shown >= kStates.size() || kStates.at(shown) != moves_.front().to) {
    return violated("moved-wrongly", now, "the gauge shows " + std::to_string(shown));
  }
  const Timestamp due = moves_.front().at;
  moves_.pop_front();
  if (now > due + tolerance()) violated("moved-late", now, "the breaker was to move at " + text(due));
}

}  // namespace sw::sim

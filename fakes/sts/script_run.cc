#include "fakes/sts/script_run.h"

#include <algorithm>
#include <utility>

#include "fakes/sts/limits.h"
#include "fakes/sts/script_actions.h"
#include "worker/base/earlier.h"

namespace sw::fakes::sts {
namespace {

// Whether a fault does something at an instant, rather than being looked up.
bool is_moment(const FaultAction& action) {
  return row_of(action).kind == ActionKind::kOfMoment || std::holds_alternative<Restart>(action);
}

// Whether its end is an instant at which something goes on.
bool holds_back(const FaultAction& action) {
  return std::holds_alternative<StopPings>(action) || std::holds_alternative<Freeze>(action) ||
         std::holds_alternative<Restart>(action);
}

// Keeps what an earlier fault of the script has set.
template <class Action>
bool apply(const FaultAction& action, std::optional<Action>& slot) {
  const auto* found = std::get_if<Action>(&action);
  if (found == nullptr || slot) return false;
  slot = *found;
  return true;
}

bool apply(const FaultAction& action, Treatment& treatment) {
  return apply(action, treatment.slow) || apply(action, treatment.silent) || apply(action, treatment.wrong_order) ||
         apply(action, treatment.duplicate) || apply(action, treatment.alter) || apply(action, treatment.error);
}

}  // namespace

bool picks(const Pick& pick, const SessionFacts& session) {
  if (pick.stream && *pick.stream != session.stream_id) return false;
  return !pick.session || *pick.session == session.session;
}

bool picks(const Pick& pick, const FragmentFacts& fragment) {
  if (!picks(pick, fragment.session)) return false;
  if (pick.from && fragment.sequence_number < *pick.from) return false;
  if (pick.to && fragment.sequence_number > *pick.to) return false;
  if (pick.every && fragment.nth % *pick.every != 0) return false;
  return !pick.fragment_id || *pick.fragment_id == fragment.fragment_id;
}

ScriptRun::ScriptRun(Timestamp start, StsScript script) : script_(std::move(script)), progress_(script_.faults.size()) {
  for (std::size_t i = 0; i < progress_.size(); ++i) {
    if (const auto* after = std::get_if<TimeDelta>(&script_.faults[i].begin)) begin(i, start + *after);
  }
}

void ScriptRun::begin(std::size_t index, Timestamp at) {
  progress_[index].begins = at;
  if (is_moment(script_.faults[index].action)) progress_[index].next_due = at;
}

void ScriptRun::count(Timestamp now, Milestone what) {
  const int64_t count = ++counts_[static_cast<std::size_t>(what)];
  for (std::size_t i = 0; i < progress_.size(); ++i) {
    const auto* nth = std::get_if<AfterNth>(&script_.faults[i].begin);
    if (nth != nullptr && nth->what == what && nth->n == count) begin(i, now + nth->after);
  }
}

std::optional<Timestamp> ScriptRun::end(std::size_t index) const {
  const Fault& fault = script_.faults[index];
  if (!fault.lasting || !progress_[index].begins) return std::nullopt;
  return *progress_[index].begins + *fault.lasting;
}

bool ScriptRun::is_on(Timestamp now, std::size_t index) const {
  const Progress& progress = progress_[index];
  if (!progress.begins || now < *progress.begins) return false;
  const auto over = end(index);
  if (over && now >= *over) return false;
  return !script_.faults[index].limit || progress.uses < *script_.faults[index].limit;
}

void ScriptRun::use(std::size_t index) {
  ++progress_[index].uses;
  ++uses_[script_.faults[index].id];
}

Treatment ScriptRun::treat(Timestamp now, const FragmentFacts& fragment) {
  Treatment treatment;
  for (std::size_t i = 0; i < progress_.size(); ++i) {
    const Fault& fault = script_.faults[i];
    if (!is_on(now, i) || !picks(fault.pick, fragment)) continue;
    if (apply(fault.action, treatment)) use(i);
  }
  return treatment;
}

template <class Action>
const Action* ScriptRun::find(Timestamp now, const SessionFacts& session) {
  for (std::size_t i = 0; i < progress_.size(); ++i) {
    const auto* action = std::get_if<Action>(&script_.faults[i].action);
    if (action == nullptr || !is_on(now, i) || !picks(script_.faults[i].pick, session)) continue;
    use(i);
    return action;
  }
  return nullptr;
}

template <class Action>
bool ScriptRun::any_on(Timestamp now, const SessionFacts& session) const {
  for (std::size_t i = 0; i < progress_.size(); ++i) {
    const Fault& fault = script_.faults[i];
    if (std::holds_alternative<Action>(fault.action) && is_on(now, i) && picks(fault.pick, session)) return true;
  }
  return false;
}

const Handshake* ScriptRun::answer_handshake(Timestamp now) { return find<Handshake>(now, {}); }
const AnswerInit* ScriptRun::answer_init(Timestamp now, const SessionFacts& session) {
  return find<AnswerInit>(now, session);
}
bool ScriptRun::pings_stopped(Timestamp now, const SessionFacts& session) const {
  return any_on<StopPings>(now, session);
}
bool ScriptRun::is_frozen(Timestamp now, const SessionFacts& session) const { return any_on<Freeze>(now, session); }

bool ScriptRun::has_strays() const {
  return std::any_of(script_.faults.begin(), script_.faults.end(),
                     [](const Fault& fault) { return std::holds_alternative<SendStray>(fault.action); });
}

// Its one use is spent when it begins, so the limit says nothing about its end.
bool ScriptRun::is_down(Timestamp now) const {
  for (std::size_t i = 0; i < progress_.size(); ++i) {
    if (!std::holds_alternative<Restart>(script_.faults[i].action) || !progress_[i].begins) continue;
    const auto over = end(i);
    if (now >= *progress_[i].begins && (!over || now < *over)) return true;
  }
  return false;
}

// Ahead of time one repetition after the other; those that a late call has missed are made up for, within a limit.
void ScriptRun::advance(std::size_t index, Timestamp now) {
  const Fault& fault = script_.faults[index];
  Progress& progress = progress_[index];
  const Timestamp due = *progress.next_due;
  progress.next_due.reset();
  const bool spent = fault.limit && progress.uses >= *fault.limit;
  if (!fault.every || spent) return;
  const int64_t missed = std::max<int64_t>((now - due) / *fault.every - kMaxCatchUp, 0);
  const Timestamp next = due + *fault.every * (missed + 1);
  const auto over = end(index);
  if (!over || next < *over) progress.next_due = next;
}

const Fault* ScriptRun::take_due(Timestamp now) {
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < progress_.size(); ++i) {
    const auto due = progress_[i].next_due;
    if (due && *due <= now && (!first || *due < *progress_[*first].next_due)) first = i;
  }
  if (!first) return nullptr;
  use(*first);
  advance(*first, now);
  return &script_.faults[*first];
}

std::optional<Timestamp> ScriptRun::deadline(Timestamp now) const {
  std::optional<Timestamp> next;
  for (std::size_t i = 0; i < progress_.size(); ++i) {
    next = earlier(next, progress_[i].next_due);
    const auto over = holds_back(script_.faults[i].action) ? end(i) : std::nullopt;
    if (over && *over > now) next = earlier(next, over);
  }
  return next;
}

}  // namespace sw::fakes::sts

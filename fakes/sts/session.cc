#include "fakes/sts/session.h"

#include <utility>

#include "contracts/limits.h"
#include "worker/base/earlier.h"
#include "worker/base/random.h"

namespace sw::fakes::sts {
namespace {

using contracts::ErrorKind;
using contracts::FragmentStatus;

FormerFragment trace_of(const contracts::FragmentData& fragment, bool with_audio) {
  FormerFragment trace{fragment.stream_id, fragment.fragment_id, fragment.sequence_number};
  if (with_audio) trace.audio = fragment.audio;
  return trace;
}

// A result of a fragment that nobody waits for, as usable as can be.
contracts::FragmentProcessed stray_result(const FormerFragment& fragment) {
  contracts::FragmentProcessed result;
  result.fragment_id = fragment.fragment_id;
  result.stream_id = fragment.stream_id;
  result.sequence_number = fragment.sequence_number;
  result.status = fragment.audio ? FragmentStatus::kSuccess : FragmentStatus::kPartial;
  result.dubbed_audio = fragment.audio;
  return result;
}

}  // namespace

StsSession::StsSession(SharedState& shared, uint64_t number, const contracts::StreamInit& init, int64_t confirmed)
    : shared_(shared),
      keeps_audio_(shared.script.has_strays()),
      number_(static_cast<int64_t>(number)),
      stream_id_(init.stream_id),
      languages_{init.config.source_language, init.config.target_language},
      inflight_(shared.settings.slot_release),
      pressure_(shared.settings.pressure, confirmed) {}

Load StsSession::load() const { return {inflight_.count(), static_cast<int64_t>(queue_.size())}; }

// --- Fragments in ---

void StsSession::on_fragment(Timestamp now, contracts::FragmentData fragment, Emissions& out) {
  if (const auto refusal = find_refusal(fragment)) {
    ++shared_.statistics.fragments_refused;
    return complain(*refusal, fragment.fragment_id, out);
  }
  accept(now, std::move(fragment), out);
  deliver(now, out);
}

std::optional<Blame> StsSession::find_refusal(const contracts::FragmentData& fragment) {
  if (fragment.stream_id != stream_id_) return blame_of(ErrorKind::kStreamNotFound, "no such stream here");
  if (life_ == Life::kEnding || life_ == Life::kComplete) {
    return blame_of(ErrorKind::kStreamNotFound, "the stream has ended");
  }
  if (fragment.sequence_number != next_sequence_) {
    return blame_of(ErrorKind::kInvalidSequence, "expected sequence number " + std::to_string(next_sequence_) +
                                                     ", got " + std::to_string(fragment.sequence_number));
  }
  ++next_sequence_;
  if (seen_.contains(fragment.fragment_id)) return blame_of(ErrorKind::kInvalidSequence, "repeated fragment id");
  if (fragment.audio.data_base64.size() > contracts::kFragmentTooLargeCharacters) {
    return blame_of(ErrorKind::kFragmentTooLarge, "audio exceeds 10 MB of base64");
  }
  if (life_ == Life::kPaused) return blame_of(ErrorKind::kQueueFull, "the stream is paused");
  if (!queue_.has_room_for(fragment)) return blame_of(ErrorKind::kQueueFull, "too many fragments wait");
  return std::nullopt;
}

void StsSession::accept(Timestamp now, contracts::FragmentData fragment, Emissions& out) {
  ++shared_.statistics.fragments_accepted;
  record_.on_accepted(fragment.audio.duration_ms);
  seen_.add(fragment.fragment_id);
  inflight_.add(fragment.fragment_id);
  latest_ = trace_of(fragment, keeps_audio_);
  const FragmentFacts facts{this->facts(), fragment.fragment_id, fragment.sequence_number, record_.accepted()};
  const Treatment treatment = shared_.script.treat(now, facts);
  const bool stuck = treatment.silent && treatment.silent->blocks;
  const TimeDelta takes = processing_time(facts, treatment);
  const contracts::SimulationRule* rule = (rules_ ? *rules_ : shared_.rules).find(facts);
  if (!treatment.silent || treatment.silent->acknowledged) {
    out.push_back(emission_of(contracts::StsFragmentAck{fragment.fragment_id, contracts::QueueStatus::kQueued,
                                                        static_cast<int64_t>(queue_.size()), takes.millis()}));
  }
  queue_.push({std::move(fragment), now, stuck ? std::nullopt : std::optional(now + takes), treatment,
               rule == nullptr ? std::nullopt : std::optional(*rule)});
  warn(pressure_.on_fragment(load()), out);
}

TimeDelta StsSession::processing_time(const FragmentFacts& facts, const Treatment& treatment) const {
  const StsSettings& settings = shared_.settings;
  const TimeDelta delay = treatment.slow ? treatment.slow->delay : settings.processing_delay;
  const TimeDelta jitter = treatment.slow ? treatment.slow->jitter : settings.processing_jitter;
  return delay + drawn_time(settings.seed, "sts jitter", static_cast<uint64_t>(number_),
                            static_cast<uint64_t>(facts.sequence_number), jitter);
}

// --- Results out ---

void StsSession::deliver(Timestamp now, Emissions& out) {
  while (auto fragment = queue_.take_done(now)) answer(now, *std::move(fragment), out);
  finish(now, out);
}

void StsSession::answer(Timestamp now, HeldFragment fragment, Emissions& out) {
  const Treatment treatment = fragment.treatment;
  const FormerFragment trace = trace_of(fragment.data, keeps_audio_);
  if (treatment.error) {
    shared_.statistics.count_error(treatment.error->error.code);
    out.push_back(emission_of({shared_.next_error_id(), stream_id_, trace.fragment_id, treatment.error->error,
                               treatment.error->severity, treatment.error->naming}));
  }
  const bool has_result = !treatment.silent && (!treatment.error || treatment.error->result);
  bool to_be_acked = false;
  if (has_result) {
    EchoResult result = make_result(now, std::move(fragment), languages_, shared_.settings);
    to_be_acked = result.message.status != FragmentStatus::kFailed;
    record_.on_result(result.message.status, result.message.processing_time_ms);
    count(result);
    answered_ = trace;
    delivery_.send(now, emission_of(std::move(result.message), result.oddity), treatment.wrong_order,
                   treatment.duplicate, out);
  } else {
    if (treatment.silent) ++shared_.statistics.fragments_dropped;
    record_.on_failure();
  }
  inflight_.on_result(trace.fragment_id, to_be_acked);
  warn(pressure_.on_release(load()), out);
}

void StsSession::count(const EchoResult& result) {
  StsStatistics& statistics = shared_.statistics;
  if (result.message.status == FragmentStatus::kSuccess) ++statistics.results_success;
  if (result.message.status == FragmentStatus::kPartial) ++statistics.results_partial;
  if (result.message.status == FragmentStatus::kFailed) ++statistics.results_failed;
  if (result.oddity.error) return statistics.count_error(result.oddity.error->code);
  if (result.message.error) statistics.count_error(result.message.error->code.text());
}

void StsSession::finish(Timestamp now, Emissions& out) {
  if (life_ != Life::kEnding || !queue_.is_empty()) return;
  delivery_.release_all(now, out);
  out.push_back(emission_of(record_.complete(stream_id_)));
  ++shared_.statistics.sessions_completed;
  life_ = Life::kComplete;
  close_at_ = now + shared_.settings.close_after_complete;
}

std::optional<Timestamp> StsSession::deadline() const {
  return earlier(close_at_, earlier(queue_.deadline(), delivery_.deadline()));
}

void StsSession::on_time(Timestamp now, Emissions& out) {
  delivery_.on_time(now, out);
  deliver(now, out);
}

bool StsSession::wants_to_close(Timestamp now) const { return close_at_ && now >= *close_at_; }

// --- The rest of the protocol ---

void StsSession::on_ack(const contracts::WorkerFragmentAck& ack, Emissions& out) {
  const bool applied = ack.status == contracts::ReceiptStatus::kApplied;
  ++(applied ? shared_.statistics.acks_applied : shared_.statistics.acks_received);
  if (!seen_.contains(ack.fragment_id)) ++shared_.statistics.acks_unknown;
  inflight_.on_ack(ack.fragment_id, ack.status);
  warn(pressure_.on_release(load()), out);
}

void StsSession::on_pause(const contracts::StreamPause& pause, Emissions& out) {
  if (!is_ours(pause.stream_id, out)) return;
  ++shared_.statistics.pauses;
  if (life_ == Life::kRunning) life_ = Life::kPaused;
}

void StsSession::on_resume(const contracts::StreamResume& resume, Emissions& out) {
  if (!is_ours(resume.stream_id, out)) return;
  ++shared_.statistics.resumes;
  if (life_ == Life::kPaused) life_ = Life::kRunning;
}

void StsSession::on_end(Timestamp now, const contracts::StreamEnd& end, Emissions& out) {
  if (!is_ours(end.stream_id, out)) return;
  ++shared_.statistics.ends;
  if (life_ != Life::kComplete) life_ = Life::kEnding;
  finish(now, out);
}

contracts::ErrorSimulationAck StsSession::configure(const contracts::ErrorSimulation& message) {
  if (!rules_) rules_.emplace();
  return rules_->configure(message);
}

bool StsSession::is_ours(const std::string& stream_id, Emissions& out) {
  if (stream_id == stream_id_) return true;
  complain(blame_of(ErrorKind::kStreamNotFound, "no such stream here"), "", out);
  return false;
}

void StsSession::complain(const Blame& blame, const std::string& fragment_id, Emissions& out) {
  shared_.statistics.count_error(blame.code);
  const auto kind = contracts::ErrorCode(blame.code).kind();
  const auto severity = kind ? contracts::traits_of(*kind).severity : contracts::ErrorSeverity::kError;
  out.push_back(emission_of({shared_.next_error_id(), stream_id_, fragment_id, blame, severity}));
}

void StsSession::warn(std::optional<contracts::Backpressure> warning, Emissions& out) {
  if (!warning) return;
  warning->stream_id = stream_id_;
  shared_.statistics.count_pressure(warning->action);
  out.push_back(emission_of(*warning));
}

// --- Faults of moments ---

void StsSession::send(const SendPressure& pressure, Emissions& out) {
  const contracts::Backpressure warning{
      pressure.stream_id.value_or(stream_id_), pressure.severity, inflight_.count(),
      static_cast<int64_t>(queue_.size()),     pressure.action,   pressure.recommended_delay_ms};
  shared_.statistics.count_pressure(warning.action);
  out.push_back(pressure.nulls ? emission_with_nulls(warning) : emission_of(warning));
}

void StsSession::send(const SendStray& stray, Emissions& out) {
  const auto send = [&](const FormerFragment& fragment) { out.push_back(emission_of(stray_result(fragment))); };
  const std::optional<contracts::AudioData> audio = latest_ ? latest_->audio : std::nullopt;
  switch (stray.of) {
    case StrayResult::kUnknownFragment:
      return send({stream_id_, "fragment-that-never-was", next_sequence_, audio});
    case StrayResult::kOtherStream:
      return send({stream_id_ + "-other", latest_ ? latest_->fragment_id : "fragment-of-another-stream", 0, audio});
    case StrayResult::kEarlierSession:
      if (const FormerFragment* former = shared_.find_former(stream_id_)) send(*former);
      return;
    case StrayResult::kAnswered:
      if (answered_) send(*answered_);
      return;
  }
}

void StsSession::leave_traces() {
  if (latest_) shared_.remember(*latest_);
}

}  // namespace sw::fakes::sts

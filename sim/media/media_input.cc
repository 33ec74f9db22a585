#include "sim/media/media_input.h"

#include <algorithm>
#include <utility>

#include "worker/base/random.h"

namespace sw::sim {
namespace {

using ports::InputFailure;
using ports::PipelineErrorType;

// PTS of the first unit of a connection: a B frame behind it may have an earlier one.
constexpr MediaTime kFirstShownPts = MediaTime::FromSeconds(1);

ports::InputDescribed description_of(ports::PipelineRunId run, const SourcePlan& plan) {
  ports::InputDescribed described{run, {{"video", plan.foreign ? "JPEG" : "H264"}}};
  if (plan.audio) described.media.push_back({"audio", plan.foreign ? "PCMA" : "MPEG4-GENERIC"});
  return described;
}

}  // namespace

SimMediaInput::SimMediaInput(Scheduler& scheduler, MediaServer& server, ports::EventSink& sink, InputLink link)
    : scheduler_(scheduler), server_(server), sink_(sink), link_(link) {}

SimMediaInput::~SimMediaInput() {
  close();
  scheduler_.cancel(stall_end_);
}

void SimMediaInput::open(ports::PipelineRunId run, const Url& url, TimeDelta) {
  close();
  state_ = Connecting{run, url, now() + link_.round_trip + kServerPatience};
  later(link_.round_trip, &SimMediaInput::connect);
}

void SimMediaInput::close() {
  scheduler_.cancel(step_);
  scheduler_.cancel(patience_);
  const auto* reading = std::get_if<Reading>(&state_);
  if (reading != nullptr) server_.stop(reading->from.id);
  hangs_ = false;
  state_ = Closed{};
}

void SimMediaInput::later(TimeDelta delay, void (SimMediaInput::*step)()) {
  scheduler_.cancel(step_);
  step_ = scheduler_.after(delay, [this, step] { (this->*step)(); });
}

// ---- Connecting.

void SimMediaInput::connect() {
  const auto& connecting = std::get<Connecting>(state_);
  switch (is_stalled() ? MediaServer::Reach::kHangs : server_.reach(connecting.url)) {
    case MediaServer::Reach::kRefuses:
      return give_up(connecting.run, PipelineErrorType::kElement, InputFailure::kRefused,
                     "Could not connect to server. (Connection refused)");
    case MediaServer::Reach::kBabbles:
      return give_up(connecting.run, PipelineErrorType::kElement, InputFailure::kRefused,
                     "Could not receive message. (Parse error)");
    case MediaServer::Reach::kHangs:
      if (now() >= connecting.patient_until) return lose_patience();
      return later(std::min(kHangPoll, connecting.patient_until - now()), &SimMediaInput::connect);
    case MediaServer::Reach::kAnswers:
      return later(link_.round_trip, &SimMediaInput::describe);
  }
}

void SimMediaInput::describe() {
  const auto [run, url, patient_until] = std::get<Connecting>(state_);
  if (is_stalled() || server_.reach(url) != MediaServer::Reach::kAnswers) return connect();
  const auto plan = server_.describe(url);
  if (!plan) return give_up(run, plan.error());
  sink_.post(description_of(run, **plan));
  if ((*plan)->foreign) {
    return give_up(run, PipelineErrorType::kNegotiation, InputFailure::kUnsupported, "no track that can be carried");
  }
  later(link_.round_trip * 2, &SimMediaInput::play);
}

void SimMediaInput::play() {
  const auto [run, url, patient_until] = std::get<Connecting>(state_);
  if (is_stalled() || server_.reach(url) != MediaServer::Reach::kAnswers) return connect();
  const auto from = server_.read(url, *this);
  if (!from) return give_up(run, from.error());
  from->stream->skip_to(now() - from->began);
  state_ = Reading{.run = run,
                   .from = *from,
                   .video_format = std::nullopt,
                   .audio_format = std::nullopt,
                   .shift = std::nullopt,
                   .last_arrival = now(),
                   .held = {}};
  schedule_reading();
}

// ---- Reading.

Timestamp SimMediaInput::arrival_of(const SourceUnit& unit, const Reading& reading) const {
  const uint64_t track = unit.track == Track::kVideo ? 0 : 1;
  const TimeDelta jitter = drawn_time(link_.seed, "input-jitter", track, unit.number, link_.jitter);
  return std::max(reading.from.began + unit.sent + link_.round_trip / 2 + jitter, reading.last_arrival);
}

void SimMediaInput::schedule_reading() {
  const auto& reading = std::get<Reading>(state_);
  scheduler_.cancel(step_);
  if (hangs_) return;
  const SourceUnit* unit = reading.from.stream->next();
  if (unit != nullptr) {
    step_ = scheduler_.at(arrival_of(*unit, reading) + link_.batch, [this] { read(); });
  } else if (!is_stalled()) {
    finish();
  }
}

void SimMediaInput::read() {
  auto& reading = std::get<Reading>(state_);
  const bool holds = is_stalled();
  for (const SourceUnit* unit = reading.from.stream->next(); unit != nullptr; unit = reading.from.stream->next()) {
    const Timestamp arrival = arrival_of(*unit, reading);
    if (arrival > now()) break;
    if (holds) {
      reading.blocked = true;
      const bool kept = server_.send(reading.from.id, reading.from.began + unit->sent, false);
      if (!std::holds_alternative<Reading>(state_)) return;  // closed for being too slow
      if (!kept) reading.from.stream->advance();
      if (!kept) continue;
    }
    take(reading, arrival, holds);
  }
  schedule_reading();
}

void SimMediaInput::take(Reading& reading, Timestamp arrival, bool holds) {
  SourceStream& stream = *reading.from.stream;
  const SourceUnit& unit = *stream.next();
  const auto pass = [&](ports::Event event) {
    if (holds) return reading.held.push_back(std::move(event));
    sink_.post(std::move(event));
  };
  const bool video = unit.track == Track::kVideo;
  auto& shown = video ? reading.video_format : reading.audio_format;
  if (shown != unit.format) {
    shown = unit.format;
    pass(ports::InputFormat{reading.run, video ? Format(stream.video_format()) : Format(stream.audio_format())});
  }
  if (!reading.shift) reading.shift = kFirstShownPts - unit.pts;
  reading.last_arrival = arrival;
  pass(ports::InputUnit{reading.run, AccessUnit{.track = unit.track,
                                                .payload = stream.payload(),
                                                .pts = unit.pts + *reading.shift,
                                                .dts = std::nullopt,
                                                .keyframe = unit.keyframe,
                                                .arrival = arrival}});
  stream.advance();
}

void SimMediaInput::hold_all_sent(Reading& reading) {
  while (const SourceUnit* unit = reading.from.stream->next()) {
    if (reading.from.began + unit->sent > now()) return;
    take(reading, arrival_of(*unit, reading), true);
  }
}

void SimMediaInput::finish() {
  const auto& reading = std::get<Reading>(state_);
  const auto ended = reading.run;
  server_.finish(reading.from.id);
  close();
  sink_.post(ports::InputEnded{ended});
}

// ---- When nothing comes.

void SimMediaInput::stall(TimeDelta length) {
  if (std::holds_alternative<Reading>(state_) && !hangs_ && !is_stalled()) read();
  stalled_until_ = now() + length;
  scheduler_.cancel(stall_end_);
  stall_end_ = scheduler_.after(length, [this] { end_stall(); });
  if (std::holds_alternative<Reading>(state_)) await_server();
}

void SimMediaInput::end_stall() {
  stalled_until_.reset();
  auto* reading = std::get_if<Reading>(&state_);
  if (reading == nullptr) return;
  release_held(reading->held, true);
  reading->last_arrival = now();
  if (std::exchange(reading->blocked, false)) server_.send(reading->from.id, now(), true);
  if (hangs_) return;
  scheduler_.cancel(patience_);
  read();
}

// What was held comes now; where it is `late`, that is when it arrives.
void SimMediaInput::release_held(std::deque<ports::Event>& held, bool late) {
  for (; !held.empty(); held.pop_front()) {
    auto* event = std::get_if<ports::InputUnit>(&held.front());
    if (event != nullptr && late) event->unit.arrival = now();
    sink_.post(std::move(held.front()));
  }
}

void SimMediaInput::on_hang(bool hangs) {
  auto& reading = std::get<Reading>(state_);
  if (!hangs) {
    hangs_ = false;
    if (is_stalled()) return schedule_reading();
    scheduler_.cancel(patience_);
    if (reading.held.empty()) return schedule_reading();
    // What had been sent before is still on its way.
    scheduler_.cancel(step_);
    step_ = scheduler_.at(std::max(now(), reading.last_arrival), [this] {
      release_held(std::get<Reading>(state_).held, false);
      schedule_reading();
    });
    return;
  }
  hold_all_sent(reading);
  hangs_ = true;
  scheduler_.cancel(step_);
  await_server();
  if (is_stalled()) return;
  step_ = scheduler_.at(std::max(now(), reading.last_arrival),
                        [this] { release_held(std::get<Reading>(state_).held, false); });
}

void SimMediaInput::await_server() {
  scheduler_.cancel(patience_);
  patience_ = scheduler_.after(kServerPatience, [this] { lose_patience(); });
}

void SimMediaInput::lose_patience() {
  const auto waiting = run();
  if (std::holds_alternative<Connecting>(state_)) {
    return give_up(*waiting, PipelineErrorType::kElement, InputFailure::kRefused,
                   "Could not connect to server. (Timeout while waiting for server response)");
  }
  close();
  sink_.post(ports::InputEnded{*waiting});
}

void SimMediaInput::on_connection_lost() {
  auto& reading = std::get<Reading>(state_);
  if (!hangs_) hold_all_sent(reading);
  Timestamp end = std::max(now() + link_.round_trip / 2, reading.last_arrival);
  const bool late = is_stalled();
  if (late) end = std::max(end, *stalled_until_);
  scheduler_.cancel(patience_);
  scheduler_.cancel(step_);
  hangs_ = false;
  state_ = Ending{reading.run, std::move(reading.held), late};
  step_ = scheduler_.at(end, [this] { end_lost(); });
}

void SimMediaInput::end_lost() {
  auto& ending = std::get<Ending>(state_);
  const auto ended = ending.run;
  release_held(ending.held, ending.late);
  state_ = Closed{};
  sink_.post(ports::InputWarned{ended, "The server closed the connection."});
  sink_.post(ports::InputEnded{ended});
}

// ---- Faults.

std::optional<ports::PipelineRunId> SimMediaInput::run() const {
  if (const auto* connecting = std::get_if<Connecting>(&state_)) return connecting->run;
  if (const auto* reading = std::get_if<Reading>(&state_)) return reading->run;
  if (const auto* ending = std::get_if<Ending>(&state_)) return ending->run;
  return std::nullopt;
}

void SimMediaInput::give_up(ports::PipelineRunId failed, PipelineErrorType type, InputFailure failure,
                            const std::string& text) {
  close();
  sink_.post(ports::InputFailed{failed, type, failure, text});
}

void SimMediaInput::give_up(ports::PipelineRunId failed, fakes::ReadRefusal refusal) {
  if (refusal == fakes::ReadRefusal::kForbidden) {
    return give_up(failed, PipelineErrorType::kElement, InputFailure::kRefused, "Unauthorized (401)");
  }
  give_up(failed, PipelineErrorType::kElement, InputFailure::kNotFound, "Not Found (404)");
}

void SimMediaInput::fail(PipelineErrorType type, InputFailure failure, const std::string& text) {
  if (const auto open = run()) give_up(*open, type, failure, text);
}

void SimMediaInput::warn(const std::string& text) {
  if (const auto open = run()) sink_.post(ports::InputWarned{*open, text});
}

}  // namespace sw::sim

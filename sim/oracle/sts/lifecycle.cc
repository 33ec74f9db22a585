#include "sim/oracle/sts/lifecycle.h"

#include <algorithm>
#include <utility>

#include "sim/kernel/scheduler.h"
#include "sim/oracle/fields.h"
#include "sim/oracle/sts/schema.h"
#include "worker/base/duration.h"

namespace sw::sim {
namespace {

constexpr TimeDelta kCompleteLimit = TimeDelta::Seconds(5);
constexpr int64_t kLongestChunkMs = 5'000;

std::string text(Timestamp at) { return duration_text(at - kSimulationStart); }

}  // namespace

void LifecycleOracle::on(Timestamp now, const Observation& observation) {
  if (const auto* handed = std::get_if<EventHanded>(&observation)) return on_handed(now, handed->event);
  if (const auto* line = std::get_if<Logged>(&observation)) return on_line(*line);
  if (const auto* packet = std::get_if<WirePacket>(&observation)) return on_packet(now, *packet);
  if (const auto* event = std::get_if<WireEvent>(&observation)) {
    if (!session_ || session_->connection != event->connection) return;
    event->sender == Sender::kWorker ? on_worker(now, *event) : on_service(now, *event);
  } else if (const auto* opened = std::get_if<WireOpened>(&observation)) {
    session_ = Session{opened->connection};
    check_handshake(now, opened->request);
  } else if (const auto* closed = std::get_if<ConnectionClosed>(&observation)) {
    if (!session_ || session_->connection != closed->connection) return;
    note_results(now);
    closing_ = Closing{*std::exchange(session_, std::nullopt), now, false};
  } else if (const auto* frame = std::get_if<WireClosing>(&observation)) {
    const bool its = session_ && session_->connection == frame->connection && frame->sender == Sender::kService;
    if (its) session_->left = true;
  } else if (const auto* broken = std::get_if<WireBroken>(&observation)) {
    if (session_ && session_->connection == broken->connection) session_.reset();
  } else if (std::holds_alternative<WorkerExited>(observation)) {
    closing_.reset();
  }
}

// What the handling before owed has been done by now.
void LifecycleOracle::on_handed(Timestamp now, const ports::Event& event) {
  check_closing();
  if (session_) check_owed(now);
  returned_ = false;
  if (std::holds_alternative<ports::StopRequested>(event)) over_ = true;
  const auto* lost = std::get_if<ports::Closed>(&event);
  if (lost != nullptr && session_ && session_->connection == lost->connection) session_.reset();
}

void LifecycleOracle::on_line(const Logged& line) {
  if (line.message == "segment closed") {
    waiting_.emplace(text_field(line, "fragmentId"));
  } else if (line.message == "the segment keeps its original audio" || line.message == "fragment applied") {
    const auto found = waiting_.find(text_field(line, "fragmentId"));
    if (found != waiting_.end()) waiting_.erase(found);
  } else if (line.message == "the input has ended" || line.message == "the input is over") {
    over_ = true;
  } else if (line.message == "input lost") {
    input_lost_ = true;
  } else if (line.message == "epoch begins") {
    returned_ = std::exchange(input_lost_, false);
  } else if (line.message == "the connection to the STS is over") {
    if (closing_) closing_->broken = true;
    session_.reset();  // by a close frame, perhaps, and the end of the bytes is still to come
  }
}

void LifecycleOracle::on_packet(Timestamp now, const WirePacket& packet) {
  if (!session_ || session_->connection != packet.connection || packet.engine_type != '4') return;
  if (packet.socket_type == '1') {
    session_->said_goodbye = true;  // the service's needs no answer
  } else if (packet.sender == Sender::kService && packet.socket_type == '0' && !session_->connected) {
    session_->connected = now;
  }
}

void LifecycleOracle::check_handshake(Timestamp now, std::string_view request) {
  const auto has = [&](std::string_view line) { return request.find(line) != std::string_view::npos; };
  if (!has("X-Stream-ID: sim\r\n")) violated("no-stream-id", now, "the handshake lacks X-Stream-ID");
  if (!has("X-Worker-ID: sim-worker\r\n")) violated("no-worker-id", now, "the handshake lacks X-Worker-ID");
  if (!has("EIO=4") || !has("transport=websocket")) violated("wrong-query", now, "no EIO=4&transport=websocket");
}

void LifecycleOracle::on_worker(Timestamp now, const WireEvent& event) {
  Session& session = *session_;
  if (event.name == "stream:init") {
    if (session.init) violated("two-inits", now, "stream:init went out twice in one session");
    if (session.connected != now) violated("init-late", now, "the namespace was not connected at this instant");
    session.init = now;
    return check_init(now, event.payload);
  }
  if (!session.init) violated("before-init", now, std::string(event.name) + " before stream:init");
  if (session.end && event.name != "fragment:ack") {
    violated("after-end", now, std::string(event.name) + " after stream:end");
  }
  if (event.name == "fragment:data") {
    const std::string id(text_field(event.payload, "fragment_id"));
    waiting_.erase(id);
    session.flying.insert_or_assign(id, now + scenario().worker.sts_timeout);
  }
  check_flow(now, event.name);
}

void LifecycleOracle::check_flow(Timestamp now, std::string_view name) {
  Session& session = *session_;
  if (name == "stream:pause") {
    if (!input_lost_ || over_) violated("pause-unasked", now, "the input is not lost");
    if (std::exchange(session.paused, true)) violated("pause-twice", now, "it is paused already");
    if (!waiting_.empty()) violated("pause-early", now, "fragment " + *waiting_.begin() + " waits to be sent");
  } else if (name == "stream:resume") {
    if (!returned_) violated("resume-unasked", now, "no epoch begins");
    if (!std::exchange(session.paused, false)) violated("resume-unpaused", now, "it is not paused");
  } else if (name == "stream:end") {
    session.end = now;
    if (!over_) violated("end-unasked", now, "the stream goes on");
    if (!waiting_.empty()) violated("end-early", now, "fragment " + *waiting_.begin() + " waits to be sent");
    note_results(now);
  }
}

void LifecycleOracle::on_service(Timestamp now, const WireEvent& event) {
  Session& session = *session_;
  const bool ours = text_field(event.payload, "stream_id") == kStreamId;
  if (event.name == "stream:ready") {
    const bool accepted = ours && integer_field(event.payload, "max_inflight").value_or(0) > 0;
    if (session.init && accepted && keeps_schema(event)) session.ready = true;
  } else if (event.name == "stream:complete") {
    if (session.end && ours && !session.complete && keeps_schema(event)) session.complete = now;
  } else if (event.name == "fragment:processed" || event.name == "error") {
    note_results(now);
    const bool foreign = !text_field(event.payload, "stream_id").empty() && !ours;
    if (foreign || (event.name == "error" && !keeps_schema(event))) return;
    const auto found = session.flying.find(text_field(event.payload, "fragment_id"));
    if (found != session.flying.end()) session.flying.erase(found);
    note_results(now);
  }
}

// Follows what is in flight after stream:end; each time-out as of its own instant.
void LifecycleOracle::note_results(Timestamp now) {
  Session& session = *session_;
  std::optional<Timestamp> last;
  std::erase_if(session.flying, [&](const auto& one) {
    if (now < one.second) return false;
    last = last ? std::max(*last, one.second) : one.second;
    return true;
  });
  if (!session.end || session.results_over || !session.flying.empty()) return;
  session.results_over = last ? std::max(*last, *session.end) : now;
}

std::optional<Timestamp> LifecycleOracle::close_due() const {
  const Session& session = *session_;
  if (!session.results_over) return std::nullopt;
  if (session.complete) return std::max(*session.complete, *session.results_over);
  return *session.results_over + kCompleteLimit;
}

// Of a session that is still there. Two alarms may have been late: that of the last time-out, and that of the close.
void LifecycleOracle::check_owed(Timestamp now) {
  Session& session = *session_;
  note_results(now);
  if (const auto due = close_due(); due && now > *due + tolerance() * 2) {
    violated("stays-open", *due, "the session was to be closed at " + text(*due));
    session_.reset();
    return;
  }
  if (!session.ready || session.end) return;
  if (over_ && waiting_.empty()) violated("no-end", now, "nothing waits to be sent and stream:end did not go out");
  if (over_) return;
  if (input_lost_ && waiting_.empty() && !std::exchange(session.paused, true)) {
    violated("no-pause", now, "the input is lost and stream:pause did not go out");
  }
  if (returned_ && std::exchange(session.paused, false)) {
    violated("no-resume", now, "the input is back and stream:resume did not go out");
  }
}

// How the worker closed a connection, once it has said all about it.
void LifecycleOracle::check_closing() {
  if (!closing_) return;
  const Closing closing = *std::exchange(closing_, std::nullopt);
  if (closing.broken || closing.session.left) return;
  const Session& session = closing.session;
  if (session.connected && !session.said_goodbye) {
    violated("no-goodbye", closing.at, "the connection was closed without DISCONNECT");
  }
  if (!session.end) return;
  const Timestamp waited = session.results_over.value_or(closing.at) + kCompleteLimit;
  if (!session.results_over || (!session.complete && closing.at < waited)) {
    violated("closed-early", closing.at, "results or stream:complete were to be awaited");
  }
}

void LifecycleOracle::check_init(Timestamp now, const rapidjson::Value& payload) {
  const WorkerPlan& plan = scenario().worker;
  const auto differs = [&](const char* what) {
    violated("init-differs", now, std::string(what) + " is not the setting's");
  };
  if (text_field(payload, "stream_id") != kStreamId) differs("stream_id");
  if (text_field(payload, "worker_id") != "sim-worker") differs("worker_id");
  if (integer_field(payload, "max_inflight") != plan.sts_max_inflight) differs("max_inflight");
  if (integer_field(payload, "timeout_ms") != plan.sts_timeout.millis()) differs("timeout_ms");
  const auto config = payload.IsObject() ? payload.FindMember("config") : payload.MemberEnd();
  if (!payload.IsObject() || config == payload.MemberEnd()) return differs("config");
  const auto chunk = integer_field(config->value, "chunk_duration_ms");
  const int64_t segment = plan.segment_duration.millis();
  if (segment > kLongestChunkMs ? chunk.has_value() : chunk != segment) differs("chunk_duration_ms");
  if (text_field(config->value, "format") != "m4a") differs("format");
}

}  // namespace sw::sim

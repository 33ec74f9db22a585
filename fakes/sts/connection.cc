#include "fakes/sts/connection.h"

#include <utility>
#include <variant>

#include "fakes/sts/limits.h"
#include "fakes/sts/raw_bytes.h"
#include "fakes/sts/suite_echo.h"
#include "worker/base/earlier.h"
#include "worker/base/random.h"

namespace sw::fakes::sts {
namespace {

protocol::SioServerOptions options_of(const StsSettings& settings) {
  protocol::SioServerOptions options;
  options.path = settings.path;
  options.ping_interval = settings.ping_interval;
  options.ping_timeout = settings.ping_timeout;
  options.max_payload = settings.max_payload;
  if (settings.suites) open_for_suites(options);
  return options;
}

protocol::RandomWords words_of(uint64_t seed, ConnectionId id) {
  return [seed, id, n = uint64_t{0}]() mutable {
    return static_cast<uint32_t>(keyed_draw(seed, "sts connection", id.value(), n++));
  };
}

}  // namespace

StsConnection::StsConnection(SharedState& shared, ConnectionId id)
    : shared_(shared), id_(id), sio_(options_of(shared.settings), words_of(shared.settings.seed, id)) {}

SessionFacts StsConnection::facts() const { return session_ ? session_->facts() : SessionFacts{header_stream_, 0}; }

// --- Bytes ---

void StsConnection::start(Timestamp now) {
  record({now, id_, RecordKind::kOpened});
  entrance_.start(shared_.script.answer_handshake(now));
  if (entrance_.closes_at_once()) return close(now, "closed by the script");
  if (!entrance_.is_silent()) sio_.start(now);
  drain(now);
}

void StsConnection::on_bytes(Timestamp now, std::string_view bytes) {
  if (!is_frozen(now) && frozen_.empty()) return admit(now, bytes);
  if (bytes.size() > kMaxFrozenBytes - frozen_.size()) return reset(now, "too many bytes while frozen");
  frozen_.append(bytes);
}

void StsConnection::admit(Timestamp now, std::string_view bytes) {
  while (!bytes.empty() && !over_) {
    const Admission admission = entrance_.admit(bytes);
    if (const auto* through = std::get_if<Pass>(&admission)) pass(now, *through);
    if (const auto* answer = std::get_if<Answer>(&admission)) {
      send(answer->bytes);
      if (answer->close) close(now, "refused by the script");
    }
    if (std::holds_alternative<WantsStatistics>(admission)) {
      send(http_response(200, "application/json", to_json(shared_.statistics_now())));
      close(now, "statistics given");
    }
  }
}

void StsConnection::pass(Timestamp now, const Pass& pass) {
  sio_.on_bytes(now, pass.bytes);
  if (!pass.first) {
    muted_ = !entrance_.lets_answers_out();
    drain(now);
    muted_ = false;
    return;
  }
  for (protocol::ServerOutput& output : sio_.take_outputs()) {
    if (auto* bytes = std::get_if<protocol::SendBytes>(&output)) {
      send(entrance_.filter_handshake(std::move(bytes->bytes)));
    } else {
      take(now, std::move(output));
    }
  }
}

void StsConnection::drain(Timestamp now) {
  for (auto outputs = sio_.take_outputs(); !outputs.empty(); outputs = sio_.take_outputs()) {
    for (protocol::ServerOutput& output : outputs) {
      if (!over_) take(now, std::move(output));
    }
  }
}

void StsConnection::take(Timestamp now, protocol::ServerOutput output) {
  if (auto* bytes = std::get_if<protocol::SendBytes>(&output)) {
    if (!muted_) send(std::move(bytes->bytes));
  } else if (const auto* accepted = std::get_if<protocol::Accepted>(&output)) {
    open_ = true;
    header_stream_ = accepted->request.header("X-Stream-ID");
    header_worker_ = accepted->request.header("X-Worker-ID");
  } else if (const auto* connected = std::get_if<protocol::socket_io::Connected>(&output)) {
    on_connect(now, *connected);
  } else if (const auto* event = std::get_if<protocol::socket_io::EventReceived>(&output)) {
    on_event(now, *event);
  } else if (const auto* left = std::get_if<protocol::socket_io::Left>(&output)) {
    if (left->nsp == kNamespace) leave();
  } else if (const auto* message = std::get_if<protocol::RawMessage>(&output)) {
    echo(sio_, *message);
  } else if (const auto* ignored = std::get_if<protocol::socket_io::Ignored>(&output)) {
    record({now, id_, RecordKind::kIgnored, {}, {}, {}, {}, {}, 0, std::string(ignored->what)});
  } else if (const auto* lost = std::get_if<protocol::Disconnected>(&output)) {
    why_ = std::string(to_text(lost->reason)) + ": " + lost->text;
  } else if (std::holds_alternative<protocol::CloseConnection>(output)) {
    close(now, why_);
  }
}

void StsConnection::on_closed(Timestamp now) {
  if (over_) return;
  sio_.on_peer_closed(now);
  drain(now);
  end(now, why_.empty() ? "closed by the peer" : why_);
}

void StsConnection::on_time(Timestamp now) {
  if (over_ || is_frozen(now)) return;
  if (!frozen_.empty()) admit(now, std::exchange(frozen_, {}));
  if (over_) return;
  if (!shared_.script.pings_stopped(now, facts())) sio_.on_time(now);
  drain(now);
  if (pending_ready_ && now >= pending_ready_->due) {
    const PendingReady pending = *std::exchange(pending_ready_, std::nullopt);
    open_session(now, pending.init, pending.answer);
  }
  if (session_) {
    Emissions emissions;
    session_->on_time(now, emissions);
    emit(now, emissions);
  }
  if (session_ && session_->wants_to_close(now)) return say_goodbye(now, "stream is complete");
  if (disconnect_at_ && now >= *disconnect_at_) say_goodbye(now, "simulate:disconnect");
}

std::optional<Timestamp> StsConnection::deadline(Timestamp now) const {
  if (over_ || is_frozen(now)) return std::nullopt;
  if (!frozen_.empty()) return now;
  std::optional<Timestamp> next = disconnect_at_;
  if (!shared_.script.pings_stopped(now, facts())) next = earlier(next, sio_.deadline());
  if (pending_ready_) next = earlier(next, pending_ready_->due);
  return session_ ? earlier(next, session_->deadline()) : next;
}

void StsConnection::emit(Timestamp now, const Emissions& emissions) {
  for (const Emission& emission : emissions) emit(now, emission);
}

void StsConnection::emit(Timestamp now, const Emission& emission) {
  if (over_) return;
  const auto sent = sio_.emit(kNamespace, {emission.event, emission.payload});
  const bool was_sent = sent == protocol::socket_io::SendResult::kSent;
  if (was_sent && shared_.settings.check_contracts) {
    constexpr auto kDown = contracts::Direction::kStsToWorker;
    record_breach(now, kDown, emission.event, shared_.messages.see(kDown, emission.event, emission.payload));
  }
  record({now, id_, was_sent ? RecordKind::kSent : RecordKind::kIgnored, emission.event, emission.stream_id,
          emission.fragment_id, emission.sequence_number, emission.status, emission.payload.size(),
          was_sent ? std::string() : std::string(to_text(sent))});
  drain(now);
}

void StsConnection::send(std::string bytes) {
  if (!bytes.empty()) shared_.outputs.emplace_back(SendBytes{id_, std::move(bytes)});
}

// --- Ends ---

void StsConnection::leave() {
  if (session_) session_->leave_traces();
  session_.reset();
  pending_ready_.reset();
  joined_ = false;
}

void StsConnection::say_goodbye(Timestamp now, std::string_view why) {
  why_ = why;
  sio_.disconnect(kNamespace);
  sio_.close();
  drain(now);
}

void StsConnection::close(Timestamp now, std::string_view why) {
  if (over_) return;
  shared_.outputs.emplace_back(CloseConnection{id_});
  end(now, why);
}

void StsConnection::reset(Timestamp now, std::string_view why) {
  if (over_) return;
  shared_.outputs.emplace_back(ResetConnection{id_});
  end(now, why);
}

void StsConnection::end(Timestamp now, std::string_view why) {
  leave();
  over_ = true;
  --shared_.statistics.connections_open;
  record({now, id_, RecordKind::kClosed, {}, header_stream_, {}, {}, {}, 0, std::string(why)});
}

std::optional<Timestamp> StsConnection::take_general_disconnect() {
  return std::exchange(general_disconnect_, std::nullopt);
}

void StsConnection::disconnect_at(Timestamp at) { disconnect_at_ = earlier(disconnect_at_, at); }

void StsConnection::record(Record record) {
  if (shared_.settings.record) shared_.outputs.emplace_back(std::move(record));
}

// Whoever asked for the check wants to hear of each breach, with or without a record of all the rest.
void StsConnection::record_breach(Timestamp now, contracts::Direction direction, const std::string& event,
                                  const std::optional<std::string>& problem) {
  if (!problem) return;
  const std::string way(to_text(direction));
  shared_.outputs.emplace_back(Record{now, id_, RecordKind::kBreach, event, header_stream_, {}, {}, way, 0, *problem});
}

}  // namespace sw::fakes::sts

#include "sim/network/connection.h"

#include <utility>

namespace sw::sim {

using ports::CloseReason;

Connection::Connection(Wire& wire, Service& service, Owner& owner, ports::ConnectionId id, bool tls)
    : wire_(wire),
      service_(service),
      owner_(owner),
      id_(id),
      tls_(tls),
      to_server_(wire.scheduler, service.to_server, {wire.seed, id.value() * 2}, *this),
      to_worker_(wire.scheduler, service.to_worker, {wire.seed, id.value() * 2 + 1}, *this) {}

// ---- The worker's end.

void Connection::open() {
  if (service_.unresolved) return to_worker_.push(Signal::kUnresolved);
  to_server_.push(Signal::kAsk);
}

void Connection::send(std::string bytes) {
  if (worker_ == WorkerEnd::kConnecting || bytes.empty()) return;
  const bool is_up = worker_ == WorkerEnd::kUp;
  if (is_up && bytes.size() > ports::kMaxPendingSend - to_server_.pending()) {
    to_server_.clear();
    to_worker_.clear();
    if (server_ != ServerEnd::kGone) to_server_.push(Signal::kReset);
    return tell_worker(CloseReason::kOverflow, "too many bytes wait to be sent");
  }
  if (wire_.observer != nullptr) wire_.observer->on_sent(now(), id_, Way::kToServer, bytes);
  // Where its end waits to be handled the bytes are taken, as by a real socket, and go nowhere.
  if (is_up && server_ != ServerEnd::kGone) to_server_.push(std::move(bytes));
}

void Connection::close() {
  if (worker_ == WorkerEnd::kGone) return;
  if (wire_.observer != nullptr) wire_.observer->on_worker_closes(now(), id_);
  const bool was_up = std::exchange(worker_, WorkerEnd::kGone) == WorkerEnd::kUp;
  to_worker_.clear();
  if (!was_up) {
    to_server_.clear();
  } else if (server_ != ServerEnd::kGone) {
    to_server_.push(Signal::kEnd);
  }
  settle();
}

// ---- The server's end.

void Connection::server_send(std::string bytes) {
  if (server_ != ServerEnd::kUp || bytes.empty()) return;
  if (wire_.observer != nullptr) wire_.observer->on_sent(now(), id_, Way::kToWorker, bytes);
  if (worker_ != WorkerEnd::kGone) to_worker_.push(std::move(bytes));
}

void Connection::server_close() {
  if (server_ != ServerEnd::kUp) return;
  server_ = ServerEnd::kGone;
  to_server_.clear();
  if (worker_ != WorkerEnd::kGone) to_worker_.push(Signal::kEnd);
  settle();
}

void Connection::server_reset() {
  if (server_ != ServerEnd::kUp) return;
  server_ = ServerEnd::kGone;
  to_server_.clear();
  to_worker_.clear();
  if (worker_ != WorkerEnd::kGone) to_worker_.push(Signal::kReset);
  settle();
}

void Connection::server_set_reading(bool reading) {
  if (server_ == ServerEnd::kUp) to_server_.set_reading(reading);
}

// ---- Faults.

void Connection::break_both_ends() {
  to_server_.clear();
  to_worker_.clear();
  tell_server(PeerEnd::kReset);
  tell_worker(CloseReason::kReset, "Connection reset by peer");
}

void Connection::vanish() {
  to_server_.go_silent();
  to_worker_.go_silent();
  settle();
}

// ---- What arrives.

void Connection::take_signal(Pipe& from, Signal signal) {
  switch (signal) {
    case Signal::kAsk:
      return answer_ask();
    case Signal::kOpen:
      return show_server();
    case Signal::kAccept:
      return go_up();
    case Signal::kRefuse:
      return tell_worker(CloseReason::kRefused, "Connection refused");
    case Signal::kUnresolved:
      return tell_worker(CloseReason::kUnresolved, "Host not found");
    case Signal::kEnd:
      return end_from(from, CloseReason::kPeerClosed, "End of file", PeerEnd::kClosed);
    case Signal::kReset:
      return end_from(from, CloseReason::kReset, "Connection reset by peer", PeerEnd::kReset);
  }
}

void Connection::take_bytes(Pipe& from, std::string bytes) {
  const Way way = &from == &to_server_ ? Way::kToServer : Way::kToWorker;
  if (wire_.observer != nullptr) wire_.observer->on_delivered(now(), id_, way, bytes);
  if (way == Way::kToServer) return service_.server->on_bytes(now(), id_, std::move(bytes));
  wire_.sink.post(ports::Received{id_, std::move(bytes)});
}

// An end in order comes from the side that sent the bytes; the other effects are those of the network.
void Connection::take_cut(Pipe& from, CutEffect effect) {
  if (effect == CutEffect::kSilence) return vanish();
  if (effect == CutEffect::kReset) return break_both_ends();
  to_server_.clear();
  to_worker_.clear();
  if (&from == &to_worker_) tell_server(PeerEnd::kReset);
  end_from(from, CloseReason::kPeerClosed, "End of file", PeerEnd::kClosed);
  if (&from == &to_server_) tell_worker(CloseReason::kReset, "Connection reset by peer");
}

void Connection::answer_ask() {
  if (service_.refuses || service_.server == nullptr || !service_.server->accepting(now())) {
    return to_worker_.push(Signal::kRefuse);
  }
  const TimeDelta round_trip = service_.to_server.link.latency + service_.to_worker.link.latency;
  to_worker_.push(Signal::kAccept, tls_ ? round_trip * kTlsRoundTrips : TimeDelta::Zero());
}

void Connection::go_up() {
  if (tls_ && (service_.tls_fails || !service_.tls)) return tell_worker(CloseReason::kTls, "TLS handshake failed");
  if (!tls_ && service_.tls) return tell_worker(CloseReason::kReset, "Connection reset by peer");
  worker_ = WorkerEnd::kUp;
  if (wire_.observer != nullptr) wire_.observer->on_up(now(), id_);
  wire_.sink.post(ports::Connected{id_});
  to_server_.push(Signal::kOpen);
}

void Connection::show_server() {
  server_ = ServerEnd::kUp;
  service_.server->on_connected(now(), id_);
}

void Connection::end_from(Pipe& from, CloseReason reason, const char* text, PeerEnd end) {
  if (&from == &to_worker_) return tell_worker(reason, text);
  tell_server(end);
}

void Connection::tell_worker(CloseReason reason, const char* text) {
  if (worker_ == WorkerEnd::kGone) return settle();
  worker_ = WorkerEnd::kGone;
  wire_.sink.post(ports::Closed{id_, reason, text});
  settle();
}

void Connection::tell_server(PeerEnd end) {
  if (std::exchange(server_, ServerEnd::kGone) == ServerEnd::kUp) {
    if (wire_.observer != nullptr) wire_.observer->on_server_learns(now(), id_, end);
    service_.server->on_closed(now(), id_, end);
  }
  settle();
}

void Connection::settle() {
  if (worker_ != WorkerEnd::kGone) return;
  const bool server_done = server_ == ServerEnd::kGone || (server_ == ServerEnd::kUnaware && to_server_.is_idle());
  if (server_done) owner_.connection_over(id_);
}

}  // namespace sw::sim

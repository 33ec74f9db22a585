#include "fakes/conformance/worker/worker_judge.h"

#include <utility>

namespace sw::fakes::conformance::worker {

WorkerJudge::WorkerJudge(Timestamp start, JudgeSettings settings)
    : settings_(settings),
      ledger_(start),
      reconnects_(ledger_, settings.tolerance),
      reader_(*this, settings.max_payload) {}

void WorkerJudge::on_accepting(Timestamp now, bool accepting) { reconnects_.on_accepting(now, accepting); }

void WorkerJudge::on_connected(Timestamp now, ports::ConnectionId connection) {
  clients_.emplace(connection, std::make_unique<ClientJudge>(now, settings_, ledger_, memory_));
}

void WorkerJudge::on_received(Timestamp now, ports::ConnectionId connection, std::string_view bytes) {
  if (clients_.contains(connection)) reader_.on_worker(now, connection, bytes);
}

void WorkerJudge::on_sent(Timestamp now, ports::ConnectionId connection, std::string_view bytes) {
  if (clients_.contains(connection)) reader_.on_service(now, connection, bytes);
}

void WorkerJudge::on_closed(Timestamp now, ports::ConnectionId connection, sts::ClosedBy who) {
  const auto found = clients_.find(connection);
  if (found == clients_.end()) return;
  const std::unique_ptr<ClientJudge> client = std::move(found->second);
  clients_.erase(found);
  reader_.on_end(connection);
  end(now, *client, who == sts::ClosedBy::kPeer ? EndedBy::kWorker : EndedBy::kService);
}

// One that asked for nothing was a worker if the service turned it away; else somebody who only looked whether there
// is anybody.
void WorkerJudge::end(Timestamp now, ClientJudge& client, EndedBy who) {
  const bool turned_away = !client.asked() && who == EndedBy::kService;
  if (turned_away) reconnects_.on_attempt(client.began());
  const Ending ending = client.on_end(now, who);
  if (!client.is_worker() && !turned_away) return;
  stream_ended_ = stream_ended_ || ending.stream_ended;
  if (who != EndedBy::kNobody) reconnects_.on_ending(now, ending);
}

Report WorkerJudge::report(Timestamp now) {
  for (const auto& [connection, client] : clients_) end(now, *client, EndedBy::kNobody);
  clients_.clear();
  reconnects_.on_end(now);
  if (!latest_) return ledger_.report("nobody");
  return ledger_.report("worker " + shown(latest_->worker_id) + ", stream " + shown(latest_->stream_id));
}

template <class Message>
void WorkerJudge::pass(Timestamp now, const Message& message) {
  const auto found = clients_.find(message.connection);
  if (found != clients_.end()) found->second->on(now, message);
}

void WorkerJudge::on(Timestamp now, const wire::WireOpened& opened) {
  pass(now, opened);
  const ClientJudge& client = *clients_.at(opened.connection);
  if (!client.is_worker()) return;
  latest_ = client.introduction();
  reconnects_.on_attempt(client.began());
}

void WorkerJudge::on(Timestamp now, const wire::WirePacket& packet) { pass(now, packet); }
void WorkerJudge::on(Timestamp now, const wire::WireEvent& event) { pass(now, event); }
void WorkerJudge::on(Timestamp now, const wire::WireBroken& broken) { pass(now, broken); }
void WorkerJudge::on(Timestamp now, const wire::WireClosing& closing) { pass(now, closing); }

}  // namespace sw::fakes::conformance::worker

#include "fakes/sts/service.h"

#include <type_traits>
#include <utility>
#include <variant>

#include "worker/base/earlier.h"

namespace sw::fakes::sts {
namespace {

template <class Action>
concept OnConnection = requires(StsConnection& connection, Timestamp now, const Action& action) {
  connection.act(now, action);
};

}  // namespace

StsService::StsService(Timestamp start, StsSettings settings, StsScript script)
    : shared_{start, std::move(settings), ScriptRun(start, std::move(script))}, now_(start) {}

bool StsService::accepting(Timestamp now) const {
  return connections_.size() < shared_.settings.max_connections && !shared_.script.is_down(now);
}

StsConnection* StsService::find(ConnectionId connection) {
  const auto found = connections_.find(connection);
  return found == connections_.end() ? nullptr : found->second.get();
}

void StsService::on_connected(Timestamp now, ConnectionId connection) {
  run_script(now);
  if (!accepting(now)) {
    ++shared_.statistics.connections_refused;
    shared_.outputs.emplace_back(ResetConnection{connection});
    return settle(now);
  }
  ++shared_.statistics.connections;
  ++shared_.statistics.connections_open;
  shared_.script.count(now, Milestone::kConnection);
  const auto added = connections_.emplace(connection, std::make_unique<StsConnection>(shared_, connection));
  added.first->second->start(now);
  settle(now);
}

void StsService::on_bytes(Timestamp now, ConnectionId connection, std::string_view bytes) {
  run_script(now);
  if (StsConnection* client = find(connection)) client->on_bytes(now, bytes);
  settle(now);
}

void StsService::on_closed(Timestamp now, ConnectionId connection) {
  if (StsConnection* client = find(connection)) client->on_closed(now);
  settle(now);
}

void StsService::on_time(Timestamp now) {
  run_script(now);
  for (const auto& [id, connection] : connections_) connection->on_time(now);
  settle(now);
}

// What a call has led to: milestones reached, connections ended.
void StsService::settle(Timestamp now) {
  now_ = now;
  run_script(now);
  spread_disconnects();
  std::erase_if(connections_, [](const auto& entry) { return entry.second->is_over(); });
}

void StsService::spread_disconnects() {
  std::optional<Timestamp> at;
  for (const auto& [id, connection] : connections_) {
    if (const auto wanted = connection->take_general_disconnect()) at = wanted;
  }
  if (!at) return;
  for (const auto& [id, connection] : connections_) {
    if (connection->has_stream()) connection->disconnect_at(*at);
  }
}

void StsService::run_script(Timestamp now) {
  shared_.script.run_due(now, [&](const Fault& fault) { carry_out(now, fault); });
}

void StsService::carry_out(Timestamp now, const Fault& fault) {
  if (std::holds_alternative<Restart>(fault.action)) return restart(now);
  for (const auto& entry : connections_) {
    StsConnection& connection = *entry.second;
    if (!connection.is_picked(fault.pick) || connection.is_frozen(now)) continue;
    if (shared_.settings.record) shared_.outputs.emplace_back(Record{now, entry.first, RecordKind::kFault, fault.id});
    std::visit(
        [&](const auto& action) {
          if constexpr (OnConnection<std::decay_t<decltype(action)>>) connection.act(now, action);
        },
        fault.action);
  }
}

void StsService::restart(Timestamp now) {
  for (const auto& [id, connection] : connections_) connection->reset(now, "the service restarts");
  shared_.rules = ErrorRules();
  shared_.former.clear();
}

std::optional<Timestamp> StsService::deadline() const {
  std::optional<Timestamp> next = shared_.script.deadline(now_);
  for (const auto& [id, connection] : connections_) next = earlier(next, connection->deadline(now_));
  return next;
}

StsOutputs StsService::take_outputs() { return std::exchange(shared_.outputs, {}); }

}  // namespace sw::fakes::sts

#include "tests/unit/fakes/conformance/sts/wayward_sts.h"

#include <utility>
#include <variant>

namespace sw::fakes::conformance::testing {
namespace {

std::string text(const rapidjson::Value& object, const char* name) {
  if (!object.IsObject() || !object.HasMember(name) || !object[name].IsString()) return {};
  return object[name].GetString();
}

// What the pedant expects of the two messages: all the fields that it knows, and no other.
bool is_dear(const rapidjson::Value& payload, std::size_t members) {
  return payload.IsObject() && payload.MemberCount() == members;
}

}  // namespace

bool WaywardSts::accepting(Timestamp) {
  constexpr std::size_t kFew = 5;
  if (manner_ == Manner::kHasty && clients_.size() >= kFew) return false;
  return !std::exchange(hurt_, false);
}

void WaywardSts::on_connected(Timestamp now, sts::ConnectionId connection) {
  auto& client = clients_[connection];
  protocol::SioServerOptions options;
  options.max_payload = protocol::kMaxMessageBytes;
  if (manner_ == Manner::kSlow) options.ping_interval = TimeDelta::Minutes(60);
  client = std::make_unique<Client>(options, [n = uint32_t{0}]() mutable { return ++n; });
  client->start(now);
  drain(now, connection, *client);
}

void WaywardSts::on_bytes(Timestamp now, sts::ConnectionId connection, std::string_view bytes) {
  const auto found = clients_.find(connection);
  if (found == clients_.end()) return;
  found->second->on_bytes(now, bytes);
  drain(now, connection, *found->second);
}

void WaywardSts::on_closed(Timestamp, sts::ConnectionId connection) {
  forget(connection);
  clients_.erase(connection);
}

void WaywardSts::forget(sts::ConnectionId connection) {
  std::erase_if(owed_, [&](const Owed& owed) { return owed.connection == connection; });
}

std::optional<Timestamp> WaywardSts::deadline() const {
  return owed_.empty() ? std::nullopt : std::optional(owed_.front().due);
}

void WaywardSts::on_time(Timestamp now) {
  while (!owed_.empty() && owed_.front().due <= now) {
    const Owed owed = owed_.front();
    owed_.erase(owed_.begin());
    say(*clients_.at(owed.connection), owed.result);
    drain(now, owed.connection, *clients_.at(owed.connection));
  }
}

void WaywardSts::drain(Timestamp now, sts::ConnectionId connection, Client& client) {
  for (auto outputs = client.take_outputs(); !outputs.empty(); outputs = client.take_outputs()) {
    for (protocol::ServerOutput& output : outputs) {
      if (auto* bytes = std::get_if<protocol::SendBytes>(&output)) {
        outputs_.emplace_back(sts::SendBytes{connection, std::move(bytes->bytes)});
      } else if (const auto* event = std::get_if<protocol::socket_io::EventReceived>(&output)) {
        on_event(now, connection, client, *event);
      } else if (const auto* lost = std::get_if<protocol::Disconnected>(&output)) {
        hurt_ = hurt_ || (manner_ == Manner::kPedantic && lost->reason == protocol::DisconnectReason::kProtocol);
      } else if (std::holds_alternative<protocol::CloseConnection>(output)) {
        outputs_.emplace_back(sts::CloseConnection{connection});
      }
    }
  }
}

void WaywardSts::on_event(Timestamp now, sts::ConnectionId connection, Client& client,
                          const protocol::socket_io::EventReceived& event) {
  const rapidjson::Value& payload = event.arguments[0];
  if (event.name == "stream:init") return on_init(client, payload);
  if (event.name == "fragment:data") return on_fragment(now, connection, client, payload);
  if (event.name == "stream:end") return on_end(connection, client, payload);
  if (event.name == "config:error_simulation") {
    simulates_ = true;
    return say(client, contracts::ErrorSimulationAck{});
  }
  if (event.name == "stream:pause") {
    forget(connection);
    paused_.insert(connection);
  }
  if (manner_ == Manner::kPedantic && event.name == "stream:rumour") return client.disconnect("/");
  const bool is_dull = event.name == "stream:pause" || event.name == "stream:resume";
  if (manner_ == Manner::kPedantic && !is_dull) refuse(client, text(payload, "fragment_id"));
}

void WaywardSts::on_init(Client& client, const rapidjson::Value& payload) {
  const std::string stream_id = text(payload, "stream_id");
  const bool is_new = streams_.insert(stream_id).second;
  simulates_ = false;
  if (manner_ == Manner::kPedantic && (!is_new || !is_dear(payload, 5))) return refuse(client);
  if (manner_ == Manner::kHasty && ended_.contains(stream_id)) return refuse(client);
  say(client, contracts::StreamReady{stream_id, "session", 5, {}});
  if (!is_new && latest_) say(client, *latest_);
}

// No complaint and no complete without a fragment, where in haste.
void WaywardSts::on_end(sts::ConnectionId connection, Client& client, const rapidjson::Value& payload) {
  forget(connection);
  if (manner_ == Manner::kHasty && !used_.contains(connection)) return;
  contracts::StreamComplete complete;
  complete.stream_id = manner_ == Manner::kPedantic ? "a stream" : text(payload, "stream_id");
  complete.total_fragments = 99;
  ended_.insert(complete.stream_id);
  say(client, complete);
}

void WaywardSts::on_fragment(Timestamp now, sts::ConnectionId connection, Client& client,
                             const rapidjson::Value& payload) {
  if (manner_ == Manner::kPedantic && !is_dear(payload, 6)) return refuse(client, text(payload, "fragment_id"));
  if (manner_ == Manner::kHasty && paused_.contains(connection)) return;
  contracts::FragmentProcessed result;
  result.fragment_id = text(payload, "fragment_id");
  result.stream_id = text(payload, "stream_id");
  result.status = contracts::FragmentStatus::kSuccess;
  const bool numbered = payload.HasMember("sequence_number") && payload["sequence_number"].IsInt64();
  result.sequence_number = numbered ? payload["sequence_number"].GetInt64() : 0;
  result.dubbed_audio = contracts::AudioData{"m4a", 48'000, 2, 250, "AAAA"};
  say(client, contracts::StsFragmentAck{result.fragment_id, contracts::QueueStatus::kProcessing});
  latest_ = result;
  used_.insert(connection);
  if (manner_ == Manner::kSlow) {
    const Timestamp free = owed_.empty() ? now : owed_.back().due;
    return owed_.push_back({free + TimeDelta::Seconds(30), connection, std::move(result)});
  }
  if (manner_ != Manner::kHasty) return say(client, result);
  if (simulates_ && result.sequence_number == 1) {
    result.status = contracts::FragmentStatus::kFailed;
    result.dubbed_audio.reset();
    result.error = contracts::ProcessingError{contracts::ErrorKind::kGpuOom, "out of memory"};
  }
  owed_.push_back({now + TimeDelta::Millis(50), connection, std::move(result)});
}

void WaywardSts::refuse(Client& client, const std::string& fragment_id) {
  contracts::ErrorEvent error;
  error.code = contracts::ErrorKind::kRateLimit;
  error.retryable = true;
  if (!fragment_id.empty()) error.fragment_id = fragment_id;
  say(client, error);
}

void WaywardSts::say(Client& client, const contracts::StsMessage& message) {
  std::string payload;
  contracts::append_json(payload, message);
  client.emit("/", {.name = contracts::event_name(message), .arguments = payload});
}

}  // namespace sw::fakes::conformance::testing

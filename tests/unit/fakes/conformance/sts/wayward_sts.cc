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

void WaywardSts::on_connected(Timestamp now, sts::ConnectionId connection) {
  auto& client = clients_[connection];
  protocol::SioServerOptions options;
  options.max_payload = protocol::kMaxMessageBytes;
  client = std::make_unique<Client>(options, [n = uint32_t{0}]() mutable { return ++n; });
  client->start(now);
  drain(connection, *client);
}

void WaywardSts::on_bytes(Timestamp now, sts::ConnectionId connection, std::string_view bytes) {
  const auto found = clients_.find(connection);
  if (found == clients_.end()) return;
  found->second->on_bytes(now, bytes);
  drain(connection, *found->second);
}

void WaywardSts::on_closed(Timestamp, sts::ConnectionId connection) { clients_.erase(connection); }

void WaywardSts::drain(sts::ConnectionId connection, Client& client) {
  for (auto outputs = client.take_outputs(); !outputs.empty(); outputs = client.take_outputs()) {
    for (protocol::ServerOutput& output : outputs) {
      if (auto* bytes = std::get_if<protocol::SendBytes>(&output)) {
        outputs_.emplace_back(sts::SendBytes{connection, std::move(bytes->bytes)});
      } else if (const auto* event = std::get_if<protocol::socket_io::EventReceived>(&output)) {
        on_event(client, *event);
      } else if (const auto* lost = std::get_if<protocol::Disconnected>(&output)) {
        hurt_ = manner_ == Manner::kPedantic && lost->reason == protocol::DisconnectReason::kProtocol;
      } else if (std::holds_alternative<protocol::CloseConnection>(output)) {
        outputs_.emplace_back(sts::CloseConnection{connection});
      }
    }
  }
}

void WaywardSts::on_event(Client& client, const protocol::socket_io::EventReceived& event) {
  const rapidjson::Value& payload = event.arguments[0];
  if (event.name == "stream:init") return on_init(client, payload);
  if (event.name == "fragment:data") return on_fragment(client, payload);
  if (event.name == "stream:end") {
    contracts::StreamComplete complete;
    complete.stream_id = text(payload, "stream_id");
    complete.total_fragments = 99;
    return say(client, complete);
  }
  if (event.name == "config:error_simulation") return say(client, contracts::ErrorSimulationAck{});
  if (manner_ == Manner::kPedantic && event.name != "stream:pause") refuse(client, text(payload, "fragment_id"));
  if (manner_ == Manner::kPedantic && event.name == "stream:rumour") client.disconnect("/");
}

void WaywardSts::on_init(Client& client, const rapidjson::Value& payload) {
  const std::string stream_id = text(payload, "stream_id");
  const bool is_new = streams_.insert(stream_id).second;
  if (manner_ == Manner::kPedantic && (!is_new || !is_dear(payload, 5))) return refuse(client);
  say(client, contracts::StreamReady{stream_id, "session", 5, {}});
  if (!is_new && latest_) say(client, *latest_);
}

void WaywardSts::on_fragment(Client& client, const rapidjson::Value& payload) {
  if (manner_ == Manner::kPedantic && !is_dear(payload, 6)) return refuse(client, text(payload, "fragment_id"));
  contracts::FragmentProcessed result;
  result.fragment_id = text(payload, "fragment_id");
  result.stream_id = text(payload, "stream_id");
  result.status = contracts::FragmentStatus::kSuccess;
  const bool numbered = payload.HasMember("sequence_number") && payload["sequence_number"].IsInt64();
  result.sequence_number = numbered ? payload["sequence_number"].GetInt64() : 0;
  result.dubbed_audio = contracts::AudioData{"m4a", 48'000, 2, 250, "AAAA"};
  say(client, contracts::StsFragmentAck{result.fragment_id, contracts::QueueStatus::kProcessing});
  say(client, result);
  latest_ = std::move(result);
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

#include "fakes/conformance/sts/service_client.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "contracts/events.h"
#include "worker/base/check.h"
#include "worker/base/random.h"

namespace sw::fakes::conformance {
namespace {

using protocol::SioClient;
using protocol::socket_io::SendResult;

protocol::SioClientOptions options_of(const ExamSettings& settings, const std::string& stream_id) {
  protocol::SioClientOptions options;
  options.host = settings.host;
  options.port = settings.port;
  options.secure = settings.secure;
  options.path = settings.path;
  options.headers = {{"X-Stream-ID", stream_id}, {"X-Worker-ID", "conformance"}};
  return options;
}

protocol::RandomWords words_of(uint64_t seed, ConnectionId id) {
  return [seed, id, n = uint64_t{0}]() mutable {
    return static_cast<uint32_t>(keyed_draw(seed, "conformance masks", id.value(), n++));
  };
}

// The reasons that are ours: no ping came, or a limit of ours was broken.
bool is_by_service(protocol::DisconnectReason reason) { return reason != protocol::DisconnectReason::kPingTimeout; }

bool is_breach(protocol::DisconnectReason reason) {
  return reason == protocol::DisconnectReason::kProtocol || reason == protocol::DisconnectReason::kTooLarge;
}

}  // namespace

ServiceClient::ServiceClient(ConnectionId id, const ExamSettings& settings, std::string stream_id, Effects& effects,
                             Observations& observations)
    : id_(id),
      effects_(effects),
      observations_(observations),
      sio_(options_of(settings, stream_id), words_of(settings.seed, id)),
      traffic_{std::move(stream_id)} {
  effects_.emplace_back(Connect{id_});
}

// --- Bytes ---

void ServiceClient::on_connected(Timestamp now) {
  if (over_) return;
  sio_.start(now);
  settle(now);
}

void ServiceClient::on_bytes(Timestamp now, std::string_view bytes) {
  if (over_) return;
  received_bytes_ += bytes.size();
  if (received_bytes_ > kMaxHeardBytes) {
    observations_.on_broken_protocol("at most " + std::to_string(kMaxHeardBytes) +
                                     " bytes on one connection, got more");
    ending_ = Ending{false, "cut off by us: too many bytes came", now};
    return drop();
  }
  const auto before = sio_.deadline();
  sio_.on_bytes(now, bytes);
  // Only a ping re-arms the heartbeat.
  if (before && sio_.deadline() && *sio_.deadline() > *before) ++pings_;
  settle(now);
}

void ServiceClient::on_closed(Timestamp now, const std::string& why) {
  if (over_) return;
  const bool was_up = sio_.state() != SioClient::State::kIdle;
  if (was_up) sio_.on_peer_closed(now);
  settle(now);
  over_ = true;
  if (!ending_) ending_ = Ending{true, why, now};
}

void ServiceClient::on_time(Timestamp now) {
  if (over_ || !deadline() || now < *deadline()) return;
  sio_.on_time(now);
  settle(now);
}

std::optional<Timestamp> ServiceClient::deadline() const { return over_ ? std::nullopt : sio_.deadline(); }

void ServiceClient::settle(Timestamp now) {
  now_ = now;
  for (auto outputs = sio_.take_outputs(); !outputs.empty(); outputs = sio_.take_outputs()) {
    for (protocol::ClientOutput& output : outputs) take(now, std::move(output));
  }
  const SioClient::State state = sio_.state();
  if (state != SioClient::State::kClosed && state > furthest_) furthest_ = state;
}

void ServiceClient::take(Timestamp now, protocol::ClientOutput output) {
  if (over_) return;
  if (auto* bytes = std::get_if<protocol::SendBytes>(&output)) {
    if (!silent_) effects_.emplace_back(SendBytes{id_, std::move(bytes->bytes)});
  } else if (std::holds_alternative<protocol::socket_io::Connected>(output)) {
    joined_ = true;
    observations_.on_connected();
  } else if (const auto* event = std::get_if<protocol::socket_io::EventReceived>(&output)) {
    on_event(now, *event);
  } else if (const auto* lost = std::get_if<protocol::Disconnected>(&output)) {
    std::string text(to_text(lost->reason));
    if (!lost->text.empty() && lost->text != text) text += ": " + lost->text;
    if (is_breach(lost->reason)) observations_.on_broken_protocol("what the protocols allow, got " + text);
    // The answer to the handshake and what broke the protocol may have come together.
    if (is_breach(lost->reason)) furthest_ = std::max(furthest_, SioClient::State::kAwaitingOpen);
    ending_ = Ending{is_by_service(lost->reason), text, now};
  } else if (std::holds_alternative<protocol::CloseConnection>(output)) {
    drop();
  }
}

void ServiceClient::on_event(Timestamp now, const protocol::socket_io::EventReceived& event) {
  static const rapidjson::Value kNothing;
  const bool is_known = contracts::find_event(event.name, contracts::Direction::kStsToWorker) != nullptr;
  if (traffic_.heard.size() >= kMaxHeard || (!is_known && ++unknown_heard_ > kMaxUnknownHeard)) return;
  const rapidjson::Value& payload = event.arguments.size() > 0 ? event.arguments[0] : kNothing;
  Heard heard{now, event.name, std::nullopt, event.name};
  if (auto message = contracts::parse_sts_message(event.name, payload)) {
    heard.line = line_of(*message);
    heard.message = *std::move(message);
  } else {
    heard.line += " that breaks its schema (" + to_text(message.error()) + ")";
  }
  traffic_.heard.push_back(std::move(heard));
  observations_.on_event(traffic_, payload);
  if (event.ack_id) sio_.acknowledge({*event.ack_id, ""});
}

// --- What we do ---

void ServiceClient::leave() {
  if (over_) return;
  if (sio_.state() != SioClient::State::kIdle) sio_.close();
  settle(now_);
  drop();
}

void ServiceClient::drop() {
  if (!over_) effects_.emplace_back(Close{id_});
  over_ = true;
}

SendResult ServiceClient::send(const contracts::WorkerMessage& message) {
  std::string payload;
  contracts::append_json(payload, message);
  return send_json(contracts::event_name(message), payload);
}

SendResult ServiceClient::send_json(std::string_view event, std::string_view payload) {
  if (over_) return SendResult::kNotConnected;
  const SendResult result = sio_.emit({.name = event, .arguments = payload});
  settle(now_);
  return result;
}

SendResult ServiceClient::send_fragment(Timestamp now, const contracts::FragmentData& fragment,
                                        const std::string& payload) {
  now_ = now;
  traffic_.sent.push_back({fragment.fragment_id, fragment.stream_id, fragment.sequence_number,
                           fragment.audio.duration_ms, now_, traffic_.heard.size()});
  return send_json("fragment:data", payload);
}

void ServiceClient::send_raw(std::string_view text) {
  constexpr char kFinalText = '\x81';
  constexpr uint8_t kMasked = 0x80;  // with a mask of zeros, which is one (RFC 6455 5.3)
  SW_CHECK(text.size() <= 125);
  std::string frame{kFinalText, static_cast<char>(kMasked | text.size()), 0, 0, 0, 0};
  if (!over_) effects_.emplace_back(SendBytes{id_, frame.append(text)});
}

}  // namespace sw::fakes::conformance

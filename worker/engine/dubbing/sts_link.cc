#include "worker/engine/dubbing/sts_link.h"

#include <utility>

#include "contracts/parse_error.h"

namespace sw::engine {
namespace {

using protocol::socket_io::SendResult;

// Socket.IO's own path below whatever path the service has behind a proxy.
std::string socket_io_path(const Url& url) {
  std::string path = url.path().substr(0, url.path().find('?'));
  if (path.back() != '/') path += '/';
  return path + "socket.io/";
}

bool is_secure(const Url& url) { return url.scheme() == "https" || url.scheme() == "wss"; }

}  // namespace

StsLink::StsLink(Identity identity, ports::Network& network, ports::Random& random)
    : identity_(std::move(identity)), network_(network), random_(random) {}

ports::Endpoint StsLink::endpoint() const {
  return {.host = identity_.url.host(), .port = identity_.url.port(), .tls = is_secure(identity_.url)};
}

protocol::SioClientOptions StsLink::options() const {
  protocol::SioClientOptions result;
  result.host = identity_.url.host();
  result.port = identity_.url.port();
  result.secure = is_secure(identity_.url);
  result.path = socket_io_path(identity_.url);
  result.headers = {{"X-Stream-ID", identity_.stream.text()}, {"X-Worker-ID", identity_.worker.text()}};
  return result;
}

void StsLink::open() {
  close();
  connection_ = connection_.next();
  const auto words = [this, connection = connection_.value(), n = uint64_t{0}]() mutable {
    return static_cast<uint32_t>(random_.draw("websocket", connection, n++));
  };
  sio_ = std::make_unique<protocol::SioClient>(options(), words);
  network_.connect(connection_, endpoint());
}

void StsLink::close() {
  events_.clear();
  if (!sio_) return;
  sio_->close();
  for (protocol::ClientOutput& output : sio_->take_outputs()) {
    if (auto* bytes = std::get_if<protocol::SendBytes>(&output)) network_.send(connection_, std::move(bytes->bytes));
  }
  network_.close(connection_);
  sio_.reset();
}

void StsLink::on(Timestamp now, const ports::Connected& event) {
  if (!is_current(event.connection)) return;
  sio_->start(now);
  carry_out_outputs();
}

void StsLink::on(Timestamp now, const ports::Received& event) {
  if (!is_current(event.connection)) return;
  sio_->on_bytes(now, event.bytes);
  carry_out_outputs();
}

void StsLink::on(Timestamp now, const ports::Closed& event) {
  if (!is_current(event.connection)) return;
  // A connection that never was up has no Socket.IO: what the network says is why, such as a certificate.
  if (sio_->state() == protocol::SioClient::State::kIdle) return end(event.text);
  sio_->on_peer_closed(now);
  carry_out_outputs();
  if (sio_) end(event.text);
}

std::optional<Timestamp> StsLink::deadline() const { return sio_ ? sio_->deadline() : std::nullopt; }

void StsLink::on_time(Timestamp now) {
  if (const auto due = deadline(); !due || now < *due) return;
  sio_->on_time(now);
  carry_out_outputs();
}

std::optional<LinkEvent> StsLink::take_event() {
  if (events_.empty()) return std::nullopt;
  LinkEvent event = std::move(events_.front());
  events_.pop_front();
  return event;
}

SendResult StsLink::send(const contracts::WorkerMessage& message) {
  if (!sio_) return SendResult::kNotConnected;
  std::string payload;
  contracts::append_json(payload, message);
  const SendResult result = sio_->emit({.name = contracts::event_name(message), .arguments = payload});
  carry_out_outputs();
  return result;
}

void StsLink::carry_out_outputs() {
  for (protocol::ClientOutput& output : sio_->take_outputs()) {
    carry_out(std::move(output));
    if (!sio_) return;
  }
}

void StsLink::carry_out(protocol::ClientOutput output) {
  if (auto* bytes = std::get_if<protocol::SendBytes>(&output)) {
    network_.send(connection_, std::move(bytes->bytes));
  } else if (std::holds_alternative<protocol::socket_io::Connected>(output)) {
    events_.emplace_back(LinkUp{});
  } else if (const auto* event = std::get_if<protocol::socket_io::EventReceived>(&output)) {
    on_event(*event);
  } else if (const auto* ignored = std::get_if<protocol::socket_io::Ignored>(&output)) {
    events_.emplace_back(LinkIgnored{ignored->what});
  } else if (auto* over = std::get_if<protocol::Disconnected>(&output)) {
    end(std::string(protocol::to_text(over->reason)) + ": " + over->text);
  }
}

void StsLink::on_event(const protocol::socket_io::EventReceived& event) {
  static const rapidjson::Value kNothing;
  const rapidjson::Value& payload = event.arguments.size() > 0 ? event.arguments[0] : kNothing;
  auto message = contracts::parse_sts_message(event.name, payload);
  if (message) {
    events_.emplace_back(LinkMessage{std::move(*message)});
  } else {
    on_malformed(event.name, payload, message.error());
  }
  if (event.ack_id) acknowledge(*event.ack_id);
}

// As in the reference implementation: an ack without a value. Who waits for it learns that the event has come, whatever
// it was. Where the connection has ended meanwhile, nobody waits.
void StsLink::acknowledge(uint64_t id) {
  sio_->acknowledge({.id = id, .arguments = ""});
  carry_out_outputs();
}

void StsLink::on_malformed(const std::string& name, const rapidjson::Value& payload,
                           const contracts::ParseError& error) {
  std::optional<contracts::FragmentReference> reference;
  if (name == "fragment:processed") reference = contracts::parse_fragment_reference(payload);
  events_.emplace_back(LinkMalformed{name, contracts::to_text(error), std::move(reference)});
}

void StsLink::end(std::string why) {
  network_.close(connection_);
  sio_.reset();
  events_.emplace_back(LinkDown{std::move(why)});
}

}  // namespace sw::engine

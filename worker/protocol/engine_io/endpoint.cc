#include "worker/protocol/engine_io/endpoint.h"

#include <utility>

#include "worker/protocol/close_code.h"
#include "worker/protocol/engine_io/packet.h"

namespace sw::protocol::engine_io {
namespace {

DisconnectReason reason_of(websocket::EndKind kind) {
  switch (kind) {
    case websocket::EndKind::kBadOptions:
    case websocket::EndKind::kRefused:
    case websocket::EndKind::kHandshake:
      return DisconnectReason::kHandshake;
    case websocket::EndKind::kPeerClosed:
    case websocket::EndKind::kPeerGone:
      return DisconnectReason::kTransportClose;
    case websocket::EndKind::kTooLarge:
      return DisconnectReason::kTooLarge;
    case websocket::EndKind::kProtocol:
      return DisconnectReason::kProtocol;
  }
  return DisconnectReason::kProtocol;
}

Closed closed_by(const websocket::Ended& ended) {
  std::string text = ended.text;
  if (ended.kind == websocket::EndKind::kPeerClosed) {
    text = "close code " + std::to_string(ended.code) + (text.empty() ? "" : ": " + text);
  }
  return {reason_of(ended.kind), std::move(text)};
}

DisconnectReason reason_of(EndReason reason) {
  switch (reason) {
    case EndReason::kPingTimeout:
      return DisconnectReason::kPingTimeout;
    case EndReason::kPeerClosed:
      return DisconnectReason::kTransportClose;
    case EndReason::kProtocol:
      return DisconnectReason::kProtocol;
  }
  return DisconnectReason::kProtocol;
}

}  // namespace

template <class Session>
Endpoint<Session>::Endpoint(websocket::Connection connection, Session session)
    : connection_(std::move(connection)), session_(std::move(session)) {}

template <class Session>
void Endpoint<Session>::start(Timestamp now, const EventSink& sink) {
  connection_.start([&](websocket::Event event) { on_event(now, std::move(event), sink); });
}

template <class Session>
void Endpoint<Session>::receive(Timestamp now, std::string_view bytes, const EventSink& sink) {
  connection_.receive(bytes, [&](websocket::Event event) { on_event(now, std::move(event), sink); });
}

template <class Session>
void Endpoint<Session>::peer_closed(Timestamp now, const EventSink& sink) {
  connection_.peer_closed([&](websocket::Event event) { on_event(now, std::move(event), sink); });
}

template <class Session>
void Endpoint<Session>::on_time(Timestamp now, const EventSink& sink) {
  Actions actions;
  session_.on_time(now, actions);
  carry_out(std::move(actions), sink);
}

template <class Session>
void Endpoint<Session>::on_event(Timestamp now, websocket::Event event, const EventSink& sink) {
  Actions actions;
  if (std::holds_alternative<websocket::Opened>(event)) {
    sink(TransportOpened{});
    session_.start(now, actions);
  } else if (auto* message = std::get_if<websocket::Message>(&event)) {
    if (message->binary) {
      session_.on_binary(std::move(message->payload), actions);
    } else {
      session_.on_text(now, std::move(message->payload), actions);
    }
  } else {
    sink(closed_by(std::get<websocket::Ended>(event)));
  }
  carry_out(std::move(actions), sink);
}

template <class Session>
void Endpoint<Session>::carry_out(Actions actions, const EventSink& sink) {
  for (Action& action : actions) {
    if (auto* text = std::get_if<SendText>(&action)) {
      connection_.send_text(text->text);
    } else if (auto* opened = std::get_if<Opened>(&action)) {
      sink(std::move(*opened));
    } else if (auto* message = std::get_if<MessageReceived>(&action)) {
      sink(std::move(*message));
    } else {
      const Ended& ended = std::get<Ended>(action);
      const bool fault = ended.reason == EndReason::kProtocol;
      close(fault ? kPolicyViolation : kNormalClosure, ended.text);
      sink(Closed{reason_of(ended.reason), std::string(ended.text)});
    }
  }
}

template <class Session>
bool Endpoint<Session>::send(bool binary, std::string_view payload) {
  if (binary) return connection_.send_binary(payload);
  return connection_.send_text(encode(PacketType::kMessage, payload));
}

template <class Session>
void Endpoint<Session>::close(std::uint16_t code, std::string_view reason) {
  connection_.close(code, reason);
}

template class Endpoint<ClientSession>;
template class Endpoint<ServerSession>;

}  // namespace sw::protocol::engine_io

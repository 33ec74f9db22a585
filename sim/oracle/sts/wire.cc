#include "sim/oracle/sts/wire.h"

#include <algorithm>
#include <cctype>

namespace sw::sim {
namespace {

constexpr std::size_t kKeySize = 24;  // 16 bytes in base64 (RFC 6455 §4.1)

// The value of a header; names are told apart without regard to case.
std::string_view header(std::string_view request, std::string_view name) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  while (!request.empty()) {
    const std::string_view line = request.substr(0, request.find("\r\n"));
    request.remove_prefix(std::min(line.size() + 2, request.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !std::ranges::equal(line.substr(0, colon), name, same)) continue;
    std::string_view value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    return value;
  }
  return {};
}

}  // namespace

void WireOracle::on(Timestamp now, const Observation& observation) {
  if (const auto* packet = std::get_if<WirePacket>(&observation)) return on_packet(now, *packet);
  if (const auto* event = std::get_if<WireEvent>(&observation)) {
    const auto found = sessions_.find(event->connection);
    if (event->sender == Sender::kService || found == sessions_.end()) return;
    if (!found->second.connected) violated("event-before-connect", now, std::string(event->name));
    if (found->second.left) violated("after-disconnect", now, std::string(event->name));
  } else if (const auto* opened = std::get_if<WireOpened>(&observation)) {
    sessions_[opened->connection] = {};
    check_request(now, opened->request);
  } else if (const auto* broken = std::get_if<WireBroken>(&observation)) {
    if (broken->sender == Sender::kWorker) violated("broken", now, std::string(broken->why));
    sessions_.erase(broken->connection);
  } else if (const auto* closed = std::get_if<ConnectionClosed>(&observation)) {
    sessions_.erase(closed->connection);
  } else if (const auto* handed = std::get_if<EventHanded>(&observation)) {
    for (auto& [connection, session] : sessions_) {
      if (session.pings.empty()) continue;
      violated("no-pong", now, "a ping was not answered");
      session.pings.clear();
    }
    if (const auto* lost = std::get_if<ports::Closed>(&handed->event)) sessions_.erase(lost->connection);
  }
}

void WireOracle::check_request(Timestamp now, std::string_view request) {
  const auto lacks = [&](const char* what) { violated("handshake", now, std::string("the request lacks ") + what); };
  if (!request.substr(0, request.find("\r\n")).ends_with(" HTTP/1.1")) lacks("HTTP/1.1");
  if (header(request, "Host").empty()) lacks("Host");
  if (header(request, "Upgrade") != "websocket") lacks("Upgrade: websocket");
  if (header(request, "Connection") != "Upgrade") lacks("Connection: Upgrade");
  if (header(request, "Sec-WebSocket-Version") != "13") lacks("Sec-WebSocket-Version: 13");
  if (header(request, "Sec-WebSocket-Key").size() != kKeySize) lacks("a Sec-WebSocket-Key of 16 bytes");
}

void WireOracle::on_packet(Timestamp now, const WirePacket& packet) {
  const auto found = sessions_.find(packet.connection);
  if (found == sessions_.end()) return;
  Session& session = found->second;
  if (packet.sender == Sender::kService) return on_service(packet, session);
  if (packet.engine_type == '3') return on_pong(now, packet.text, session);
  if (packet.engine_type != '4') {
    return violated("engine-type", now, std::string("an Engine.IO packet of type ") + packet.engine_type);
  }
  if (session.left) violated("after-disconnect", now, "a packet behind DISCONNECT");
  if (packet.socket_type == '1') {
    session.left = true;
  } else if (packet.socket_type == '0') {
    if (!session.opened) violated("connect-early", now, "CONNECT before the service's open packet");
    if (std::exchange(session.asked, true)) violated("connect-twice", now, "a second CONNECT");
  } else if (packet.socket_type == '3') {
    if (!session.connected) violated("ack-before-connect", now, std::string(packet.text));
  } else {
    violated("socket-type", now, std::string("a Socket.IO packet of type ") + packet.socket_type);
  }
}

void WireOracle::on_service(const WirePacket& packet, Session& session) {
  if (packet.engine_type == '0') session.opened = true;
  if (packet.engine_type == '2') session.pings.emplace_back(packet.text);
  if (packet.engine_type == '4' && packet.socket_type == '0' && session.asked) session.connected = true;
}

void WireOracle::on_pong(Timestamp now, std::string_view data, Session& session) {
  if (session.pings.empty()) return violated("pong-unasked", now, "a pong without a ping");
  if (session.pings.front() != data) violated("pong-differs", now, "a pong with other data than its ping's");
  session.pings.pop_front();
}

}  // namespace sw::sim

#include "fakes/sts/suite_echo.h"

#include <string>

#include "contracts/json_text.h"

namespace sw::fakes::sts {
namespace {

constexpr std::string_view kAuth = "auth";
constexpr std::string_view kMessage = "message";
constexpr std::string_view kMessageBack = "message-back";
constexpr std::string_view kMessageWithAck = "message-with-ack";
constexpr std::string_view kAck = "ack";

}  // namespace

void serve_suites(StsSettings& settings) {
  settings.suites = true;
  settings.ping_interval = kSuitePingInterval;
  settings.ping_timeout = kSuitePingTimeout;
  settings.max_payload = kSuiteMaxPayload;
}

void open_for_suites(protocol::SioServerOptions& options) {
  options.raw_path = "/engine.io/";
  options.socket_io.namespaces = {"/", "/custom"};
}

void greet(protocol::SioServerConnection& sio, const protocol::socket_io::Connected& connected) {
  const std::string given = connected.auth ? contracts::to_json(connected.auth->root()) : "{}";
  sio.emit(connected.nsp, {kAuth, given});
}

std::string_view answer(protocol::SioServerConnection& sio, const protocol::socket_io::EventReceived& event) {
  const auto& attachments = event.arguments.attachments();
  if (event.name == kMessage) {
    sio.emit(event.nsp, {kMessageBack, event.arguments.json(), attachments});
    return kMessageBack;
  }
  if (event.name == kMessageWithAck && event.ack_id) {
    sio.acknowledge(event.nsp, {*event.ack_id, event.arguments.json(), attachments});
    return kAck;
  }
  return {};
}

void echo(protocol::SioServerConnection& sio, const protocol::RawMessage& message) {
  sio.send_raw(message.binary, message.payload);
}

}  // namespace sw::fakes::sts

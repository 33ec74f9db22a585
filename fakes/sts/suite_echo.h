// What the public test suites of the two protocols expect of a server besides the protocols themselves (the
// repositories socketio/socket.io-protocol and socketio/engine.io-protocol, "test suite"), as far as it speaks
// WebSocket alone: a fast heartbeat, two namespaces, and echoes. `fake sts --conformance` serves it beside its own
// events.
#pragma once

#include <string_view>

#include "fakes/sts/settings.h"
#include "worker/protocol/sio_server.h"

namespace sw::fakes::sts {

inline constexpr TimeDelta kSuitePingInterval = TimeDelta::Millis(300);
inline constexpr TimeDelta kSuitePingTimeout = TimeDelta::Millis(200);
inline constexpr std::size_t kSuiteMaxPayload = 1'000'000;

// Turns the answers on, with the suites' heartbeat and limit.
void serve_suites(StsSettings& settings);
// The paths and namespaces that they ask for.
void open_for_suites(protocol::SioServerOptions& options);

// `auth` to whoever connects, with what it gave; {} where it gave nothing.
void greet(protocol::SioServerConnection& sio, const protocol::socket_io::Connected& connected);
// What was said back: `message` comes back as `message-back`, `message-with-ack` as an ack, each with its arguments,
// text and binary. Empty, and nothing done, where the event is none of these.
std::string_view answer(protocol::SioServerConnection& sio, const protocol::socket_io::EventReceived& event);
// A message on the raw path comes back as it is.
void echo(protocol::SioServerConnection& sio, const protocol::RawMessage& message);

}  // namespace sw::fakes::sts

// The times of the protocol. The deadline of a connect attempt as a whole (TCP, TLS, WebSocket, CONNECT) is no
// protocol matter and belongs to whoever connects.
#pragma once

#include "worker/base/units.h"

namespace sw::protocol {

// A server's heartbeat (FR-012d): one ping each interval, a pong within the timeout.
inline constexpr TimeDelta kPingInterval = TimeDelta::Seconds(25);
inline constexpr TimeDelta kPingTimeout = TimeDelta::Seconds(10);

// From the text of a binary packet to its last attachment.
inline constexpr TimeDelta kUnfinishedPacketTime = TimeDelta::Seconds(10);

// From a client's first byte to its WebSocket being open, on a server.
inline constexpr TimeDelta kServerHandshakeTime = TimeDelta::Seconds(10);
// From there to its first CONNECT (45 s in the reference implementation).
inline constexpr TimeDelta kServerConnectTime = TimeDelta::Seconds(45);

}  // namespace sw::protocol

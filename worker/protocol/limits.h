// Every length that a peer controls, from the first byte of a handshake to the arguments of an event. Each limit is
// reached by a test in tests/unit/protocol. C++17, since worker/protocol/websocket is compiled as that; limits in time
// stand in timings.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "contracts/limits.h"

namespace sw::protocol {

// --- HTTP and WebSocket (RFC 9110, RFC 6455) ---

// Bytes of the head of an HTTP request or response, its final blank line included.
inline constexpr std::size_t kMaxHandshakeBytes = 8 * 1024;
// Bytes of one WebSocket message, over all its frames, unless an endpoint is told otherwise. More ends the connection
// with code 1009. A message is allocated when its first frame's header announces it.
inline constexpr std::size_t kMaxMessageBytes = 16 * 1024 * 1024;
// Bytes of the reason in a close frame (RFC 6455 §5.5: 125 with the code).
inline constexpr std::size_t kMaxCloseReasonBytes = 123;

// --- Engine.IO v4 ---

// Bytes of an open packet's JSON.
inline constexpr std::size_t kMaxOpenPacketBytes = 4 * 1024;
// Bytes of a session id, in the open packet and in Socket.IO's CONNECT.
inline constexpr std::size_t kMaxSidBytes = 128;
// Bytes that a ping or pong may carry behind its type ("probe" is the only one in use).
inline constexpr std::size_t kMaxHeartbeatPayloadBytes = 64;
// Longest ping interval and ping timeout that a server may announce.
inline constexpr std::int64_t kMaxHeartbeatMillis = 24 * 60 * 60 * 1000;
// What a server announces as maxPayload unless told otherwise; the default of the Engine.IO implementations.
inline constexpr std::size_t kDefaultMaxPayload = 1'000'000;

// --- Socket.IO v5 ---

// Bytes of a namespace, its '/' included.
inline constexpr std::size_t kMaxNamespaceBytes = 128;
// Bytes of an event name.
inline constexpr std::size_t kMaxEventNameBytes = 128;
// Digits of an ack id, leading zeros included.
inline constexpr std::size_t kMaxAckIdDigits = 16;
// Largest ack id: what JavaScript's numbers hold exactly (2^53 - 1).
inline constexpr std::uint64_t kMaxAckId = (std::uint64_t{1} << 53) - 1;
// Attachments of one binary packet, unless a decoder is told otherwise.
inline constexpr std::size_t kMaxAttachments = 10;
// Bytes of a binary packet that waits for attachments: its text and those that came.
inline constexpr std::size_t kMaxUnfinishedBytes = kMaxMessageBytes;
// Acks that we wait for at once; emit() refuses to ask for more.
inline constexpr std::size_t kMaxPendingAcks = 64;
// Events that may come before the server's CONNECT: a server that emits from its connect handler sends those first.
inline constexpr std::size_t kMaxEarlyEvents = 16;
// Bytes of those events together.
inline constexpr std::size_t kMaxEarlyBytes = kMaxMessageBytes;
// CONNECTs to unknown namespaces that a server answers in one session; the next one ends it.
inline constexpr std::size_t kMaxRefusedConnects = 16;
// Bytes that are kept of a text which a peer sent as a reason (CONNECT_ERROR, close frame).
inline constexpr std::size_t kMaxReasonBytes = 256;

// --- JSON (RFC 8259) ---

// Levels include the arguments array of an event. What a text costs is bounded to a few times its length.
using contracts::kMaxJsonDepth;
using contracts::kMaxJsonValues;

}  // namespace sw::protocol

// What an Engine.IO server checks in a handshake request before it becomes a WebSocket (Engine.IO protocol, revision 4,
// "Handshake"), with the answers of the reference implementation.
#pragma once

#include <optional>
#include <string>

#include "worker/protocol/random_words.h"
#include "worker/protocol/websocket/handshake.h"

namespace sw::protocol::engine_io {

// Why the request is refused: another transport than WebSocket, a session id, another method than GET, no upgrade, or
// another revision than 4. Its path is the caller's matter.
std::optional<websocket::Refusal> find_refusal(const websocket::Request& request);

// A session id: 20 characters from A-Z, a-z, 0-9, '-', '_', with 120 random bits.
std::string make_sid(const RandomWords& random);

}  // namespace sw::protocol::engine_io

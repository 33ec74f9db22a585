// The randomness that the protocol needs (WebSocket keys and masks, session ids), as a function: whoever makes a
// connection binds it to a named stream, and the same draws give the same bytes. C++17, see limits.h.
#pragma once

#include <cstdint>
#include <functional>

namespace sw::protocol {

// 32 evenly distributed bits at each call. In production nobody can guess them (RFC 6455 §10.3).
using RandomWords = std::function<std::uint32_t()>;

}  // namespace sw::protocol

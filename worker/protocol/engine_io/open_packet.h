// The handshake of Engine.IO v4: what a server tells a client first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "worker/base/expected.h"
#include "worker/base/units.h"

namespace sw::protocol::engine_io {

struct OpenPacket {
  std::string sid;
  TimeDelta ping_interval;  // whole milliseconds
  TimeDelta ping_timeout;   // whole milliseconds
  // Bytes of the largest packet that the server takes, type digit included. Some servers announce none.
  std::optional<uint64_t> max_payload;
  bool operator==(const OpenPacket&) const = default;
};

// Reads the data of an open packet, or says why not (static text). "upgrades" is not looked at, since we start with
// WebSocket; unknown members are ignored; a maxPayload that is null counts as absent.
expected<OpenPacket, std::string_view> parse_open(std::string_view data);

// `{"sid":"…","upgrades":[],"pingInterval":25000,"pingTimeout":10000,"maxPayload":1000000}`
std::string to_json(const OpenPacket& open);

}  // namespace sw::protocol::engine_io

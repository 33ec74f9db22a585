// Errors and the end of a connection: contracts/schemas/error.*.json and disconnect.*.json.
#pragma once

#include <rapidjson/document.h>

#include <optional>
#include <string>

#include "contracts/error_code.h"
#include "contracts/json_object.h"
#include "contracts/parse_error.h"
#include "worker/base/expected.h"

namespace sw::contracts {

// error
struct ErrorEvent {
  std::optional<std::string> error_id = {};
  std::optional<std::string> stream_id = {};
  std::optional<std::string> fragment_id = {};  // absent: no fragment ends by this error
  ErrorCode code;
  std::string message;
  ErrorSeverity severity = ErrorSeverity::kError;
  bool retryable = false;
  std::optional<JsonObject> metadata = {};
  bool operator==(const ErrorEvent&) const = default;
};

// disconnect: what Socket.IO tells either side about the end of a connection. It never travels: the name is reserved.
struct Disconnect {
  std::string reason;  // one of disconnect_reason, or any other text
  std::optional<std::string> description = {};
  bool operator==(const Disconnect&) const = default;
};
namespace disconnect_reason {
inline constexpr std::string_view kByServer = "io server disconnect";
inline constexpr std::string_view kByClient = "client namespace disconnect";
inline constexpr std::string_view kTransport = "transport close";
inline constexpr std::string_view kPingTimeout = "ping timeout";
}  // namespace disconnect_reason

expected<ErrorEvent, ParseError> parse_error_event(const rapidjson::Value& payload);
expected<Disconnect, ParseError> parse_disconnect(const rapidjson::Value& payload);

// Appends the payload as compact JSON.
void append_json(std::string& out, const ErrorEvent& message);
void append_json(std::string& out, const Disconnect& message);

}  // namespace sw::contracts

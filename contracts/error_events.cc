#include "contracts/error_events.h"

#include "contracts/object_reader.h"
#include "contracts/object_writer.h"

namespace sw::contracts {
namespace {

ErrorEvent read_error(ObjectReader& in) {
  return {
      .error_id = in.optional("error_id", kId),
      .stream_id = in.optional("stream_id", kId),
      .fragment_id = in.optional("fragment_id", kId),
      .code = in.required("code", kErrorCode),
      .message = in.required("message", kText),
      .severity = in.required("severity", Word<ErrorSeverity>{}),
      .retryable = in.required("retryable", kBoolean),
      .metadata = in.optional("metadata", kFreeForm).value_or(std::nullopt),
  };
}

void write_error(ObjectWriter& out, const ErrorEvent& message) {
  out.member("error_id", message.error_id);
  out.member("stream_id", message.stream_id);
  out.member("fragment_id", message.fragment_id);
  out.member("code", message.code.text());
  out.member("message", message.message);
  out.member("severity", message.severity);
  out.member("retryable", message.retryable);
  if (message.metadata) out.json_member("metadata", message.metadata->text());
}

Disconnect read_disconnect(ObjectReader& in) {
  return {.reason = in.required("reason", kText), .description = in.optional("description", kText)};
}

void write_disconnect(ObjectWriter& out, const Disconnect& message) {
  out.member("reason", message.reason);
  out.member("description", message.description);
}

}  // namespace

expected<ErrorEvent, ParseError> parse_error_event(const rapidjson::Value& payload) {
  return parse_object(payload, read_error);
}
expected<Disconnect, ParseError> parse_disconnect(const rapidjson::Value& payload) {
  return parse_object(payload, read_disconnect);
}

void append_json(std::string& out, const ErrorEvent& message) { append_object(out, message, write_error); }
void append_json(std::string& out, const Disconnect& message) { append_object(out, message, write_disconnect); }

}  // namespace sw::contracts

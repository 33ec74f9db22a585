#include "worker/protocol/engine_io/open_packet.h"

#include "worker/protocol/json/json_document.h"
#include "worker/protocol/limits.h"

namespace sw::protocol::engine_io {
namespace {

constexpr double kLargest = 9007199254740992.0;  // 2^53

const rapidjson::Value* find(const rapidjson::Value& object, const char* name) {
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd() || member->value.IsNull()) return nullptr;
  return &member->value;
}

std::optional<TimeDelta> read_millis(const rapidjson::Value& object, const char* name, int64_t min_millis) {
  const rapidjson::Value* value = find(object, name);
  if (value == nullptr || !value->IsInt64()) return std::nullopt;
  const int64_t millis = value->GetInt64();
  if (millis < min_millis || millis > kMaxHeartbeatMillis) return std::nullopt;
  return TimeDelta::Millis(millis);
}

// Servers written in languages without integers may say 1e8.
expected<std::optional<uint64_t>, std::string_view> read_max_payload(const rapidjson::Value& object) {
  const rapidjson::Value* value = find(object, "maxPayload");
  if (value == nullptr) return std::optional<uint64_t>();
  if (!value->IsNumber() || value->GetDouble() < 1) return unexpected<std::string_view>("a bad maxPayload");
  // Far beyond our own limit it makes no difference, and may fit no integer.
  if (value->GetDouble() >= kLargest) return std::optional<uint64_t>(uint64_t{1} << 53);
  return std::optional<uint64_t>(static_cast<uint64_t>(value->GetDouble()));
}

}  // namespace

expected<OpenPacket, std::string_view> parse_open(std::string_view data) {
  if (data.size() > kMaxOpenPacketBytes) return unexpected<std::string_view>("an open packet longer than its limit");
  const auto document = JsonDocument::parse(std::string(data));
  if (!document) return unexpected(to_text(document.error()));
  const rapidjson::Value& object = document->root();
  if (!object.IsObject()) return unexpected<std::string_view>("an open packet that is no object");
  const std::string_view sid = find_string(object, "sid");
  if (sid.empty() || sid.size() > kMaxSidBytes) return unexpected<std::string_view>("a bad sid");
  // python-engineio announces an interval below one second as 0.
  const auto interval = read_millis(object, "pingInterval", 0);
  if (!interval) return unexpected<std::string_view>("a bad pingInterval");
  const auto timeout = read_millis(object, "pingTimeout", 1);
  if (!timeout) return unexpected<std::string_view>("a bad pingTimeout");
  const auto max_payload = read_max_payload(object);
  if (!max_payload) return unexpected(max_payload.error());
  return OpenPacket{std::string(sid), *interval, *timeout, *max_payload};
}

std::string to_json(const OpenPacket& open) {
  std::string json = "{\"sid\":" + quote(open.sid) + ",\"upgrades\":[]";
  json += ",\"pingInterval\":" + std::to_string(open.ping_interval.millis());
  json += ",\"pingTimeout\":" + std::to_string(open.ping_timeout.millis());
  if (open.max_payload) json += ",\"maxPayload\":" + std::to_string(*open.max_payload);
  return json + "}";
}

}  // namespace sw::protocol::engine_io

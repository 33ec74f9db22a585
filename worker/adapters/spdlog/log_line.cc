#include "worker/adapters/spdlog/log_line.h"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <ctime>
#include <type_traits>

#include "worker/adapters/spdlog/redaction.h"
#include "worker/adapters/spdlog/structured_log.h"

namespace sw::adapters {
namespace {

constexpr std::array<std::string_view, 4> kLevelNames{"debug", "info", "warn", "error"};
constexpr std::array<std::string_view, 4> kLevelShouts{"DEBUG", "INFO", "WARN", "ERROR"};
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// RFC 3339 in UTC with milliseconds.
std::string rfc3339(WallTime at) {
  const std::time_t seconds = static_cast<std::time_t>(at.millis() / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec, at.millis() % 1000);
}

// How many bytes the well-formed UTF-8 character at the start of `text` has; 0 if it is not well-formed (RFC 3629 §4).
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool out_of_range = (first == 0xED && byte(1) > 0x9F) || (first == 0xF4 && byte(1) > 0x8F);
  return overlong || out_of_range ? 0 : length;
}

// Well-formed UTF-8 of at most kMaxLogValueBytes, cut at a character.
std::string well_formed(std::string_view text) {
  std::string result;
  result.reserve(std::min(text.size(), kMaxLogValueBytes));
  while (!text.empty()) {
    if (result.size() >= kMaxLogValueBytes) return result + "…";
    const std::size_t length = character_length(text);
    result += length == 0 ? kReplacement : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result;
}

// What may stand in a line: no credentials, well formed, of bounded length.
std::string sanitized(std::string_view text) {
  return text.find('@') == std::string_view::npos ? well_formed(text) : well_formed(redact_credentials(text));
}

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void write_string(Writer& writer, std::string_view text) {
  const std::string clean = sanitized(text);
  writer.String(clean.data(), static_cast<rapidjson::SizeType>(clean.size()));
}

void write_member(Writer& writer, std::string_view name, std::string_view text) {
  writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  write_string(writer, text);
}

void write_value(Writer& writer, const ports::Field& field) {
  std::visit(
      [&](const auto& value) {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::string_view>) {
          write_string(writer, value);
        } else if constexpr (std::is_same_v<Value, bool>) {
          writer.Bool(value);
        } else if constexpr (std::is_same_v<Value, int64_t>) {
          writer.Int64(value);
        } else {
          std::isfinite(value) ? writer.Double(value) : writer.Null();
        }
      },
      field.value);
}

// The value without line breaks or other control characters.
std::string text_value(const ports::Field& field) {
  return std::visit(
      [](const auto& value) {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string_view>) {
          std::string clean = sanitized(value);
          for (char& c : clean) {
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
          }
          return clean;
        } else {
          return fmt::format("{}", value);
        }
      },
      field.value);
}

}  // namespace

std::string_view level_name(ports::Level level) { return kLevelNames.at(static_cast<std::size_t>(level)); }

std::string json_line(WallTime at, ports::Level level, std::string_view component, std::string_view message,
                      const LogIds& ids, std::span<const ports::Field> fields) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  writer.StartObject();
  write_member(writer, "time", rfc3339(at));
  write_member(writer, "level", level_name(level));
  write_member(writer, "component", component);
  write_member(writer, "message", message);
  write_member(writer, "streamId", ids.stream_id);
  write_member(writer, "runId", ids.run_id);
  write_member(writer, "instanceId", ids.instance_id);
  for (const ports::Field& field : fields) {
    writer.Key(field.name.data(), static_cast<rapidjson::SizeType>(field.name.size()));
    write_value(writer, field);
  }
  writer.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

std::string text_line(WallTime at, ports::Level level, std::string_view component, std::string_view message,
                      const LogIds& ids, std::span<const ports::Field> fields) {
  const ports::Field message_field{"message", message};
  std::string line = fmt::format("{} {} {}: {}", rfc3339(at), kLevelShouts.at(static_cast<std::size_t>(level)),
                                 component, text_value(message_field));
  for (const ports::Field& field : fields) line += fmt::format(" {}={}", field.name, text_value(field));
  return line + fmt::format(" streamId={} runId={} instanceId={}", ids.stream_id, ids.run_id, ids.instance_id);
}

}  // namespace sw::adapters

#include "contracts/object_writer.h"

#include <cmath>
#include <cstdint>

#include "contracts/plain_text.h"
#include "contracts/utf8.h"
#include "worker/base/check.h"

namespace sw::contracts {
namespace {

rapidjson::SizeType json_size(std::string_view text) {
  SW_CHECK(text.size() <= 0x7FFF'FFFF);
  return static_cast<rapidjson::SizeType>(text.size());
}

}  // namespace

void ObjectWriter::key(std::string_view name) { writer_.Key(name.data(), json_size(name)); }

void ObjectWriter::member(std::string_view name, std::string_view text) {
  key(name);
  if (find_invalid_utf8(text) == std::string_view::npos) {
    writer_.String(text.data(), json_size(text));
    return;
  }
  const std::string repaired = replace_invalid_utf8(text);
  writer_.String(repaired.data(), json_size(repaired));
}

void ObjectWriter::member(std::string_view name, int64_t number) {
  key(name);
  writer_.Int64(number);
}

void ObjectWriter::member(std::string_view name, bool flag) {
  key(name);
  writer_.Bool(flag);
}

void ObjectWriter::member(std::string_view name, double number) {
  SW_CHECK(std::isfinite(number));  // JSON has neither NaN nor infinity
  key(name);
  writer_.Double(number);
}

// The writer puts its colon or comma and the opening quote; the stream has no buffer, so that the rest can follow it.
void ObjectWriter::long_member(std::string_view name, const std::string& text) {
  if (plain_prefix(text) < text.size()) return member(name, text);
  key(name);
  writer_.RawValue("\"", 1, rapidjson::kStringType);
  stream_.out.append(text);
  stream_.out.push_back('"');
}

void ObjectWriter::json_member(std::string_view name, std::string_view json) {
  key(name);
  writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
}

}  // namespace sw::contracts

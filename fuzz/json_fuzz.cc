// Any bytes as JSON text, read by both readers: that of texts of our own, and that of packets, which reads in place.
// They take and refuse the same. What is read is written, and reads the same; what is refused says where and why.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "contracts/json_object.h"
#include "contracts/json_text.h"
#include "contracts/limits.h"
#include "contracts/utf8.h"
#include "worker/base/check.h"
#include "worker/protocol/json/json_document.h"

namespace sw {
namespace {

// The text of a tree that reads as itself.
std::string check_written(const rapidjson::Value& tree) {
  std::string written = contracts::to_json(tree);
  SW_CHECK(contracts::find_invalid_utf8(written) == std::string_view::npos);
  const auto again = contracts::parse_json(written);
  SW_CHECK(again.has_value());
  SW_CHECK(*again == tree);
  SW_CHECK(contracts::to_json(*again) == written);
  return written;
}

void check_metadata(std::string_view text) {
  const auto object = contracts::JsonObject::parse(text);
  if (!object) return;
  SW_CHECK(object->text().size() <= contracts::kMaxMetadataBytes);
  SW_CHECK(contracts::JsonObject::parse(object->text()) == object);
}

void check(std::string_view text) {
  const auto by_contracts = contracts::parse_json(text);
  const auto in_place = protocol::JsonDocument::parse(std::string(text));
  SW_CHECK(by_contracts.has_value() || by_contracts.error().offset <= text.size());
  SW_CHECK(by_contracts.has_value() || !by_contracts.error().reason.empty());
  SW_CHECK(in_place.has_value() || !protocol::to_text(in_place.error()).empty());
  SW_CHECK(in_place.has_value() == by_contracts.has_value());
  if (!by_contracts) return;
  // As the same, also behind the head of a packet.
  const std::string written = check_written(*by_contracts);
  SW_CHECK(contracts::to_json(in_place->root()) == written);
  const auto behind = protocol::JsonDocument::parse("42" + std::string(text), 2);
  SW_CHECK(behind.has_value());
  SW_CHECK(contracts::to_json(behind->root()) == written);
}

// Any UTF-8 can be quoted.
void check_quoted(std::string_view text) {
  if (contracts::find_invalid_utf8(text) != std::string_view::npos) return;
  const auto read = contracts::parse_json(protocol::quote(text));
  SW_CHECK(read.has_value());
  SW_CHECK(read->IsString());
  SW_CHECK(std::string_view(read->GetString(), read->GetStringLength()) == text);
}

}  // namespace
}  // namespace sw

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  sw::check(text);
  sw::check_metadata(text);
  sw::check_quoted(text);
  return 0;
}

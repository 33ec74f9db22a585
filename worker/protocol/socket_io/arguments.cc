#include "worker/protocol/socket_io/arguments.h"

#include <utility>

#include "contracts/json_text.h"
#include "worker/base/check.h"

namespace sw::protocol::socket_io {

Arguments::Arguments(JsonDocument document, std::size_t skipped, std::vector<std::string> attachments)
    : document_(std::move(document)), skipped_(skipped), attachments_(std::move(attachments)) {
  SW_CHECK(document_.root().IsArray());
  SW_CHECK(document_.root().Size() >= skipped_);
}

std::size_t Arguments::size() const { return document_.root().Size() - skipped_; }

const rapidjson::Value& Arguments::operator[](std::size_t index) const {
  SW_CHECK(index < size());
  return document_.root()[static_cast<rapidjson::SizeType>(skipped_ + index)];
}

std::string Arguments::json() const {
  std::string text;
  for (std::size_t i = 0; i < size(); ++i) {
    if (i > 0) text.push_back(',');
    text += contracts::to_json((*this)[i]);
  }
  return text;
}

const std::string* Arguments::find_attachment(const rapidjson::Value& value) const {
  if (!is_placeholder(value)) return nullptr;
  const auto index = placeholder_index(value);
  return index && *index < attachments_.size() ? &attachments_[*index] : nullptr;
}

bool is_placeholder(const rapidjson::Value& value) {
  if (!value.IsObject()) return false;
  const auto mark = value.FindMember("_placeholder");
  return mark != value.MemberEnd() && mark->value.IsTrue();
}

std::optional<std::size_t> placeholder_index(const rapidjson::Value& value) {
  const auto number = value.FindMember("num");
  if (number == value.MemberEnd() || !number->value.IsUint64()) return std::nullopt;
  return static_cast<std::size_t>(number->value.GetUint64());
}

}  // namespace sw::protocol::socket_io

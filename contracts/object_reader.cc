#include "contracts/object_reader.h"

namespace sw::contracts {
namespace {

const rapidjson::Value* find_member(const rapidjson::Value& object, std::string_view name) {
  if (!object.IsObject()) return nullptr;
  const auto member = object.FindMember(rapidjson::Value(rapidjson::StringRef(name.data(), name.size())));
  return member == object.MemberEnd() ? nullptr : &member->value;
}

}  // namespace

ObjectReader::ObjectReader(const rapidjson::Value& value, const ObjectReader* parent, std::string name,
                           std::optional<ParseError>& error)
    : value_(value), parent_(parent), name_(std::move(name)), error_(error) {
  if (!error_ && !value_.IsObject()) error_ = ParseError{pointer(), "object", describe(value_)};
}

const rapidjson::Value* ObjectReader::find(std::string_view name) const {
  const rapidjson::Value* value = find_member(value_, name);
  return value == nullptr || value->IsNull() ? nullptr : value;
}

void ObjectReader::fail(std::string_view name, std::string expected) {
  if (error_) return;
  const rapidjson::Value* value = find_member(value_, name);
  error_ = ParseError{pointer() + "/" + std::string(name), std::move(expected),
                      value == nullptr ? "nothing" : describe(*value)};
}

// Field names of the contracts hold neither '~' nor '/', so nothing needs the escapes of RFC 6901 §3.
std::string ObjectReader::pointer() const {
  return parent_ == nullptr ? std::string() : parent_->pointer() + "/" + name_;
}

}  // namespace sw::contracts

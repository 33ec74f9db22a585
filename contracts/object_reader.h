// Reads one JSON object field by field. The first thing that is wrong is kept, with its JSON pointer, and everything
// after it is skipped: a message is read in one straight line of fields, and judged once at the end by parse_object().
//   - an absent or null required field is wrong; an absent or null optional one is absent (null is what real services
//     send for "no value");
//   - a field of a wrong type or value is wrong, required or not;
//   - a field that nobody asks for is ignored. Of a name that stands twice (parse_json() lets none pass) the first
//     counts.
#pragma once

#include <rapidjson/document.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "contracts/parse_error.h"
#include "contracts/value_rules.h"
#include "worker/base/expected.h"

namespace sw::contracts {

class ObjectReader {
 public:
  // The root. `error` receives the first thing that is wrong.
  ObjectReader(const rapidjson::Value& value, std::optional<ParseError>& error)
      : ObjectReader(value, nullptr, {}, error) {}

  template <class Rule>
  typename Rule::Type required(std::string_view name, const Rule& rule) {
    auto value = optional(name, rule, Presence::kRequired);
    if (!value) return {};
    return *std::move(value);
  }
  template <class Rule>
  std::optional<typename Rule::Type> optional(std::string_view name, const Rule& rule) {
    return optional(name, rule, Presence::kOptional);
  }

  // An object inside this one, read by `read`.
  template <class T>
  T required_object(std::string_view name, T (*read)(ObjectReader&)) {
    auto object = optional_object(name, read, Presence::kRequired);
    if (!object) return {};
    return *std::move(object);
  }
  template <class T>
  std::optional<T> optional_object(std::string_view name, T (*read)(ObjectReader&)) {
    return optional_object(name, read, Presence::kOptional);
  }

  // An array of at most `max` objects, each read by `read`.
  template <class T>
  std::optional<std::vector<T>> optional_array(std::string_view name, std::size_t max, T (*read)(ObjectReader&));

  // The member as it is, for what no rule describes; nullptr where it is absent or null.
  const rapidjson::Value* find(std::string_view name) const;
  // Says that the member `name`, whatever it holds, is not what was expected, unless something was wrong before.
  void fail(std::string_view name, std::string expected);

 private:
  enum class Presence { kRequired, kOptional };
  ObjectReader(const rapidjson::Value& value, const ObjectReader* parent, std::string name,
               std::optional<ParseError>& error);

  template <class Rule>
  std::optional<typename Rule::Type> optional(std::string_view name, const Rule& rule, Presence presence);
  template <class T>
  std::optional<T> optional_object(std::string_view name, T (*read)(ObjectReader&), Presence presence);
  std::string pointer() const;

  const rapidjson::Value& value_;
  const ObjectReader* parent_;
  std::string name_;  // of this object within its parent; "rules/3" within an array
  std::optional<ParseError>& error_;
};

// The message that `read` finds in `payload`, or the first thing that is wrong with it.
template <class T>
expected<T, ParseError> parse_object(const rapidjson::Value& payload, T (*read)(ObjectReader&)) {
  std::optional<ParseError> error;
  ObjectReader reader(payload, error);
  T message = read(reader);
  if (error) return unexpected(*std::move(error));
  return message;
}

template <class Rule>
std::optional<typename Rule::Type> ObjectReader::optional(std::string_view name, const Rule& rule, Presence presence) {
  if (error_) return std::nullopt;
  const rapidjson::Value* value = find(name);
  if (value == nullptr) {
    if (presence == Presence::kRequired) fail(name, rule.expectation());
    return std::nullopt;
  }
  auto read = rule.read(*value);
  if (!read) fail(name, rule.expectation());
  return read;
}

template <class T>
std::optional<T> ObjectReader::optional_object(std::string_view name, T (*read)(ObjectReader&), Presence presence) {
  if (error_) return std::nullopt;
  const rapidjson::Value* value = find(name);
  if (value == nullptr) {
    if (presence == Presence::kRequired) fail(name, "object");
    return std::nullopt;
  }
  ObjectReader reader(*value, this, std::string(name), error_);
  return read(reader);
}

template <class T>
std::optional<std::vector<T>> ObjectReader::optional_array(std::string_view name, std::size_t max,
                                                           T (*read)(ObjectReader&)) {
  if (error_) return std::nullopt;
  const rapidjson::Value* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->IsArray() || value->Size() > max) {
    fail(name, "array of at most " + std::to_string(max) + " objects");
    return std::nullopt;
  }
  std::vector<T> elements;
  for (rapidjson::SizeType i = 0; i < value->Size() && !error_; ++i) {
    ObjectReader reader((*value)[i], this, std::string(name) + "/" + std::to_string(i), error_);
    elements.push_back(read(reader));
  }
  return elements;
}

}  // namespace sw::contracts

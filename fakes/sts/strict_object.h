// Reads a JSON object of which every member must be asked for. The first thing that is wrong is kept, with its JSON
// pointer; after it everything reads as a default. The rules of fields are those of contracts/value_rules.h; unlike in
// events, null is a value like any other, and wrong.
#pragma once

#include <rapidjson/document.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/parse_error.h"
#include "contracts/value_rules.h"
#include "worker/base/units.h"

namespace sw::fakes::sts {

// "250ms", "6s", "1m30s" (worker/base/duration.h), with a '-' in front where the minimum is below zero.
struct DurationRule {
  using Type = TimeDelta;
  TimeDelta min;
  TimeDelta max;
  std::string expectation() const;
  std::optional<TimeDelta> read(const rapidjson::Value& value) const;
};

class StrictObject {
 public:
  // `value` may be anything; what is no object is wrong. `error` outlives this.
  StrictObject(const rapidjson::Value& value, std::string pointer, std::optional<contracts::ParseError>& error);

  template <class Rule>
  std::optional<typename Rule::Type> optional(std::string_view name, const Rule& rule) {
    const rapidjson::Value* member = find(name);
    if (member == nullptr) return std::nullopt;
    auto read = rule.read(*member);
    if (!read) fail(name, rule.expectation(), *member);
    return read;
  }
  template <class Rule>
  typename Rule::Type with_default(std::string_view name, const Rule& rule, typename Rule::Type fallback) {
    return optional(name, rule).value_or(std::move(fallback));
  }
  // The fallback stands in where something was wrong.
  template <class Rule>
  typename Rule::Type required(std::string_view name, const Rule& rule, typename Rule::Type fallback) {
    require(name, rule.expectation());
    return optional(name, rule).value_or(std::move(fallback));
  }

  // The member as it is; nullptr where it is absent, or something was wrong before. It counts as asked for.
  const rapidjson::Value* find(std::string_view name);
  void require(std::string_view name, std::string expected);
  // Members that nobody has asked for are wrong.
  void finish();

  void fail(std::string_view name, std::string expected, const rapidjson::Value& got);
  void fail(std::string_view name, std::string expected, std::string got);
  std::string pointer_to(std::string_view name) const;
  bool has_failed() const { return error_.has_value(); }
  std::optional<contracts::ParseError>& error() { return error_; }

 private:
  const rapidjson::Value& value_;
  std::string pointer_;
  std::optional<contracts::ParseError>& error_;
  std::vector<std::string> known_;
};

}  // namespace sw::fakes::sts

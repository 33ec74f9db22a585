// The schema that a description of fields (sim/scenario/fields.h) asks for, without words for people: what the schema
// file is held against, so that no field is missing there and no limit differs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/scenario/fields.h"

namespace sw::sim {

class SchemaFields {
 public:
  void time(std::string_view name, TimeDelta&, TimeDelta min, TimeDelta) { add(name, duration(min)); }
  void required_time(std::string_view name, TimeDelta&, TimeDelta min, TimeDelta) { must(name, duration(min)); }
  void optional_time(std::string_view name, std::optional<TimeDelta>&, TimeDelta min, TimeDelta) {
    add(name, or_none(duration(min)));
  }
  void media_time(std::string_view name, MediaTime&) { add(name, duration(kNoTime)); }
  template <class Integer, class Max>
  void integer(std::string_view name, Integer&, int64_t min, Max max) {
    add(name, range("integer", min, static_cast<int64_t>(max)));
  }
  template <class Integer>
  void required_integer(std::string_view name, Integer&, int64_t min, int64_t max) {
    must(name, range("integer", min, max));
  }
  void optional_integer(std::string_view name, std::optional<int64_t>&, int64_t min, int64_t max) {
    add(name, or_none(range("integer", min, max)));
  }
  void required_number(std::string_view name, double&, double min, double max) {
    must(name, range("number", static_cast<int64_t>(min), static_cast<int64_t>(max)));
  }
  void flag(std::string_view name, bool&) { add(name, R"({"type":"boolean"})"); }
  void signal(std::string_view name, int&) { add(name, R"({"enum":[2,15]})"); }
  template <class Enum>
  void word(std::string_view name, Enum&) {
    std::string words;
    for (const std::string_view one : contracts::EnumNames<Enum>::kNames) {
      if (!one.empty()) words += (words.empty() ? "\"" : ",\"") + std::string(one) + '"';
    }
    add(name, "{\"enum\":[" + words + "]}");
  }
  void way(std::string_view name, Way& value) { word(name, value); }
  void text(std::string_view name, std::string&, std::size_t max) { add(name, string(0, max)); }
  void required_text(std::string_view name, std::string&, std::size_t max) { must(name, string(1, max)); }
  void texts(std::string_view name, std::vector<std::string>&, std::size_t limit) {
    add(name, array(limit, string(0, contracts::kMaxNameCharacters)));
  }
  template <class Part>
  void object(std::string_view name, Part&) {
    add(name, schema_of<Part>({}));
  }
  template <class Part>
  void optional_object(std::string_view name, std::optional<Part>&) {
    add(name, or_none(schema_of<Part>({})));
  }
  template <class Part>
  void list(std::string_view name, std::vector<Part>&, std::size_t limit, const Part& fresh_part) {
    add(name, array(limit, schema_of<Part>(fresh_part)));
  }
  void sts_faults(std::string_view name, fakes::sts::StsScript&) {
    add(name, array(kMaxWorldFaults, R"({"$ref":"#/definitions/sts_fault"})"));
  }
  template <class... Alternatives, std::size_t N>
  void choice(std::string_view name, std::variant<Alternatives...>&, const std::string_view (&words)[N]) {
    std::size_t next = 0;
    (branch<Alternatives>(name, words[next++]), ...);
  }

  template <class Part>
  static std::string schema_of(Part part) {
    SchemaFields fields;
    describe(fields, part);
    return fields.finish();
  }

 private:
  static std::string duration(TimeDelta min) {
    return min < kNoTime ? R"({"$ref":"#/definitions/signed_duration"})" : R"({"$ref":"#/definitions/duration"})";
  }
  static std::string or_none(const std::string& schema) { return "{\"anyOf\":[" + schema + ",{\"const\":false}]}"; }
  static std::string range(const std::string& type, int64_t min, int64_t max) {
    return R"({"type":")" + type + R"(","minimum":)" + std::to_string(min) + R"(,"maximum":)" + std::to_string(max) +
           "}";
  }
  static std::string string(std::size_t min, std::size_t max) {
    const std::string least = min > 0 ? R"("minLength":)" + std::to_string(min) + "," : "";
    return R"({"type":"string",)" + least + R"("maxLength":)" + std::to_string(max) + "}";
  }
  static std::string array(std::size_t limit, const std::string& items) {
    return R"({"type":"array","maxItems":)" + std::to_string(limit) + R"(,"items":)" + items + "}";
  }
  void add(std::string_view name, const std::string& schema) {
    properties_ += (properties_.empty() ? "\"" : ",\"") + std::string(name) + "\":" + schema;
  }
  void must(std::string_view name, const std::string& schema) {
    required_ += (required_.empty() ? "\"" : ",\"") + std::string(name) + '"';
    add(name, schema);
  }
  template <class Alternative>
  void branch(std::string_view name, std::string_view word) {
    SchemaFields fields;
    fields.must(name, R"({"const":")" + std::string(word) + "\"}");
    Alternative alternative = fresh<Alternative>();
    describe(fields, alternative);
    branches_.push_back(std::move(fields));
  }
  std::string finish() const {
    if (branches_.empty()) return closed_object(properties_, required_);
    std::string all;
    for (const SchemaFields& one : branches_) {
      const std::string properties = joined(properties_, one.properties_);
      all += (all.empty() ? "" : ",") + closed_object(properties, joined(required_, one.required_));
    }
    return "{\"oneOf\":[" + all + "]}";
  }
  static std::string joined(const std::string& a, const std::string& b) {
    return a.empty() || b.empty() ? a + b : a + "," + b;
  }
  static std::string closed_object(const std::string& properties, const std::string& required) {
    const std::string must_have = required.empty() ? "" : "\"required\":[" + required + "],";
    return R"({"type":"object",)" + must_have + "\"properties\":{" + properties + R"(},"additionalProperties":false})";
  }

  std::string properties_;
  std::string required_;
  std::vector<SchemaFields> branches_;
};

}  // namespace sw::sim

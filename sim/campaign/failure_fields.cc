#include "sim/campaign/failure_fields.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>

#include "contracts/json_text.h"

namespace sw::sim {

using contracts::ObjectWriter;
using fakes::sts::StrictObject;

TimeDelta from_seconds(double seconds) { return TimeDelta::Nanos(std::llround(seconds * 1e9)); }

double to_seconds(TimeDelta time) { return static_cast<double>(std::max(TimeDelta::Zero(), time).nanos()) / 1e9; }

void write_texts(ObjectWriter& out, std::string_view name, const std::vector<std::string>& texts) {
  std::string json = "[";
  for (const std::string& text : texts) {
    const rapidjson::Value value(rapidjson::StringRef(text.data(), text.size()));
    json += (json.size() > 1 ? "," : "") + contracts::to_json(value);
  }
  out.json_member(name, json + "]");
}

std::vector<std::string> read_texts(StrictObject& in, std::string_view name, std::size_t limit) {
  std::vector<std::string> texts;
  const rapidjson::Value* list = in.find(name);
  if (list == nullptr) return texts;
  const std::string expected = "array of at most " + std::to_string(limit) + " texts";
  if (!list->IsArray() || list->Size() > limit) {
    in.fail(name, expected, *list);
    return texts;
  }
  for (const rapidjson::Value& element : list->GetArray()) {
    auto text = contracts::kText.read(element);
    if (!text) {
      in.fail(name, expected, element);
      return {};
    }
    texts.push_back(std::move(*text));
  }
  return texts;
}

std::string hex(uint64_t value) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
  return text;
}

uint64_t read_hex(StrictObject& in, std::string_view name) {
  const std::string text = in.required(name, contracts::kName, {});
  uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  const bool good = text.size() == 16 && read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (!good) in.fail(name, "16 hexadecimal digits", contracts::describe_text(text));
  return good ? value : 0;
}

void write_number(ObjectWriter& out, std::string_view name, uint64_t value) {
  out.member(name, static_cast<int64_t>(value));
}

uint64_t read_number(StrictObject& in, std::string_view name) {
  return static_cast<uint64_t>(in.required(name, kExactNumber, 0));
}

void write_times(ObjectWriter& out, std::string_view name, const std::map<std::string, TimeDelta>& times) {
  using Times = std::map<std::string, TimeDelta>;
  out.object(
      name, times, +[](ObjectWriter& in, const Times& all) {
        for (const auto& [what, time] : all) in.member(what, to_seconds(time));
      });
}

std::map<std::string, TimeDelta> read_times(StrictObject& in, std::string_view name) {
  std::map<std::string, TimeDelta> times;
  const std::string expected = "object of at most " + std::to_string(kMaxProbes) + " numbers of seconds";
  in.require(name, expected);
  const rapidjson::Value* object = in.find(name);
  if (object == nullptr) return times;
  if (!object->IsObject() || object->MemberCount() > kMaxProbes) {
    in.fail(name, expected, *object);
    return times;
  }
  for (const auto& member : object->GetObject()) {
    const auto seconds = kRunSeconds.read(member.value);
    if (!seconds) {
      in.fail(name, expected, member.value);
      return {};
    }
    const std::string what(member.name.GetString(), member.name.GetStringLength());
    times.insert_or_assign(what, from_seconds(*seconds));
  }
  return times;
}

void write_failure_fields(ObjectWriter& out, const CaseFailure& failure) {
  out.member("oracle", failure.oracle);
  out.member("rule", failure.rule);
  out.member("virtual_time", to_seconds(failure.at));
  out.member("text", failure.text);
  if (!failure.last.empty()) write_texts(out, "last", failure.last);
}

std::optional<CaseFailure> read_failure(StrictObject& in) {
  const rapidjson::Value* value = in.find("failure");
  if (value == nullptr) return std::nullopt;
  StrictObject inner(*value, in.pointer_to("failure"), in.error());
  CaseFailure failure = read_failure_fields(inner);
  inner.finish();
  return failure;
}

CaseFailure read_failure_fields(StrictObject& in) {
  return {.oracle = in.required("oracle", contracts::kName, {}),
          .rule = in.required("rule", contracts::kName, {}),
          .at = from_seconds(in.required("virtual_time", kRunSeconds, 0.0)),
          .text = in.with_default("text", contracts::kText, {}),
          .last = read_texts(in, "last", kMaxFailureLines)};
}

}  // namespace sw::sim

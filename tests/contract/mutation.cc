#include "tests/contract/mutation.h"

#include <rapidcheck.h>

#include <string_view>
#include <vector>

#include "contracts/json_text.h"
#include "contracts/limits.h"

namespace sw::contracts {
namespace {

using rapidjson::Document;
using rapidjson::Value;

// Values that stand at, beside or far from the limits of the schemas, as one array.
constexpr std::string_view kValues = R"([
  null, true, false, {}, [], [null], [{}], {"code": "TIMEOUT", "message": "m"}, "", "x",
  0, -0.0, 1, -1, 2, 3, 0.5, 1.0, 2.0, 10, 11, 99, 100, 100.5, 101, 999, 1000, 5000, 5001, 6e3, 7999, 8000, 16000,
  30000, 30001, 48000.0, 60000, 60001, 96000, 96001, 9007199254740993, 9223372036854775807, 9223372036854775808,
  18446744073709551615, 18446744073709551616, -9223372036854775808, -9223372036854775809, 1e18, 1e19, 1e300, -1e300,
  "queued", "applied", "success", "partial", "failed", "low", "pause", "none", "fatal", "TIMEOUT", "timeout", "asr",
  "configured", "error", "fragment_id"
])";

std::string repeat(std::string_view character, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += character;
  return text;
}

// kValues and the strings at and above the limits of lengths, of one, two and four bytes a character.
const Document& values() {
  static const Document all = [] {
    Document values = *parse_json(kValues);
    for (const char* character : {"x", "ü", "😀"}) {
      for (const std::size_t limit : {kMaxNameCharacters, kMaxIdCharacters}) {
        for (const std::size_t length : {limit, limit + 1}) {
          values.PushBack(Value(repeat(character, length).c_str(), values.GetAllocator()), values.GetAllocator());
        }
      }
    }
    return values;
  }();
  return all;
}

// Names to add: those that mean something somewhere, and one that means nothing.
constexpr std::string_view kNames[] = {
    "reason",
    "metadata",
    "max_inflight",
    "timeout_ms",
    "dubbed_audio",
    "error",
    "stage_timings",
    "transcript",
    "rules",
    "stage",
    "retryable",
    "recommended_delay_ms",
    "p95_processing_time_ms",
    "format",
    "delay_ms",
    "unknown",
};

void collect(Value& value, std::vector<Value*>& all) {
  all.push_back(&value);
  if (value.IsArray()) {
    for (Value& element : value.GetArray()) collect(element, all);
  }
  if (value.IsObject()) {
    for (rapidjson::SizeType i = 0; i < value.MemberCount(); ++i) collect(value.MemberBegin()[i].value, all);
  }
}

Value any_value(Document& payload) {
  const auto index = *rc::gen::inRange<rapidjson::SizeType>(0, values().Size());
  return Value(values()[index], payload.GetAllocator());
}

std::string remove_member(Value& object) {
  if (object.ObjectEmpty()) return "nothing";
  const auto index = *rc::gen::inRange<rapidjson::SizeType>(0, object.MemberCount());
  const auto member = object.MemberBegin() + index;
  const std::string name = member->name.GetString();
  object.RemoveMember(member);
  return "removed " + name;
}

std::string set_member(Value& object, Document& payload) {
  const std::string name(kNames[*rc::gen::inRange<std::size_t>(0, std::size(kNames))]);
  Value value = any_value(payload);
  object.RemoveMember(name.c_str());
  const std::string text = name + " := " + to_json(value).substr(0, 60);
  object.AddMember(Value(name.c_str(), payload.GetAllocator()), value, payload.GetAllocator());
  return text;
}

}  // namespace

std::string mutate(Document& payload) {
  std::vector<Value*> all;
  collect(payload, all);
  Value& target = *all[*rc::gen::inRange<std::size_t>(0, all.size())];
  const int kind = *rc::gen::inRange(0, 4);
  if (kind == 0 && target.IsObject()) return remove_member(target);
  if (kind == 1 && target.IsObject()) return set_member(target, payload);
  const std::string before = to_json(target).substr(0, 60);
  target = any_value(payload);
  return before + " := " + to_json(target).substr(0, 60);
}

}  // namespace sw::contracts

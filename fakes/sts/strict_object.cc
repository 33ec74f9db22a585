#include "fakes/sts/strict_object.h"

#include <algorithm>
#include <utility>

#include "contracts/utf8.h"
#include "worker/base/duration.h"

namespace sw::fakes::sts {
namespace {

constexpr std::size_t kMaxShownName = 64;

std::string_view text_of(const rapidjson::Value& value) { return {value.GetString(), value.GetStringLength()}; }

// RFC 6901 §3; fit for one line, since a name may hold anything.
std::string escaped(std::string_view name) {
  std::string text;
  for (const char c : name) {
    const bool is_printable = static_cast<unsigned char>(c) >= ' ' && c != '\x7F';
    text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, is_printable ? c : '?');
  }
  return text;
}

}  // namespace

std::string DurationRule::expectation() const {
  return "duration such as \"250ms\", from " + signed_duration_text(min) + " to " + signed_duration_text(max);
}

std::optional<TimeDelta> DurationRule::read(const rapidjson::Value& value) const {
  if (!value.IsString()) return std::nullopt;
  std::string_view text = text_of(value);
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto parsed = parse_duration(text);
  if (!parsed) return std::nullopt;
  const TimeDelta duration = negative ? -*parsed : *parsed;
  if (duration < min || duration > max) return std::nullopt;
  return duration;
}

StrictObject::StrictObject(const rapidjson::Value& value, std::string pointer,
                           std::optional<contracts::ParseError>& error)
    : value_(value), pointer_(std::move(pointer)), error_(error) {
  if (!value.IsObject() && !error_) error_ = contracts::ParseError{pointer_, "object", contracts::describe(value)};
}

std::string StrictObject::pointer_to(std::string_view name) const { return pointer_ + "/" + escaped(name); }

const rapidjson::Value* StrictObject::find(std::string_view name) {
  known_.emplace_back(name);
  if (error_) return nullptr;
  const auto found = value_.FindMember(rapidjson::StringRef(name.data(), name.size()));
  return found == value_.MemberEnd() ? nullptr : &found->value;
}

void StrictObject::require(std::string_view name, std::string expected) {
  if (!error_ && find(name) == nullptr) fail(name, std::move(expected), "nothing");
}

void StrictObject::finish() {
  if (error_) return;
  for (const auto& member : value_.GetObject()) {
    const std::string_view name = text_of(member.name);
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    std::sort(known_.begin(), known_.end());
    known_.erase(std::unique(known_.begin(), known_.end()), known_.end());
    std::string expected = "no such field; known here:";
    for (const std::string& known : known_) expected += " " + known;
    return fail(contracts::cut_utf8(name, kMaxShownName), std::move(expected), member.value);
  }
}

void StrictObject::fail(std::string_view name, std::string expected, const rapidjson::Value& got) {
  fail(name, std::move(expected), contracts::describe(got));
}

void StrictObject::fail(std::string_view name, std::string expected, std::string got) {
  if (!error_) error_ = contracts::ParseError{pointer_to(name), std::move(expected), std::move(got)};
}

}  // namespace sw::fakes::sts

#include "sim/oracle/media/fragment_watch.h"

#include <algorithm>

#include "sim/oracle/fields.h"

namespace sw::sim {
namespace {

// More are never in flight, nor answered later.
constexpr std::size_t kRemembered = 64;

}  // namespace

const rapidjson::Value* object_member(const rapidjson::Value& object, const char* name) {
  if (!object.IsObject()) return nullptr;
  const auto member = object.FindMember(name);
  return member != object.MemberEnd() && member->value.IsObject() ? &member->value : nullptr;
}

std::optional<std::string_view> text_member(const rapidjson::Value& object, const char* name) {
  if (!object.IsObject()) return std::nullopt;
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd() || !member->value.IsString()) return std::nullopt;
  return std::string_view(member->value.GetString(), member->value.GetStringLength());
}

std::optional<int64_t> number_member(const rapidjson::Value& object, const char* name) {
  if (!object.IsObject()) return std::nullopt;
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd() || !member->value.IsInt64()) return std::nullopt;
  return member->value.GetInt64();
}

std::optional<AppliedReply> FragmentWatch::on(const Observation& observation) {
  if (std::holds_alternative<EventHanded>(observation)) results_.clear();
  if (const auto* line = std::get_if<Logged>(&observation)) return on_applied(*line);
  const auto* event = std::get_if<WireEvent>(&observation);
  if (event == nullptr) return std::nullopt;
  if (event->sender == Sender::kWorker && event->name == "fragment:data") {
    const auto* metadata = object_member(event->payload, "metadata");
    const auto id = text_member(event->payload, "fragment_id");
    const auto pts = metadata != nullptr ? number_member(*metadata, "pts_ns") : std::nullopt;
    if (!id || !pts) return std::nullopt;
    if (sent_.size() == kRemembered) sent_.erase(sent_.begin());
    sent_.push_back({std::string(*id), MediaTime::FromNanos(*pts)});
  }
  if (event->sender == Sender::kService && event->name == "fragment:processed") {
    const auto id = text_member(event->payload, "fragment_id");
    const auto* audio = object_member(event->payload, "dubbed_audio");
    const auto file = audio != nullptr ? text_member(*audio, "data_base64") : std::nullopt;
    const bool ours = text_member(event->payload, "stream_id") == kStreamId;
    if (id && file && ours) results_.push_back({std::string(*id), std::string(*file)});
  }
  return std::nullopt;
}

std::optional<AppliedReply> FragmentWatch::on_applied(const Logged& line) {
  if (line.component != "sts" || line.message != "fragment applied") return std::nullopt;
  const std::string_view id = text_field(line, "fragmentId");
  const auto sent = std::ranges::find(sent_, id, &Sent::id);
  if (sent == sent_.end()) return std::nullopt;
  const auto result = std::ranges::find(results_, id, &Result::id);
  return AppliedReply{sent->pts, result == results_.end() ? std::string() : result->file};
}

}  // namespace sw::sim

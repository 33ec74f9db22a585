#include "contracts/judge/message_watch.h"

#include "contracts/json_text.h"
#include "contracts/judge/event_schemas.h"
#include "worker/base/check.h"

namespace sw::contracts {
namespace {

std::size_t row_of(const EventContract& event) {
  const auto row = &event - all_events().data();
  SW_CHECK(row >= 0);
  SW_CHECK(static_cast<std::size_t>(row) < all_events().size());
  return static_cast<std::size_t>(row);
}

}  // namespace

MessageWatch::MessageWatch() : seen_(all_events().size(), 0) {}

std::optional<std::string> MessageWatch::see(Direction direction, std::string_view event,
                                             const rapidjson::Value& payload) {
  SW_CHECK(direction != Direction::kLocal);
  const EventContract* contract = find_event(event, direction);
  if (contract == nullptr) {
    ++unknown_;
    return std::nullopt;
  }
  ++seen_[row_of(*contract)];
  auto problem = schema_problem(*contract, payload);
  if (problem) ++(direction == Direction::kWorkerToSts ? broken_by_worker_ : broken_by_sts_);
  return problem;
}

std::optional<std::string> MessageWatch::see(Direction direction, std::string_view event, std::string_view payload) {
  static const rapidjson::Value kNothing;
  if (payload.empty()) return see(direction, event, kNothing);
  const auto document = parse_json(payload);
  if (document) return see(direction, event, *document);
  ++(direction == Direction::kWorkerToSts ? broken_by_worker_ : broken_by_sts_);
  return "not JSON at byte " + std::to_string(document.error().offset);
}

uint64_t MessageWatch::seen(const EventContract& event) const { return seen_[row_of(event)]; }

uint64_t MessageWatch::broken(Direction direction) const {
  return direction == Direction::kWorkerToSts ? broken_by_worker_ : broken_by_sts_;
}

}  // namespace sw::contracts

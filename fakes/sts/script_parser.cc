#include "fakes/sts/script_parser.h"

#include <optional>
#include <set>
#include <utility>

#include "contracts/json_text.h"
#include "contracts/limits.h"
#include "fakes/sts/limits.h"
#include "fakes/sts/script_actions.h"
#include "fakes/sts/script_words.h"
#include "fakes/sts/strict_object.h"

namespace sw::fakes::sts {
namespace {

using contracts::IntegerRange;
using contracts::ParseError;

constexpr DurationRule kTime{TimeDelta::Zero(), kMaxScriptTime};
constexpr DurationRule kSpan{TimeDelta::Nanos(1), kMaxScriptTime};
constexpr DurationRule kRepeat{kMinRepeat, kMaxScriptTime};
constexpr IntegerRange kNumber{0, kMaxCount};
constexpr IntegerRange kPositive{1, kMaxCount};

// {"fragment": 3, "after": "200ms"}: exactly one of the three milestones.
Begin read_milestone(const rapidjson::Value& value, StrictObject& outer) {
  StrictObject in(value, outer.pointer_to("at"), outer.error());
  AfterNth begin{Milestone::kFragment, 0, in.with_default("after", kTime, TimeDelta::Zero())};
  for (const Milestone milestone : {Milestone::kFragment, Milestone::kSession, Milestone::kConnection}) {
    const auto nth = in.optional(contracts::to_text(milestone), kPositive);
    if (!nth) continue;
    if (begin.n != 0) outer.fail("at", "one of fragment, session, connection", "two of them");
    begin.what = milestone;
    begin.n = *nth;
  }
  in.finish();
  if (begin.n == 0) outer.fail("at", "duration, or an object with fragment, session or connection", value);
  return begin;
}

Begin read_begin(StrictObject& in) {
  const rapidjson::Value* value = in.find("at");
  if (value == nullptr) return TimeDelta::Zero();
  if (value->IsObject()) return read_milestone(*value, in);
  return in.with_default("at", kTime, TimeDelta::Zero());
}

void read_fragment_pick(const rapidjson::Value& value, StrictObject& outer, Pick& pick) {
  StrictObject in(value, outer.pointer_to("fragments"), outer.error());
  const auto sequence = in.optional("sequence", kNumber);
  pick.from = in.optional("from", kNumber);
  pick.to = in.optional("to", kNumber);
  if (sequence && (pick.from || pick.to)) outer.fail("fragments", "either sequence, or from and to", value);
  if (sequence) pick.from = pick.to = sequence;
  if (pick.from && pick.to && *pick.from > *pick.to) outer.fail("fragments", "from no larger than to", value);
  pick.every = in.optional("every", kPositive);
  pick.fragment_id = in.optional("id", contracts::kId);
  in.finish();
}

Pick read_pick(const ActionRow& row, StrictObject& in) {
  Pick pick;
  if (row.picks_sessions) {
    pick.stream = in.optional("stream", contracts::kId);
    pick.session = in.optional("session", kPositive);
  }
  if (row.kind != ActionKind::kOfFragments) return pick;
  if (const rapidjson::Value* fragments = in.find("fragments")) read_fragment_pick(*fragments, in, pick);
  return pick;
}

std::string action_words() {
  std::string words = "one of";
  for (const ActionRow& row : action_rows()) words += " " + std::string(row.word);
  return words;
}

const ActionRow* read_action_word(StrictObject& in) {
  in.require("do", action_words());
  const rapidjson::Value* value = in.find("do");
  if (value == nullptr) return nullptr;
  const ActionRow* row = value->IsString() ? find_action({value->GetString(), value->GetStringLength()}) : nullptr;
  if (row == nullptr) in.fail("do", action_words(), *value);
  return row;
}

// What would do nothing, or could never end, is a mistake.
void check_times(const ActionRow& row, const Fault& fault, StrictObject& in) {
  if (row.kind == ActionKind::kOfMoment && fault.lasting && !fault.every) {
    in.fail("for", "\"every\" beside it: without one this happens once", "no \"every\"");
  }
  if (std::holds_alternative<Restart>(fault.action)) in.require("for", "how long the service stays down");
}

Fault read_fault(StrictObject& in) {
  Fault fault{in.required("id", contracts::kId, {}), TimeDelta::Zero(), {}, {}, {}, {}, Freeze{}};
  if (fault.id.empty()) in.fail("id", "string that is not empty", "\"\"");
  const ActionRow* row = read_action_word(in);
  if (row == nullptr) return fault;
  fault.begin = read_begin(in);
  fault.lasting = in.optional("for", kSpan);
  if (row->kind == ActionKind::kOfMoment) fault.every = in.optional("every", kRepeat);
  if (row->is_counted) fault.limit = in.optional("limit", kPositive);
  fault.pick = read_pick(*row, in);
  fault.action = row->read(in);
  check_times(*row, fault, in);
  in.finish();
  return fault;
}

expected<Fault, ParseError> parse_fault_at(const rapidjson::Value& value, std::string pointer) {
  std::optional<ParseError> error;
  StrictObject in(value, std::move(pointer), error);
  Fault fault = read_fault(in);
  if (error) return unexpected(*std::move(error));
  return fault;
}

}  // namespace

expected<Fault, ParseError> parse_fault(const rapidjson::Value& value) { return parse_fault_at(value, ""); }

expected<StsScript, ParseError> parse_script(const rapidjson::Value& value) {
  std::optional<ParseError> error;
  StrictObject in(value, "", error);
  in.require("faults", "array of faults");
  const rapidjson::Value* faults = in.find("faults");
  if (faults != nullptr && (!faults->IsArray() || faults->Size() > kMaxFaults)) {
    in.fail("faults", "array of at most " + std::to_string(kMaxFaults) + " faults", *faults);
  }
  in.finish();
  if (error) return unexpected(*std::move(error));
  StsScript script;
  std::set<std::string> ids;
  for (rapidjson::SizeType i = 0; i < faults->Size(); ++i) {
    const std::string pointer = "/faults/" + std::to_string(i);
    auto fault = parse_fault_at((*faults)[i], pointer);
    if (!fault) return unexpected(std::move(fault).error());
    if (!ids.insert(fault->id).second)
      return unexpected(ParseError{pointer + "/id", "id of its own", "one used before"});
    script.faults.push_back(*std::move(fault));
  }
  return script;
}

expected<StsScript, std::string> parse_script_text(std::string_view text) {
  if (text.size() > kMaxScriptBytes) return unexpected("longer than " + std::to_string(kMaxScriptBytes) + " bytes");
  const auto document = contracts::parse_json(text);
  if (!document) return unexpected(to_text(document.error()));
  auto script = parse_script(*document);
  if (!script) return unexpected(to_text(script.error()));
  return *std::move(script);
}

}  // namespace sw::fakes::sts

// Schema and parser give one verdict, on generated messages and on near misses; what is written is read as the same.
#include <gtest/gtest.h>
// rapidcheck needs gtest before it.
#include <rapidcheck/gtest.h>

#include "contracts/base64.h"
#include "contracts/json_text.h"
#include "contracts/judge/event_schemas.h"
#include "contracts/limits.h"
#include "contracts/messages.h"
#include "contracts/utf8.h"
#include "tests/contract/arbitrary_messages.h"
#include "tests/contract/event_codec.h"
#include "tests/contract/mutation.h"
#include "tests/contract/shared_contracts.h"

namespace sw::contracts {
namespace {

template <class Message>
std::string json_of(const Message& message) {
  std::string json;
  append_json(json, message);
  return json;
}

RC_GTEST_PROP(Messages, OfAWorkerAreReadAsTheyWereWritten, ()) {
  const WorkerMessage message = any_worker_message();
  const auto document = parse_json(json_of(message));
  RC_ASSERT(document.has_value());
  const auto parsed = parse_worker_message(event_name(message), *document);
  RC_ASSERT(parsed.has_value());
  RC_ASSERT(*parsed == message);
}

RC_GTEST_PROP(Messages, OfAnStsAreReadAsTheyWereWritten, ()) {
  const StsMessage message = any_sts_message();
  const auto document = parse_json(json_of(message));
  RC_ASSERT(document.has_value());
  const auto parsed = parse_sts_message(event_name(message), *document);
  RC_ASSERT(parsed.has_value());
  RC_ASSERT(*parsed == message);
}

// What no tolerance covers: the shared contracts know no limits on lengths, and no code beyond the nine.
bool differs_on_purpose(const EventContract& event, const rapidjson::Value& value) {
  if (value.IsString()) return value.GetStringLength() > kMaxNameCharacters;
  if (value.IsArray()) {
    for (const auto& element : value.GetArray()) {
      if (differs_on_purpose(event, element)) return true;
    }
  }
  if (!value.IsObject()) return false;
  for (const auto& member : value.GetObject()) {
    const bool code = event.name == "error" && member.name == "code" && member.value.IsString();
    if (code && !ErrorCode(member.value.GetString()).kind()) return true;
    if (differs_on_purpose(event, member.value)) return true;
  }
  return false;
}

void check_verdicts(const EventContract& event, const rapidjson::Value& payload) {
  const auto by_parser = parser_problem(event, payload);
  const auto by_schema = schema_problem(event, payload);
  if (by_parser) RC_LOG() << "parser: " << to_text(*by_parser) << "\n";
  if (by_schema) RC_LOG() << "schema: " << *by_schema << "\n";
  RC_ASSERT(by_parser.has_value() == by_schema.has_value());
  const SharedContracts* shared = SharedContracts::get();
  if (shared == nullptr || differs_on_purpose(event, payload)) return;
  const auto by_shared = shared->problem_without_nulls(event, payload);
  if (by_shared) RC_LOG() << "shared: " << *by_shared << "\n";
  RC_ASSERT(by_parser.has_value() == by_shared.has_value());
}

// The message in `json`, then the same with up to three changes, one upon the other.
void check_near_misses(const EventContract& event, const std::string& json) {
  auto payload = parse_json(json);
  RC_ASSERT(payload.has_value());
  RC_ASSERT(!parser_problem(event, *payload).has_value());
  check_verdicts(event, *payload);
  for (int change = 0; change < 3; ++change) {
    RC_LOG() << mutate(*payload) << "\n" << to_json(*payload) << "\n";
    check_verdicts(event, *payload);
  }
}

RC_GTEST_PROP(Verdicts, OfSchemaAndParserAgreeOnEveryWorkerEvent, ()) {
  for (std::size_t kind = 0; kind + 1 < std::variant_size_v<WorkerMessage>; ++kind) {
    const WorkerMessage message = any_worker_message(kind);
    check_near_misses(*find_event(event_name(message), Direction::kWorkerToSts), json_of(message));
  }
}

RC_GTEST_PROP(Verdicts, OfSchemaAndParserAgreeOnEveryStsEvent, ()) {
  for (std::size_t kind = 0; kind + 1 < std::variant_size_v<StsMessage>; ++kind) {
    const StsMessage message = any_sts_message(kind);
    check_near_misses(*find_event(event_name(message), Direction::kStsToWorker), json_of(message));
  }
}

RC_GTEST_PROP(Verdicts, OfSchemaAndParserAgreeOnTheDisconnectThatNeverTravels, ()) {
  Disconnect message{any_text(kMaxTextBytes / 4)};
  if (*rc::gen::arbitrary<bool>()) message.description = any_text(kMaxTextBytes / 4);
  check_near_misses(*find_event("disconnect", Direction::kLocal), json_of(message));
}

RC_GTEST_PROP(Base64, DecodesWhatItEncoded, (const std::string& bytes)) {
  const auto decoded = base64_decode(base64_encode(bytes));
  RC_ASSERT(decoded.has_value());
  RC_ASSERT(*decoded == bytes);
}

// Strictness in one sentence: nothing is accepted that the encoder would not have written.
RC_GTEST_PROP(Base64, AcceptsOnlyWhatItWouldEncode, (const std::string& bytes)) {
  std::string text = base64_encode(bytes);
  RC_PRE(!text.empty());
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  text[at] = *rc::gen::elementOf(std::string("A/+=-_ \n\x80z9"));
  const auto decoded = base64_decode(text);
  RC_CLASSIFY(decoded.has_value(), "still base64");
  if (decoded) {
    RC_ASSERT(base64_encode(*decoded) == text);
  } else {
    RC_ASSERT(decoded.error().offset <= text.size());
  }
}

RC_GTEST_PROP(JsonText, AnyBytesAreJudgedAndWhatIsReadIsWrittenAsTheSame, ()) {
  std::string text = json_of(any_sts_message());
  for (int change = *rc::gen::inRange(0, 4); change > 0; --change) {
    text[*rc::gen::inRange<std::size_t>(0, text.size())] =
        *rc::gen::elementOf(std::string("{}[]\",:\\u0dDeE-.9 \xC3\xED"));
  }
  const auto document = parse_json(text);
  RC_CLASSIFY(document.has_value(), "still JSON");
  if (!document) return;
  const std::string written = to_json(*document);
  RC_ASSERT(find_invalid_utf8(written) == std::string::npos);
  const auto again = parse_json(written);
  RC_ASSERT(again.has_value());
  RC_ASSERT(to_json(*again) == written);
}

RC_GTEST_PROP(Utf8, ACutIsWellFormedAndAsLongAsItMayBe, ()) {
  const std::string text = any_text(100);
  const auto limit = *rc::gen::inRange<std::size_t>(0, text.size() + 2);
  const std::string_view cut = cut_utf8(text, limit);
  RC_ASSERT(find_invalid_utf8(cut) == std::string::npos);
  RC_ASSERT(cut.size() <= limit);
  RC_ASSERT((cut.size() == text.size() || cut.size() + 4 > limit));
}

}  // namespace
}  // namespace sw::contracts

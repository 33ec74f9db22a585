// Any JSON as the payload of any event. Parser and schema give one verdict; what is read is written within the schema
// and read again as the same.
//
// The input: a byte that chooses the event (contracts/events.cc), '0' the first, and the payload.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "contracts/events.h"
#include "contracts/json_text.h"
#include "contracts/judge/event_schemas.h"
#include "contracts/messages.h"
#include "fuzz/input.h"
#include "worker/base/check.h"

namespace sw::contracts {
namespace {

// `read` gets the parser, whatever the type of its result.
template <class Read>
void with_parser(const EventContract& event, Read&& read) {
  switch (event.direction) {
    case Direction::kWorkerToSts:
      return read([&](const rapidjson::Value& payload) { return parse_worker_message(event.name, payload); });
    case Direction::kStsToWorker:
      return read([&](const rapidjson::Value& payload) { return parse_sts_message(event.name, payload); });
    case Direction::kLocal:
      return read([](const rapidjson::Value& payload) { return parse_disconnect(payload); });
  }
}

void check_error(const ParseError& error) {
  SW_CHECK(error.pointer.empty() || error.pointer.starts_with('/'));
  SW_CHECK(!error.expected.empty());
  SW_CHECK(!error.got.empty());
  SW_CHECK(error.got.size() <= 200);
  SW_CHECK(fuzz::is_one_line(to_text(error)));
}

template <class Message, class Parse>
void check_message(const EventContract& event, const Message& message, Parse&& parse) {
  std::string json;
  append_json(json, message);
  const auto written = parse_json(json);
  SW_CHECK(written.has_value());
  SW_CHECK(!schema_problem(event, *written).has_value());
  const auto again = parse(*written);
  SW_CHECK(again.has_value());
  SW_CHECK(*again == message);
}

// A result that was refused may still say whose it is; one that was read says the same.
void check_reference(const rapidjson::Value& payload) {
  const auto result = parse_fragment_processed(payload);
  const auto reference = parse_fragment_reference(payload);
  if (!result) return;
  SW_CHECK(reference.has_value());
  SW_CHECK(reference->fragment_id == result->fragment_id);
  SW_CHECK(reference->stream_id == result->stream_id);
  SW_CHECK(reference->sequence_number == result->sequence_number);
  SW_CHECK(reference->status == result->status);
}

void check(const EventContract& event, const rapidjson::Value& payload) {
  const bool keeps_schema = !schema_problem(event, payload).has_value();
  with_parser(event, [&](const auto& parse) {
    const auto message = parse(payload);
    SW_CHECK(message.has_value() == keeps_schema);
    if (message) return check_message(event, *message, parse);
    check_error(message.error());
  });
  check_reference(payload);
}

}  // namespace
}  // namespace sw::contracts

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  using namespace sw::contracts;
  sw::fuzz::Input in(data, size);
  const EventContract& event = all_events()[in.choice(all_events().size())];
  const auto payload = parse_json(in.rest());
  if (payload) check(event, *payload);
  return 0;
}

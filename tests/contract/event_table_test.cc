// The table of events is complete: schemas, examples, parsers, structs and ../shared/contracts know the same events,
// and contracts/README.md prints it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "contracts/events.h"
#include "contracts/json_text.h"
#include "contracts/judge/event_schemas.h"
#include "contracts/judge/schema.h"
#include "contracts/messages.h"
#include "tests/contract/event_codec.h"
#include "tests/contract/events_by_row.h"
#include "tests/contract/examples.h"
#include "tests/contract/shared_contracts.h"

namespace sw::contracts {
namespace {

using testing::UnorderedElementsAreArray;

std::vector<std::string> schema_names(const std::string& suffix) {
  std::vector<std::string> names;
  for (const EventContract& event : all_events()) names.push_back(std::string(event.schema) + suffix);
  return names;
}

std::string qualified(std::string_view struct_name) { return "sw::contracts::" + std::string(struct_name); }

constexpr std::string_view kTableBegins =
    "<!-- The table of contracts/events.cc: EventTable.IsPrintedInTheReadme. -->\n\n";
constexpr std::string_view kTableEnds = "\n<!-- The table ends. -->\n";

// As Markdown.
std::string printed_table() {
  std::string table = "| Event | Direction | Schema | Struct | Sent |\n|---|---|---|---|---|\n";
  for (const EventContract& event : all_events()) {
    const std::string schema(event.schema);
    table += "| `" + std::string(event.name) + "` | " + std::string(to_text(event.direction)) + " | [" + schema +
             "](schemas/" + schema + ".json) | `" + std::string(event.struct_name) + "` | " +
             std::string(event.sent_when) + " |\n";
  }
  return table;
}

TEST(EventTable, NamesEverySchemaFileOnce) {
  EXPECT_THAT(list_folder(schemas_folder()), UnorderedElementsAreArray(schema_names(".json")));
}

TEST(EventTable, NamesEveryFolderOfExamples) {
  EXPECT_THAT(list_folder(examples_folder() + "/valid"), UnorderedElementsAreArray(schema_names("")));
  EXPECT_THAT(list_folder(examples_folder() + "/invalid"), UnorderedElementsAreArray(schema_names("")));
}

TEST(EventTable, NamesEveryEventOfTheSharedContracts) {
  const SharedContracts* shared = SharedContracts::get();
  if (shared == nullptr) GTEST_SKIP() << "no shared contracts beside the repository";
  std::vector<std::string> names;
  for (const EventContract& event : all_events()) {
    names.push_back(std::string(event.name) + " " + std::string(to_text(event.direction)));
  }
  EXPECT_THAT(shared->events(), UnorderedElementsAreArray(names));
}

TEST(EventTable, NamesEveryStructOnce) {
  std::vector<std::string> structs;
  for (const EventContract& event : all_events()) structs.push_back(qualified(event.struct_name));
  EXPECT_THAT(all_structs(), UnorderedElementsAreArray(structs));
}

TEST(EventTable, IsPrintedInTheReadme) {
  const std::string readme = read_readme();
  const auto begin = readme.find(kTableBegins);
  const auto end = readme.find(kTableEnds);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const auto from = begin + kTableBegins.size();
  EXPECT_EQ(readme.substr(from, end - from), printed_table())
      << "contracts/README.md is to have the second between its markers";
}

TEST(EventTable, FindsARowByNameAndDirection) {
  for (const EventContract& event : all_events()) EXPECT_EQ(find_event(event.name, event.direction), &event);
  EXPECT_EQ(find_event("stream:init", Direction::kStsToWorker), nullptr);
  EXPECT_EQ(find_event("stream:Init", Direction::kWorkerToSts), nullptr);
}

// Socket.IO refuses these as names of an EVENT; none of ours that travels may be one.
TEST(EventTable, SendsNoReservedName) {
  const std::set<std::string_view> reserved = {"connect",       "connect_error", "disconnect",
                                               "disconnecting", "newListener",   "removeListener"};
  for (const EventContract& event : all_events()) {
    EXPECT_EQ(reserved.contains(event.name), event.direction == Direction::kLocal) << event.name;
  }
}

using EventRow = EachEvent;

TEST_P(EventRow, SchemaSaysItsDraftAndItself) {
  const auto schema = parse_json(schema_text(event()));
  ASSERT_TRUE(schema);
  EXPECT_STREQ((*schema)["$schema"].GetString(), "http://json-schema.org/draft-07/schema#");
  const std::string title = (*schema)["title"].GetString();
  EXPECT_TRUE(title.starts_with(std::string(event().name) + ", ")) << title;
}

TEST_P(EventRow, ParsedMessageKnowsItsName) {
  for (const Example& example : valid_examples(event())) {
    if (event().direction == Direction::kWorkerToSts) {
      EXPECT_EQ(event_name(*parse_worker_message(event().name, example.payload)), event().name);
    } else if (event().direction == Direction::kStsToWorker) {
      EXPECT_EQ(event_name(*parse_sts_message(event().name, example.payload)), event().name);
    }
  }
}

TEST_P(EventRow, ParserReadsItsStruct) {
  for (const Example& example : valid_examples(event())) {
    EXPECT_EQ(struct_read(event(), example.payload), qualified(event().struct_name)) << example.file;
  }
}

INSTANTIATE_TEST_SUITE_P(Contracts, EventRow, testing::ValuesIn(all_events().begin(), all_events().end()), row_name);

// The audio of a fragment and of its result are described in two files, since each schema stands alone.
TEST(Schemas, DescribeAudioAlike) {
  auto sent = *parse_json(schema_text(*find_event("fragment:data", Direction::kWorkerToSts)));
  auto dubbed = *parse_json(schema_text(*find_event("fragment:processed", Direction::kStsToWorker)));
  const auto& audio = sent["properties"]["audio"];
  const auto& dubbed_audio = dubbed["properties"]["dubbed_audio"];
  EXPECT_EQ(audio["properties"], dubbed_audio["properties"]);
  EXPECT_EQ(audio["required"], dubbed_audio["required"]);
}

TEST(Schemas, OneThatIsNoneDoesNotCompile) { EXPECT_FALSE(Schema::compile(*parse_json(R"({"type": "strange"})"))); }

TEST(Schemas, ProblemNamesThePlace) {
  const EventContract& event = *find_event("stream:resume", Direction::kWorkerToSts);
  EXPECT_THAT(schema_problem(event, *parse_json(R"({"stream_id": 1})")),
              testing::Optional(testing::HasSubstr("stream_id")));
}

}  // namespace
}  // namespace sw::contracts

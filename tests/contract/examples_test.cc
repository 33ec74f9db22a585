// Every file of contracts/examples, judged by parser and schema, and by ../shared/contracts where they are at hand.
#include "tests/contract/examples.h"

#include <gtest/gtest.h>

#include "contracts/json_text.h"
#include "contracts/judge/event_schemas.h"
#include "tests/contract/event_codec.h"
#include "tests/contract/events_by_row.h"
#include "tests/contract/shared_contracts.h"

namespace sw::contracts {
namespace {

using Examples = EachEvent;

// Whether a null stands anywhere but in metadata, which may be free-form.
bool holds_null(const rapidjson::Value& value) {
  if (value.IsArray()) {
    for (const auto& element : value.GetArray()) {
      if (holds_null(element)) return true;
    }
  }
  if (value.IsObject()) {
    for (const auto& member : value.GetObject()) {
      if (member.name != "metadata" && holds_null(member.value)) return true;
    }
  }
  return value.IsNull();
}

TEST_P(Examples, ThereAreEnough) {
  EXPECT_GE(valid_examples(event()).size(), 3u);
  EXPECT_GE(invalid_examples(event()).size(), 5u);
}

TEST_P(Examples, ValidOnesAreReadByTheParser) {
  for (const Example& example : valid_examples(event())) {
    const auto problem = parser_problem(event(), example.payload);
    EXPECT_FALSE(problem) << example.file << " " << to_text(*problem);
  }
}

TEST_P(Examples, ValidOnesKeepTheSchema) {
  for (const Example& example : valid_examples(event())) {
    const auto problem = schema_problem(event(), example.payload);
    EXPECT_FALSE(problem) << example.file << " " << *problem;
  }
}

TEST_P(Examples, InvalidOnesAreRefusedAtTheirPointer) {
  for (const Example& example : invalid_examples(event())) {
    const auto problem = parser_problem(event(), example.payload);
    ASSERT_TRUE(problem) << example.file;
    EXPECT_EQ(problem->pointer, example.pointer) << example.file << " " << to_text(*problem);
  }
}

TEST_P(Examples, InvalidOnesBreakTheSchema) {
  for (const Example& example : invalid_examples(event())) {
    EXPECT_TRUE(schema_problem(event(), example.payload)) << example.file;
  }
}

TEST_P(Examples, ValidOnesAreWrittenAgainWithinTheSchemaAndWithoutNull) {
  for (const Example& example : valid_examples(event())) {
    const std::string json = rewrite(event(), example.payload);
    const auto written = parse_json(json);
    ASSERT_TRUE(written) << example.file;
    const auto problem = schema_problem(event(), *written);
    EXPECT_FALSE(problem) << example.file << " " << *problem;
    EXPECT_FALSE(holds_null(*written)) << example.file << " " << json;
  }
}

TEST_P(Examples, WhatIsWrittenIsReadAsTheSame) {
  for (const Example& example : valid_examples(event())) {
    const std::string once = rewrite(event(), example.payload);
    EXPECT_EQ(rewrite(event(), *parse_json(once)), once) << example.file;
  }
}

// Each difference from ../shared/contracts is claimed by a file's name, and is there.
TEST_P(Examples, SharedContractsAgreeButForClaimedDifferences) {
  const SharedContracts* shared = SharedContracts::get();
  if (shared == nullptr) GTEST_SKIP() << "no shared contracts beside the repository";
  for (const Example& example : valid_examples(event())) {
    const bool claimed = example.claim.starts_with("tolerance-");
    EXPECT_EQ(shared->problem(event(), example.payload).has_value(), claimed) << example.file;
  }
  for (const Example& example : invalid_examples(event())) {
    const bool claimed = example.claim.starts_with("limit-");
    EXPECT_EQ(shared->problem(event(), example.payload).has_value(), !claimed) << example.file;
  }
}

TEST_P(Examples, SharedContractsAgreeWithWhatIsWritten) {
  const SharedContracts* shared = SharedContracts::get();
  if (shared == nullptr) GTEST_SKIP() << "no shared contracts beside the repository";
  for (const Example& example : valid_examples(event())) {
    if (example.claim == "tolerance-unknown_code") continue;
    const auto problem = shared->problem(event(), *parse_json(rewrite(event(), example.payload)));
    EXPECT_FALSE(problem) << example.file << " " << *problem;
  }
}

INSTANTIATE_TEST_SUITE_P(Contracts, Examples, testing::ValuesIn(all_events().begin(), all_events().end()), row_name);

}  // namespace
}  // namespace sw::contracts

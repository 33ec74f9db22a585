// A result that its parser refuses is still known by what can be read of it.
#include "contracts/fragment_result.h"

#include <gtest/gtest.h>

#include "tests/unit/contracts/json_builder.h"

namespace sw::contracts {
namespace {

TEST(FragmentReference, NamesTheFragmentOfASuccessWithoutAudio) {
  const auto payload =
      json(R"({"fragment_id":"f-1","stream_id":"s","sequence_number":3,"status":"success","processing_time_ms":1})");
  EXPECT_FALSE(parse_fragment_processed(payload));
  EXPECT_EQ(parse_fragment_reference(payload),
            (FragmentReference{
                .fragment_id = "f-1", .stream_id = "s", .sequence_number = 3, .status = FragmentStatus::kSuccess}));
}

TEST(FragmentReference, LeavesOutWhatIsBroken) {
  const auto payload = json(R"({"fragment_id":"f-1","stream_id":7,"sequence_number":-1,"status":"done"})");
  EXPECT_EQ(parse_fragment_reference(payload),
            (FragmentReference{.fragment_id = "f-1", .stream_id = {}, .sequence_number = {}, .status = {}}));
}

TEST(FragmentReference, KeepsWhatStandsBehindABrokenField) {
  const auto payload = json(R"({"fragment_id":"f-1","stream_id":null,"sequence_number":"x","status":"failed"})");
  EXPECT_EQ(parse_fragment_reference(payload)->status, FragmentStatus::kFailed);
}

TEST(FragmentReference, NeedsAFragmentId) {
  EXPECT_FALSE(parse_fragment_reference(json(R"({"status":"success"})")));
  EXPECT_FALSE(parse_fragment_reference(json(R"({"fragment_id":5})")));
  EXPECT_FALSE(parse_fragment_reference(json("[]")));
  EXPECT_FALSE(parse_fragment_reference(json("null")));
}

TEST(FragmentProcessed, TellsAnAbsentRetryableFlagFromAFalseOne) {
  const std::string head =
      R"({"fragment_id":"f","stream_id":"s","sequence_number":0,"status":"failed","processing_time_ms":1,)";
  const auto without = parse_fragment_processed(json(head + R"("error":{"code":"TIMEOUT","message":""}})"));
  const auto with =
      parse_fragment_processed(json(head + R"("error":{"code":"TIMEOUT","message":"","retryable":false}})"));
  EXPECT_EQ(without->error->retryable, std::nullopt);
  EXPECT_EQ(with->error->retryable, false);
}

TEST(FragmentProcessed, TakesAPartialWithoutAudio) {
  const auto parsed = parse_fragment_processed(json(
      R"({"fragment_id":"f","stream_id":"s","sequence_number":0,"status":"partial","dubbed_audio":null,"processing_time_ms":1})"));
  ASSERT_TRUE(parsed);
  EXPECT_FALSE(parsed->dubbed_audio);
}

}  // namespace
}  // namespace sw::contracts

// The words of every kind of refusal, as they stand in a log.
#include "contracts/parse_error.h"

#include <gtest/gtest.h>

#include "contracts/messages.h"
#include "tests/unit/contracts/json_builder.h"

namespace sw::contracts {
namespace {

std::string audio_error(std::string_view name, std::string_view value) {
  std::string audio = R"({"format":"m4a","sample_rate_hz":48000,"channels":2,"duration_ms":6000,"data_base64":""})";
  auto payload = json(R"({"fragment_id":"f","stream_id":"s","sequence_number":0,"timestamp":0,"audio":)" + audio + "}");
  const std::string member(name);
  payload["audio"][member.c_str()].CopyFrom(json(value), payload.GetAllocator());
  const auto parsed = parse_fragment_data(payload);
  return parsed ? "" : to_text(parsed.error());
}

TEST(ParseError, SaysWhatARangeExpects) {
  EXPECT_EQ(audio_error("sample_rate_hz", "\"44100\""),
            "at /audio/sample_rate_hz: expected integer 8000..96000, got string \"44100\"");
  EXPECT_EQ(audio_error("sample_rate_hz", "7999"),
            "at /audio/sample_rate_hz: expected integer 8000..96000, got integer 7999");
  EXPECT_EQ(audio_error("duration_ms", "0.5"), "at /audio/duration_ms: expected integer 0..60000, got number 0.5");
}

TEST(ParseError, SaysWhatAChoiceExpects) {
  EXPECT_EQ(audio_error("channels", "6"), "at /audio/channels: expected integer 1 or 2, got integer 6");
}

TEST(ParseError, SaysEachType) {
  EXPECT_EQ(audio_error("format", "null"), "at /audio/format: expected string of at most 128 characters, got null");
  EXPECT_EQ(audio_error("format", "true"), "at /audio/format: expected string of at most 128 characters, got true");
  EXPECT_EQ(audio_error("format", "{}"), "at /audio/format: expected string of at most 128 characters, got object");
  EXPECT_EQ(audio_error("format", "[]"), "at /audio/format: expected string of at most 128 characters, got array");
}

TEST(ParseError, TellsALongStringByItsLengthAlone) {
  EXPECT_EQ(audio_error("channels", '"' + std::string(5000, 'A') + '"'),
            "at /audio/channels: expected integer 1 or 2, got string of 5000 characters");
}

TEST(ParseError, ShowsNoControlCharacters) {
  EXPECT_EQ(audio_error("channels", R"("a\n\u0000\u001b[2J")"),
            "at /audio/channels: expected integer 1 or 2, got string \"a???[2J\"");
}

TEST(ParseError, SaysWhatIsMissing) {
  EXPECT_EQ(to_text(parse_stream_resume(json("{}")).error()),
            "at /stream_id: expected string of at most 256 characters, got nothing");
}

TEST(ParseError, NamesTheRoot) {
  EXPECT_EQ(to_text(parse_stream_resume(json("[1]")).error()), "at the root: expected object, got array");
}

TEST(ParseError, SaysTheWordsOfAnEnum) {
  const auto payload = json(R"({"fragment_id":"f","status":"applied"})");
  EXPECT_EQ(to_text(parse_sts_fragment_ack(payload).error()),
            "at /status: expected \"queued\" or \"processing\", got string \"applied\"");
}

TEST(ParseError, NamesAnElementOfAnArray) {
  const auto payload = json(
      R"({"enabled":true,"rules":[{"trigger":"nth_fragment","value":1,"error_code":"TIMEOUT"},{"trigger":"fragment_id","value":null}]})");
  EXPECT_EQ(to_text(parse_error_simulation(payload).error()),
            "at /rules/1/value: expected integer from 0 or string of at most 256 characters, got null");
}

TEST(ParseError, SaysThatASuccessNeedsAudio) {
  const auto payload =
      json(R"({"fragment_id":"f","stream_id":"s","sequence_number":0,"status":"success","processing_time_ms":1})");
  EXPECT_EQ(to_text(parse_fragment_processed(payload).error()),
            "at /dubbed_audio: expected object, since the status is \"success\", got nothing");
}

TEST(ParseError, IsTheFirstOfSeveral) {
  EXPECT_EQ(parse_stream_ready(json(R"({"session_id":1,"max_inflight":"x"})")).error().pointer, "/stream_id");
}

TEST(ParseError, SaysNumbersWithoutAnUpperBound) {
  const auto payload = json(R"({"success_count":0,"partial_count":0,"failed_count":0,"avg_processing_time_ms":-0.5})");
  auto complete = json(R"({"stream_id":"s","total_fragments":0,"total_duration_ms":0})");
  complete.AddMember("statistics", rapidjson::Value(payload, complete.GetAllocator()), complete.GetAllocator());
  EXPECT_EQ(to_text(parse_stream_complete(complete).error()),
            "at /statistics/avg_processing_time_ms: expected number from 0.0, got number -0.5");
}

}  // namespace
}  // namespace sw::contracts

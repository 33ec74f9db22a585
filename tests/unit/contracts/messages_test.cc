#include "contracts/messages.h"

#include <gtest/gtest.h>

#include "contracts/limits.h"
#include "tests/unit/contracts/json_builder.h"

namespace sw::contracts {
namespace {

FragmentData fragment(std::string audio) {
  return {.fragment_id = "f-1",
          .stream_id = "test",
          .sequence_number = 7,
          .timestamp_ms = 1735689600000,
          .audio = {.format = "m4a",
                    .sample_rate_hz = 48000,
                    .channels = 2,
                    .duration_ms = 6000,
                    .data_base64 = std::move(audio)},
          .metadata = FragmentMetadata{.pts_ns = 42'000'000'000, .source_pts_ns = {}}};
}

TEST(Writer, WritesCompactJsonInTheOrderOfTheSchema) {
  EXPECT_EQ(json_of(fragment("AAAA")),
            R"({"fragment_id":"f-1","stream_id":"test","sequence_number":7,"timestamp":1735689600000,"audio":)"
            R"({"format":"m4a","sample_rate_hz":48000,"channels":2,"duration_ms":6000,"data_base64":"AAAA"},)"
            R"("metadata":{"pts_ns":42000000000}})");
}

TEST(Writer, LeavesOutWhatIsAbsent) {
  EXPECT_EQ(json_of(StreamInit{
                .stream_id = "s", .worker_id = "w", .config = {.source_language = "en", .target_language = "es"}}),
            R"({"stream_id":"s","worker_id":"w","config":{"source_language":"en","target_language":"es"}})");
}

TEST(Writer, AppendsToWhatIsThere) {
  std::string out = "42[\"stream:resume\",";
  append_json(out, StreamResume{.stream_id = "s"});
  EXPECT_EQ(out, "42[\"stream:resume\",{\"stream_id\":\"s\"}");
}

TEST(Writer, EscapesTextButCopiesLongAudioAsItIs) {
  EXPECT_EQ(json_of(StreamPause{.stream_id = "a\"\\\n", .reason = {}}), R"({"stream_id":"a\"\\\n"})");
  const std::string audio(128 * 1024, 'Q');
  EXPECT_NE(json_of(fragment(audio)).find("\"data_base64\":\"" + audio + "\"}"), std::string::npos);
}

TEST(Writer, EscapesAudioThatIsNoBase64) {
  const FragmentData message = fragment("\"}],\n");
  EXPECT_EQ(parse_fragment_data(json(json_of(message))), message);
}

// Audio is looked at eight characters at a time; whatever stands wherever must still be escaped.
TEST(Writer, EscapesEveryCharacterAtEveryPlaceOfAudio) {
  for (char c = 0; c != '\x7F'; ++c) {
    for (std::size_t place = 0; place < 17; ++place) {
      std::string audio(17, 'A');
      audio[place] = c;
      const auto payload = parse_json(json_of(fragment(audio)));
      ASSERT_TRUE(payload) << static_cast<int>(c) << " at " << place;
      EXPECT_EQ(parse_fragment_data(*payload)->audio.data_base64, audio);
    }
  }
}

TEST(Writer, RepairsTextThatIsNotUtf8) {
  EXPECT_EQ(json_of(StreamResume{.stream_id = "a\xFF"}), "{\"stream_id\":\"a\uFFFD\"}");
  EXPECT_TRUE(parse_json(json_of(fragment("A\xFF"))));
}

TEST(Writer, WritesMetadataAsItCame) {
  ErrorEvent message{
      .code = ErrorKind::kTimeout, .message = "m", .metadata = JsonObject::parse(R"( {"a": [1, null]} )")};
  EXPECT_EQ(json_of(message),
            R"({"code":"TIMEOUT","message":"m","severity":"error","retryable":false,"metadata":{"a":[1,null]}})");
}

TEST(JsonObject, HoldsOneObjectAlone) {
  EXPECT_FALSE(JsonObject::parse("[]"));
  EXPECT_FALSE(JsonObject::parse("{} {}"));
  EXPECT_FALSE(JsonObject::parse("{"));
  EXPECT_EQ(JsonObject().text(), "{}");
}

TEST(Messages, OfUnknownNamesAreUnknownEvents) {
  EXPECT_EQ(*parse_sts_message("stream:glow", json("17")), StsMessage(UnknownEvent{"stream:glow"}));
  EXPECT_EQ(*parse_worker_message("stream:ready", json("{}")), WorkerMessage(UnknownEvent{"stream:ready"}));
  EXPECT_EQ(event_name(StsMessage(UnknownEvent{"stream:glow"})), "stream:glow");
}

TEST(Messages, OfOneNameDifferByDirection) {
  const auto payload = json(R"({"fragment_id":"f","status":"applied","timestamp":1})");
  EXPECT_TRUE(std::holds_alternative<WorkerFragmentAck>(*parse_worker_message("fragment:ack", payload)));
  EXPECT_EQ(parse_sts_message("fragment:ack", payload).error().pointer, "/status");
}

TEST(Messages, WithoutAPayloadAreRefused) {
  EXPECT_EQ(to_text(parse_sts_message("stream:ready", json("null")).error()), "at the root: expected object, got null");
}

TEST(ErrorCode, CarriesWhatItDoesNotKnow) {
  const ErrorCode unknown(std::string("COSMIC_RAY"));
  EXPECT_EQ(unknown.kind(), std::nullopt);
  EXPECT_EQ(unknown.text(), "COSMIC_RAY");
  EXPECT_EQ(ErrorCode(std::string("GPU_OOM")), ErrorCode(ErrorKind::kGpuOom));
}

// Spec 016 §8.1; the breaker counts exactly the retryable five (FR-021).
TEST(ErrorCode, FiveOfNineAreRetryable) {
  for (const auto kind : {ErrorKind::kTimeout, ErrorKind::kModelError, ErrorKind::kGpuOom}) {
    EXPECT_TRUE(traits_of(kind).retryable);
    EXPECT_EQ(traits_of(kind).severity, ErrorSeverity::kError);
  }
  for (const auto kind : {ErrorKind::kQueueFull, ErrorKind::kRateLimit}) {
    EXPECT_TRUE(traits_of(kind).retryable);
    EXPECT_EQ(traits_of(kind).severity, ErrorSeverity::kWarning);
  }
  for (const auto kind : {ErrorKind::kStreamNotFound, ErrorKind::kInvalidConfig, ErrorKind::kFragmentTooLarge,
                          ErrorKind::kInvalidSequence}) {
    EXPECT_FALSE(traits_of(kind).retryable);
  }
}

TEST(StreamInit, LeavesOutAChunkDurationThatTheSchemaLacks) {
  EXPECT_EQ(chunk_duration(TimeDelta::Seconds(6)), std::nullopt);
  EXPECT_EQ(chunk_duration(TimeDelta::Seconds(5)), 5000);
  EXPECT_EQ(chunk_duration(TimeDelta::Millis(5001)), std::nullopt);
  EXPECT_EQ(chunk_duration(TimeDelta::Millis(99)), std::nullopt);
}

TEST(StreamInit, CanNameFourSampleRates) {
  for (const int64_t hz : {16'000, 22'050, 44'100, 48'000}) EXPECT_TRUE(is_stream_sample_rate(hz));
  EXPECT_FALSE(is_stream_sample_rate(32'000));
}

// Segments of 6 s with a dub of 6.1 s and more are within what the schema allows for audio.
TEST(StreamReady, TakesAnyLimitForCoreToJudge) {
  const auto ready = parse_stream_ready(json(
      R"({"stream_id":"s","session_id":"x","max_inflight":-3,"capabilities":{"batch_processing":false,"async_delivery":true}})"));
  EXPECT_EQ(ready->max_inflight, -3);
}

}  // namespace
}  // namespace sw::contracts

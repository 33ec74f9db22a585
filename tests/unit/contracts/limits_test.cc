// Each limit of contracts/limits.h that a peer can reach through an event: what is at it passes, what is above does
// not. Those of JSON text as a whole are in json_text_test.cc, that of base64 in base64_test.cc.
#include "contracts/limits.h"

#include <gtest/gtest.h>

#include "contracts/messages.h"
#include "tests/unit/contracts/json_builder.h"

namespace sw::contracts {
namespace {

std::string pause(std::size_t id, std::size_t reason) {
  return R"({"stream_id":")" + std::string(id, 'i') + R"(","reason":")" + std::string(reason, 'r') + "\"}";
}

std::string error_event(const std::string& code, const std::string& metadata) {
  return R"({"code":")" + code + R"(","message":"m","severity":"error","retryable":false,"metadata":)" + metadata + "}";
}

TEST(Limits, OfIdsRefuse) {
  EXPECT_TRUE(parse_stream_pause(json(pause(kMaxIdCharacters, 1))));
  EXPECT_EQ(parse_stream_pause(json(pause(kMaxIdCharacters + 1, 1))).error().pointer, "/stream_id");
}

TEST(Limits, OfNamesRefuse) {
  EXPECT_TRUE(parse_error_event(json(error_event(std::string(kMaxNameCharacters, 'C'), "{}"))));
  EXPECT_EQ(parse_error_event(json(error_event(std::string(kMaxNameCharacters + 1, 'C'), "{}"))).error().pointer,
            "/code");
}

TEST(Limits, OfTextsCut) {
  EXPECT_EQ(parse_stream_pause(json(pause(1, kMaxTextBytes)))->reason->size(), kMaxTextBytes);
  EXPECT_EQ(parse_stream_pause(json(pause(1, kMaxTextBytes + 1)))->reason->size(), kMaxTextBytes);
}

TEST(Limits, OfTranscriptsCut) {
  const std::string words(kMaxTranscriptBytes + 1, 'w');
  const auto result = parse_fragment_processed(json(
      R"({"fragment_id":"f","stream_id":"s","sequence_number":0,"status":"partial","processing_time_ms":1,"transcript":")" +
      words + R"(","translated_text":")" + words + "\"}"));
  EXPECT_EQ(result->transcript->size(), kMaxTranscriptBytes);
  EXPECT_EQ(result->translated_text->size(), kMaxTranscriptBytes);
}

TEST(Limits, OfMetadataLeaveItOut) {
  const std::string frame = R"({"k":""})";
  const auto of_size = [&](std::size_t bytes) { return R"({"k":")" + std::string(bytes - frame.size(), 'x') + "\"}"; };
  EXPECT_EQ(parse_error_event(json(error_event("X", of_size(kMaxMetadataBytes))))->metadata->text().size(),
            kMaxMetadataBytes);
  EXPECT_FALSE(parse_error_event(json(error_event("X", of_size(kMaxMetadataBytes + 1))))->metadata);
}

TEST(Limits, OfRulesRefuse) {
  ErrorSimulation message{.enabled = true, .rules = std::vector<SimulationRule>(kMaxSimulationRules)};
  EXPECT_TRUE(parse_error_simulation(json(json_of(message))));
  message.rules->emplace_back();
  EXPECT_EQ(parse_error_simulation(json(json_of(message))).error().pointer, "/rules");
}

TEST(Limits, OfAudioRefuse) {
  FragmentData message{
      .fragment_id = "f",
      .stream_id = "s",
      .audio = {.format = "m4a", .sample_rate_hz = 8000, .channels = 1, .duration_ms = 0, .data_base64 = ""}};
  auto payload = json(json_of(message));
  const auto parse_with_audio_of = [&](std::size_t characters) {
    const std::string audio(characters, 'A');
    payload["audio"]["data_base64"].SetString(audio.c_str(), static_cast<unsigned>(characters), payload.GetAllocator());
    return parse_fragment_data(payload);
  };
  EXPECT_TRUE(parse_with_audio_of(kMaxAudioTextCharacters));
  EXPECT_EQ(parse_with_audio_of(kMaxAudioTextCharacters + 1).error().pointer, "/audio/data_base64");
}

// A fragment that is too large has to be read, or it could not be answered with FRAGMENT_TOO_LARGE.
TEST(Limits, OfAudioAreAboveThatOfAFragmentThatIsTooLarge) {
  static_assert(kFragmentTooLargeCharacters < kMaxAudioTextCharacters);
  FragmentData message{.fragment_id = "f",
                       .stream_id = "s",
                       .audio = {.format = "m4a",
                                 .sample_rate_hz = 8000,
                                 .channels = 1,
                                 .duration_ms = 0,
                                 .data_base64 = std::string(kFragmentTooLargeCharacters + 4, 'A')}};
  EXPECT_EQ(parse_fragment_data(json(json_of(message))), message);
}

TEST(Limits, OfNamesOfUnknownEventsCut) {
  const auto message = parse_sts_message(std::string(kMaxNameCharacters + 1, 'e'), json("null"));
  EXPECT_EQ(std::get<UnknownEvent>(*message).name.size(), kMaxNameCharacters);
}

}  // namespace
}  // namespace sw::contracts

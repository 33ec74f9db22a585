// The schema of scenario files says what the reader does: the same fields with the same limits.
#include "sim/scenario/scenario_schema.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "contracts/json_text.h"
#include "contracts/judge/schema.h"
#include "sim/scenario/scenario_reader.h"
#include "sim/scenario/scenario_writer.h"
#include "tests/unit/sim/scenario/filled.h"
#include "tests/unit/sim/scenario/schema_fields.h"

namespace sw::sim {
namespace {

rapidjson::Document parsed(std::string_view text) {
  auto tree = contracts::parse_json(text);
  EXPECT_TRUE(tree) << contracts::to_text(tree.error()) << "\n" << text;
  return tree ? std::move(*tree) : rapidjson::Document();
}

const contracts::Schema& schema() {
  static const contracts::Schema compiled = std::move(*contracts::Schema::compile(parsed(scenario_schema_text())));
  return compiled;
}

// Takes out what is there for people, and what the description has no part in.
void strip(rapidjson::Value& value) {
  if (value.IsArray()) {
    for (auto& element : value.GetArray()) strip(element);
  }
  if (!value.IsObject()) return;
  for (const char* word : {"$schema", "title", "description", "definitions"}) {
    // A property may be called so: those are objects.
    if (value.HasMember(word) && (!value[word].IsObject() || std::string_view(word) == "definitions")) {
      value.RemoveMember(word);
    }
  }
  for (auto member = value.MemberBegin(); member < value.MemberEnd(); ++member) strip(member->value);
}

TEST(ScenarioSchema, HasTheFieldsAndLimitsOfTheReader) {
  rapidjson::Document written = parsed(scenario_schema_text());
  strip(written);
  const rapidjson::Document wanted = parsed(SchemaFields::schema_of(Scenario{}));
  EXPECT_TRUE(static_cast<const rapidjson::Value&>(written) == static_cast<const rapidjson::Value&>(wanted))
      << "the description asks for:\n"
      << contracts::to_json(wanted) << "\nthe file has:\n"
      << contracts::to_json(written);
}

TEST(ScenarioSchema, TakesWhateverTheWriterWrites) {
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    const std::string text = to_json(filled_scenario(seed));
    EXPECT_EQ(schema().problem(parsed(text)), std::nullopt) << text;
  }
}

TEST(ScenarioSchema, TakesEveryScenarioOfTheTree) {
  int seen = 0;
  for (const char* folder : {"/scenario", "/regression"}) {
    for (const auto& entry : std::filesystem::directory_iterator(std::string(SCENARIOS) + folder)) {
      if (entry.path().extension() != ".json") continue;
      std::stringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      EXPECT_EQ(schema().problem(parsed(text.str())), std::nullopt) << entry.path();
      const auto read = read_scenario_text(text.str());
      ASSERT_TRUE(read) << entry.path() << ": " << read.error();
      EXPECT_EQ(read->name, entry.path().stem()) << "a scenario is named as its file";
      ++seen;
    }
  }
  EXPECT_GE(seen, 12);
}

TEST(ScenarioSchema, TakesEachFaultOfTheServiceAsTheReaderDoes) {
  const char* faults[] = {
      R"("do":"slow","delay":"1.5s","jitter":"5ms","overtaken":true,"at":"1s","for":"2s","limit":3,"stream":"s")",
      R"("do":"silent","blocks":true,"acknowledged":false,"fragments":{"from":1,"to":3,"every":2,"id":"x"})",
      R"("do":"wrong_order","behind":2,"at":{"fragment":3,"after":"200ms"},"session":1)",
      R"("do":"duplicate","copies":2,"gap":"1s","at":{"session":2})",
      R"("do":"alter","status":"failed","error":{"code":"TIMEOUT","retryable":"absent","stage":"tts"},"nulls":true)",
      R"("do":"alter","audio":"wrong_duration","stretch":"-800ms","sample_rate_hz":44100,"channels":6)",
      R"("do":"answer_with_error","code":"X","retryable":null,"severity":"fatal","fragment_id":"null","result":true)",
      R"("do":"handshake","answer":"http_error","status":503,"limit":1)",
      R"("do":"answer_init","silent":true,"max_inflight":-1,"stream_id":"s","delay":"1s","at":{"connection":1})",
      R"("do":"stop_pings","session":1)",
      R"("do":"freeze","at":"1s","for":"2s")",
      R"("do":"restart","at":"1s","for":"2s")",
      R"("do":"backpressure","action":"none","severity":"low","recommended_delay_ms":5,"every":"100ms","for":"1s")",
      R"("do":"error","code":"GPU_OOM","retryable":true,"fragment_id":"f")",
      R"("do":"event","event":"made:up","payload":{"a":[null,1.5]})",
      R"("do":"stray_result","of":"answered")",
      R"("do":"packet","fault":"huge","bytes":1000)",
      R"("do":"end","how":"close_frame","code":1011)",
  };
  for (const char* fault : faults) {
    const std::string text = std::string(R"({"name":"a","sts":{"faults":[{"id":"f",)") + fault + "}]}}";
    const auto read = read_scenario_text(text);
    ASSERT_TRUE(read) << read.error() << "\n" << text;
    EXPECT_EQ(schema().problem(parsed(text)), std::nullopt) << text;
    EXPECT_EQ(schema().problem(parsed(to_json(*read))), std::nullopt) << to_json(*read);
  }
}

TEST(ScenarioSchema, RefusesNearMissesAsTheReaderDoes) {
  const char* misses[] = {
      R"({})",
      R"({"name":""})",
      R"({"name":"a","speed":1})",
      R"({"name":"a","limit":60})",
      R"({"name":"a","limit":"60"})",
      R"({"name":"a","limit":"-1s"})",
      R"({"name":"a","limit":"1s 5ms"})",
      R"({"name":"a","limit":null})",
      R"({"name":"a","seed":-1})",
      R"({"name":"a","worker":{"sts_mode":"on"}})",
      R"({"name":"a","worker":{"sts_max_inflight":0}})",
      R"({"name":"a","source":{"audio":true}})",
      R"({"name":"a","source":{"audio":{"frame_samples":100}}})",
      R"({"name":"a","source":{"jumps":[{"at":"1s","by":1}]}})",
      R"({"name":"a","sts_link":{"pieces":"small"}})",
      R"({"name":"a","sts":{"faults":[{"id":"a","do":"silnt"}]}})",
      R"({"name":"a","sts":{"faults":[{"do":"silent"}]}})",
      R"({"name":"a","sts":{"faults":[{"id":"a","do":"silent","block":true}]}})",
      R"({"name":"a","sts":{"faults":[{"id":"a","do":"slow"}]}})",
      R"({"name":"a","sts":{"faults":[{"id":"a","do":"restart"}]}})",
      R"({"name":"a","sts":{"faults":[{"id":"a","do":"freeze","every":"1s"}]}})",
      R"({"name":"a","sts":{"faults":[{"id":"a","do":"silent","at":{"fragment":0}}]}})",
      R"({"name":"a","faults":[{"id":"a","at":"1s"}]})",
      R"({"name":"a","faults":[{"id":"a","at":"1s","do":"kick_reader","way":"both"}]})",
      R"({"name":"a","faults":[{"id":"a","at":"1s","do":"blackhole","way":""}]})",
      R"({"name":"a","faults":[{"id":"a","at":"1s","do":"signal","signal":9}]})",
      R"({"name":"a","expect":[{"expect":"exit","code":0}]})",
      R"({"name":"a","expect":[{"expect":"exit","code":256,"why":"w"}]})",
      R"({"name":"a","expect":[{"expect":"count","event":"exit","count":1,"nth":1,"why":"w"}]})",
  };
  for (const char* text : misses) {
    EXPECT_FALSE(read_scenario_text(text)) << text;
    EXPECT_TRUE(schema().problem(parsed(text))) << text;
  }
}

}  // namespace
}  // namespace sw::sim

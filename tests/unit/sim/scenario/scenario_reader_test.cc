// What is no scenario is refused with its place and the reason.
#include "sim/scenario/scenario_reader.h"

#include <gtest/gtest.h>

#include "sim/scenario/fields.h"

namespace sw::sim {
namespace {

// The pointer of the error; "" where the text was taken.
std::string place_of_error(const std::string& fields) {
  const auto read = read_scenario_text(R"({"name":"a")" + (fields.empty() ? "" : "," + fields) + "}");
  if (read) return "";
  return read.error().substr(0, read.error().find(':'));
}

struct Case {
  std::string fields;
  std::string place;
};

TEST(ScenarioReader, TakesANameAlone) {
  const auto read = read_scenario_text(R"({"name":"a"})");
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->source.video.start, TimeDelta::Seconds(1));
  EXPECT_EQ(read->media.input_batch, TimeDelta::Zero());
}

TEST(ScenarioReader, RefusesWhatItDoesNotKnow) {
  const Case cases[] = {
      {R"("speed":1)", "at /speed"},
      {R"("worker":{"sts_timeout_ms":1})", "at /worker/sts_timeout_ms"},
      {R"("source":{"video":{"fps":25}})", "at /source/video/fps"},
      {R"("faults":[{"id":"a","at":"1s","do":"explode"}])", "at /faults/0/do"},
      {R"("faults":[{"id":"a","at":"1s","do":"kick_reader","extra":"1s"}])", "at /faults/0/extra"},
      {R"("sts":{"faults":[{"id":"a","do":"silent","block":true}]})", "at /sts/faults/0/block"},
      {R"("expect":[{"expect":"evnt","why":"w"}])", "at /expect/0/expect"},
      {R"("expect":[{"expect":"event","event":"fragment:dta","at":"1s","why":"w"}])", "at /expect/0/event"},
      {R"("expect":[{"expect":"count","event":"fault.b","count":0,"why":"w"}])", "at /expect/0/event"},
      {R"("expect":[{"expect":"count","event":"fragment:ack","count":0,"why":"w"}])", "at /expect/0/event"},
      {R"("expect":[{"expect":"metric","metric":"worker_x_total","value":0,"why":"w"}])", "at /expect/0/metric"},
  };
  for (const Case& one : cases) EXPECT_EQ(place_of_error(one.fields), one.place) << one.fields;
}

TEST(ScenarioReader, RefusesOtherTypesUnitsAndRanges) {
  const Case cases[] = {
      {R"("limit":60)", "at /limit"},
      {R"("limit":"60")", "at /limit"},
      {R"("limit":"60sec")", "at /limit"},
      {R"("limit":"-1s")", "at /limit"},
      {R"("limit":"0")", "at /limit"},
      {R"("limit":"169h")", "at /limit"},
      {R"("limit":null)", "at /limit"},
      {R"("worker":[])", "at /worker"},
      {R"("worker":{"sts_max_inflight":11})", "at /worker/sts_max_inflight"},
      {R"("worker":{"sts_max_inflight":1.5})", "at /worker/sts_max_inflight"},
      {R"("source":{"audio":null})", "at /source/audio"},
      {R"("source":{"audio":true})", "at /source/audio"},
      {R"("faults":[{"id":"a","at":"1s","do":"blackhole","way":""}])", "at /faults/0/way"},
      {R"("faults":[{"id":"a","at":"1s","do":"signal","signal":9}])", "at /faults/0/signal"},
      {R"("faults":[{"id":"a","at":"1s","for":"0","do":"kick_reader"}])", "at /faults/0/for"},
      {R"("faults":{})", "at /faults"},
      {R"("covers":["a",1])", "at /covers/1"},
  };
  for (const Case& one : cases) EXPECT_EQ(place_of_error(one.fields), one.place) << one.fields;
}

TEST(ScenarioReader, RefusesWhatIsMissing) {
  EXPECT_FALSE(read_scenario_text("{}"));
  EXPECT_FALSE(read_scenario_text(R"({"name":""})"));
  const Case cases[] = {
      {R"("faults":[{"at":"1s","do":"kick_reader"}])", "at /faults/0/id"},
      {R"("faults":[{"id":"a","do":"kick_reader"}])", "at /faults/0/at"},
      {R"("faults":[{"id":"a","at":"1s"}])", "at /faults/0/do"},
      {R"("expect":[{"expect":"event","event":"exit","why":"w"}])", "at /expect/0/at"},
      {R"("expect":[{"expect":"exit","why":"w"}])", "at /expect/0/code"},
      {R"("expect":[{"expect":"exit","code":0}])", "at /expect/0/why"},
      {R"("expect":[{"expect":"exit","code":0,"why":""}])", "at /expect/0/why"},
  };
  for (const Case& one : cases) EXPECT_EQ(place_of_error(one.fields), one.place) << one.fields;
}

TEST(ScenarioReader, RefusesWhatCannotBe) {
  const Case cases[] = {
      {R"("faults":[{"id":"a","at":"1s","do":"kick_reader"},{"id":"a","at":"2s","do":"kick_reader"}])",
       "at /faults/1/id"},
      {R"("faults":[{"id":"a","at":"1s","do":"kick_reader"}],"sts":{"faults":[{"id":"a","do":"silent"}]})",
       "at /sts/faults/0/id"},
      {R"("limit":"1m","faults":[{"id":"a","at":"61s","do":"kick_reader"}])", "at /faults/0/at"},
      {R"("limit":"1m","expect":[{"expect":"event","event":"exit","at":"61s","why":"w"}])", "at /expect/0/at"},
      {R"("limit":"1m","expect":[{"expect":"exit","code":0,"at":"61s","why":"w"}])", "at /expect/0/at"},
      {R"("expect":[{"expect":"count","event":"exit","count":0,"from":"2s","until":"2s","why":"w"}])",
       "at /expect/0/until"},
      {R"("source":{"gaps":[{"at":"2s","length":"1s"},{"at":"1s","length":"1s"}]})", "at /source/gaps/1/at"},
      {R"("source":{"audio":false,"audio_changes":[{"at":"2s"}]})", "at /source/audio_changes"},
      {R"("storage":{"min_time":"6ms"})", "at /storage/min_time"},
  };
  for (const Case& one : cases) EXPECT_EQ(place_of_error(one.fields), one.place) << one.fields;
}

TEST(ScenarioReader, TakesFaultsByNameInExpectations) {
  EXPECT_EQ(place_of_error(R"("faults":[{"id":"a","at":"1s","for":"1s","do":"hide_path"}],"expect":[)"
                           R"({"expect":"event","event":"healed.a","at":"2s","why":"1 + 1"}])"),
            "");
}

std::string repeated(const std::string& element, std::size_t times) {
  std::string list = "[";
  for (std::size_t i = 0; i < times; ++i) {
    std::string one = element;
    if (const auto at = one.find('#'); at != std::string::npos) one.replace(at, 1, std::to_string(i));
    list += (i == 0 ? "" : ",") + one;
  }
  return list + "]";
}

TEST(ScenarioReader, TakesAsManyAsItsLimitsAndNoMore) {
  const std::string fault = R"({"id":"f#","at":"1s","do":"kick_reader"})";
  EXPECT_EQ(place_of_error("\"faults\":" + repeated(fault, kMaxWorldFaults)), "");
  EXPECT_EQ(place_of_error("\"faults\":" + repeated(fault, kMaxWorldFaults + 1)), "at /faults");
  const std::string expectation = R"({"expect":"exit","code":0,"why":"w"})";
  EXPECT_EQ(place_of_error("\"expect\":" + repeated(expectation, kMaxExpectations)), "");
  EXPECT_EQ(place_of_error("\"expect\":" + repeated(expectation, kMaxExpectations + 1)), "at /expect");
  const std::string gap = R"({"at":"1s","length":"1s"})";
  EXPECT_EQ(place_of_error("\"source\":{\"gaps\":" + repeated(gap, kMaxSourceEvents) + "}"), "");
  EXPECT_EQ(place_of_error("\"source\":{\"gaps\":" + repeated(gap, kMaxSourceEvents + 1) + "}"), "at /source/gaps");
  EXPECT_EQ(place_of_error("\"covers\":" + repeated("\"c\"", kMaxCovers)), "");
  EXPECT_EQ(place_of_error("\"covers\":" + repeated("\"c\"", kMaxCovers + 1)), "at /covers");
  EXPECT_EQ(place_of_error("\"about\":\"" + std::string(kMaxTextLength, 'a') + "\""), "");
  EXPECT_EQ(place_of_error("\"about\":\"" + std::string(kMaxTextLength + 1, 'a') + "\""), "at /about");
}

TEST(ScenarioReader, RefusesATextOfMoreThanItsLimit) {
  const std::string text = R"({"name":"a"})";
  EXPECT_TRUE(read_scenario_text(text + std::string(kMaxScenarioBytes - text.size(), ' ')));
  EXPECT_FALSE(read_scenario_text(text + std::string(kMaxScenarioBytes + 1 - text.size(), ' ')));
}

TEST(ScenarioReader, SaysWhyInOneLine) {
  const auto read = read_scenario_text("{\"na\\nme\":1}");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().find('\n'), std::string::npos) << read.error();
  EXPECT_FALSE(read_scenario_text("{"));
  EXPECT_FALSE(read_scenario_text("[]"));
  EXPECT_FALSE(read_scenario_text(""));
}

}  // namespace
}  // namespace sw::sim

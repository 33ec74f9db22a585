// Scripts as JSON: what they say, and what is refused.
#include "fakes/sts/script_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contracts/json_text.h"
#include "fakes/sts/limits.h"
#include "fakes/sts/script_actions.h"

namespace sw::fakes::sts {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string one(std::string_view fault) { return "{\"faults\":[" + std::string(fault) + "]}"; }

Fault parsed(std::string_view fault) {
  auto script = parse_script_text(one(fault));
  if (!script) throw std::runtime_error(script.error());
  return script->faults.at(0);
}

std::string refused(std::string_view fault) {
  const auto script = parse_script_text(one(fault));
  return script ? "not refused" : script.error();
}

TEST(ScriptParser, ReadsTimesPicksAndLimits) {
  const Fault fault = parsed(R"({"id":"a","do":"silent","at":"12s","for":"1m30s","limit":3,"stream":"live-1",
                                 "session":2,"fragments":{"from":1,"to":5,"every":2,"id":"x"},"blocks":true})");
  Fault expected{"a", TimeDelta::Seconds(12), TimeDelta::Seconds(90), {}, 3, {}, Silent{true}};
  expected.pick = {"live-1", 2, 1, 5, 2, "x"};
  EXPECT_EQ(fault, expected);
}

TEST(ScriptParser, BeginsAtTheStartAndLastsForEverUnlessTold) {
  const Fault fault = parsed(R"({"id":"a","do":"silent"})");
  EXPECT_EQ(std::get<TimeDelta>(fault.begin), TimeDelta::Zero());
  EXPECT_FALSE(fault.lasting);
  EXPECT_FALSE(fault.limit);
}

TEST(ScriptParser, ReadsMilestones) {
  const auto begin = [](std::string_view at) {
    return std::get<AfterNth>(parsed(R"({"id":"a","do":"silent","at":)" + std::string(at) + "}").begin);
  };
  EXPECT_EQ(begin(R"({"fragment":3})"), (AfterNth{Milestone::kFragment, 3, TimeDelta::Zero()}));
  EXPECT_EQ(begin(R"({"session":2,"after":"3s"})"), (AfterNth{Milestone::kSession, 2, TimeDelta::Seconds(3)}));
  EXPECT_EQ(begin(R"({"connection":1,"after":"10ms"})"), (AfterNth{Milestone::kConnection, 1, TimeDelta::Millis(10)}));
}

TEST(ScriptParser, OneSequenceNumberIsARangeOfOne) {
  const Fault fault = parsed(R"({"id":"a","do":"silent","fragments":{"sequence":4}})");
  EXPECT_EQ(fault.pick.from, 4);
  EXPECT_EQ(fault.pick.to, 4);
}

TEST(ScriptParser, ReadsEveryAction) {
  const auto action = [](std::string_view fields) {
    return parsed(R"({"id":"a",)" + std::string(fields) + "}").action;
  };
  EXPECT_EQ(action(R"("do":"slow","delay":"9s","jitter":"1s","overtaken":true)"),
            FaultAction(Slow{TimeDelta::Seconds(9), TimeDelta::Seconds(1), true}));
  EXPECT_EQ(action(R"("do":"silent","acknowledged":false)"), FaultAction(Silent{false, false}));
  EXPECT_EQ(action(R"("do":"wrong_order","behind":2)"), FaultAction(WrongOrder{2}));
  EXPECT_EQ(action(R"("do":"duplicate","copies":3,"gap":"1s")"), FaultAction(Duplicate{3, TimeDelta::Seconds(1)}));
  EXPECT_EQ(action(R"("do":"handshake","answer":"http_error","status":503)"),
            FaultAction(Handshake{HandshakeAnswer::kHttpError, 503}));
  EXPECT_EQ(action(R"("do":"stop_pings")"), FaultAction(StopPings{}));
  EXPECT_EQ(action(R"("do":"freeze","for":"3s")"), FaultAction(Freeze{}));
  EXPECT_EQ(action(R"("do":"restart","for":"3s")"), FaultAction(Restart{}));
  EXPECT_EQ(action(R"("do":"event","event":"e","payload":{"a":[1,null]})"),
            FaultAction(SendEvent{"e", R"({"a":[1,null]})"}));
  EXPECT_EQ(action(R"("do":"stray_result","of":"earlier_session")"),
            FaultAction(SendStray{StrayResult::kEarlierSession}));
  EXPECT_EQ(action(R"("do":"packet","fault":"huge","bytes":5000)"),
            FaultAction(SendPacket{PacketFault::kHuge, {}, 5'000}));
  EXPECT_EQ(action(R"("do":"packet","fault":"text","text":"42")"),
            FaultAction(SendPacket{PacketFault::kText, "42", 0}));
  EXPECT_EQ(action(R"("do":"end","how":"close_frame","code":1011)"),
            FaultAction(EndConnection{Farewell::kCloseFrame, 1'011}));
}

TEST(ScriptParser, ReadsAnswersToInit) {
  AnswerInit expected;
  expected.silent = true;
  expected.error = Blame{"INVALID_CONFIG", "no", WireFlag::kFalse, {}};
  expected.max_inflight = -1;
  expected.stream_id = "other";
  expected.delay = TimeDelta::Seconds(2);
  const Fault fault = parsed(R"({"id":"a","do":"answer_init","silent":true,"max_inflight":-1,"stream_id":"other",
      "delay":"2s","error":{"code":"INVALID_CONFIG","message":"no","retryable":false}})");
  EXPECT_EQ(fault.action, FaultAction(expected));
}

TEST(ScriptParser, ReadsAlterations) {
  Alter expected;
  expected.status = contracts::FragmentStatus::kFailed;
  expected.audio = AudioForm::kMissing;  // what a failure has unless told otherwise
  expected.error = Blame{"GPU_OOM", "scripted error", WireFlag::kNull, contracts::Stage::kTts};
  expected.nulls = true;
  const Fault fault = parsed(R"({"id":"a","do":"alter","status":"failed","nulls":true,
      "error":{"code":"GPU_OOM","retryable":null,"stage":"tts"}})");
  EXPECT_EQ(fault.action, FaultAction(expected));
  const Fault longer = parsed(R"({"id":"a","do":"alter","audio":"wrong_duration","stretch":"-800ms"})");
  EXPECT_EQ(std::get<Alter>(longer.action).stretch, TimeDelta::Millis(-800));
}

TEST(ScriptParser, ReadsErrorsAndBackpressure) {
  const Fault answer = parsed(R"({"id":"a","do":"answer_with_error","code":"X","retryable":"absent",
      "fragment_id":"none","severity":"fatal","result":true})");
  AnswerWithError expected{{"X", "scripted error", WireFlag::kAbsent, {}}};
  expected.severity = contracts::ErrorSeverity::kFatal;
  expected.naming = FragmentNaming::kNone;
  expected.result = true;
  EXPECT_EQ(answer.action, FaultAction(expected));
  const Fault error = parsed(R"({"id":"a","do":"error","code":"Y","fragment_id":"f1"})");
  EXPECT_EQ(std::get<SendError>(error.action).fragment_id, "f1");
  const Fault storm = parsed(R"({"id":"a","do":"backpressure","action":"pause","severity":"low","every":"100ms",
      "for":"5s","recommended_delay_ms":10,"stream_id":"s","nulls":true})");
  EXPECT_EQ(storm.every, TimeDelta::Millis(100));
  EXPECT_EQ(std::get<SendPressure>(storm.action).stream_id, "s");
}

TEST(ScriptParser, UnknownFieldsAreRefusedWithThoseThatAreKnown) {
  EXPECT_THAT(refused(R"({"id":"a","do":"silent","block":true})"),
              StartsWith("at /faults/0/block: expected no such field; known here: acknowledged at blocks"));
  EXPECT_THAT(refused(R"({"id":"a","do":"slow","delay":"1s","fragments":{"seq":1}})"),
              StartsWith("at /faults/0/fragments/seq:"));
  EXPECT_THAT(refused(R"({"id":"a","do":"silent","at":{"fragment":1,"then":"1s"}})"),
              StartsWith("at /faults/0/at/then:"));
  EXPECT_THAT(refused(R"({"id":"a","do":"alter","error":{"code":"X","why":"y"}})"),
              StartsWith("at /faults/0/error/why:"));
  EXPECT_THAT(parse_script_text(R"({"faults":[],"fault":[]})").error(), StartsWith("at /fault:"));
}

TEST(ScriptParser, AnErrorIsOneLineWhateverAFieldIsCalled) {
  EXPECT_THAT(refused(R"({"id":"a","do":"silent","a\n/b~\u0007":1})"), StartsWith("at /faults/0/a?~1b~0?: expected"));
}

TEST(ScriptParser, FieldsOfOtherActionsAreRefused) {
  EXPECT_THAT(refused(R"({"id":"a","do":"restart","for":"1s","stream":"x"})"), StartsWith("at /faults/0/stream:"));
  EXPECT_THAT(refused(R"({"id":"a","do":"slow","delay":"1s","every":"1s"})"), StartsWith("at /faults/0/every:"));
  EXPECT_THAT(refused(R"({"id":"a","do":"end","how":"reset","code":1000})"), StartsWith("at /faults/0/code:"));
  EXPECT_THAT(refused(R"({"id":"a","do":"end","how":"reset","fragments":{}})"), StartsWith("at /faults/0/fragments:"));
  EXPECT_THAT(refused(R"({"id":"a","do":"handshake","answer":"garbage","status":500})"),
              StartsWith("at /faults/0/status:"));
  EXPECT_THAT(refused(R"({"id":"a","do":"freeze","limit":1})"), StartsWith("at /faults/0/limit:"));
}

TEST(ScriptParser, MissingFieldsAreNamed) {
  EXPECT_THAT(refused(R"({"do":"silent"})"), StartsWith("at /faults/0/id: expected string"));
  EXPECT_THAT(refused(R"({"id":"a"})"), StartsWith("at /faults/0/do: expected one of slow silent"));
  EXPECT_THAT(refused(R"({"id":"a","do":"slow"})"), StartsWith("at /faults/0/delay:"));
  EXPECT_THAT(refused(R"({"id":"a","do":"restart"})"), StartsWith("at /faults/0/for:"));
  EXPECT_THAT(refused(R"({"id":"a","do":"answer_with_error"})"), StartsWith("at /faults/0/code:"));
  EXPECT_THAT(refused(R"({"id":"a","do":"alter","audio":"wrong_duration"})"), StartsWith("at /faults/0/stretch:"));
  EXPECT_THAT(parse_script_text("{}").error(), StartsWith("at /faults: expected array of faults"));
}

TEST(ScriptParser, NullsAndWrongTypesAreRefused) {
  EXPECT_THAT(refused(R"({"id":null,"do":"silent"})"), StartsWith("at /faults/0/id:"));
  EXPECT_THAT(refused(R"({"id":"a","do":"silent","for":null})"), StartsWith("at /faults/0/for:"));
  EXPECT_THAT(refused(R"({"id":"a","do":"silent","blocks":1})"), StartsWith("at /faults/0/blocks:"));
  EXPECT_THAT(refused(R"({"id":"a","do":17})"), StartsWith("at /faults/0/do:"));
  EXPECT_THAT(refused("17"), StartsWith("at /faults/0: expected object"));
  EXPECT_THAT(parse_script_text("[]").error(), StartsWith("at the root: expected object"));
  EXPECT_THAT(parse_script_text(R"({"faults":{}})").error(), StartsWith("at /faults:"));
  EXPECT_THAT(parse_script_text(R"({"faults":)").error(), HasSubstr("at byte"));
}

TEST(ScriptParser, TimesAreDurationsWithinTheirLimits) {
  for (const char* time : {"12", "12 s", "-1s", "s", "", "200h", "1s "}) {
    EXPECT_THAT(refused(R"({"id":"a","do":"silent","at":")" + std::string(time) + "\"}"),
                StartsWith("at /faults/0/at: expected duration"))
        << time;
  }
  EXPECT_THAT(refused(R"({"id":"a","do":"silent","for":"0s"})"), StartsWith("at /faults/0/for:"));
  EXPECT_THAT(refused(R"({"id":"a","do":"backpressure","every":"999us"})"), StartsWith("at /faults/0/every:"));
  EXPECT_THAT(refused(R"({"id":"a","do":"alter","audio":"wrong_duration","stretch":"61s"})"),
              StartsWith("at /faults/0/stretch:"));
}

TEST(ScriptParser, NumbersHaveLimits) {
  EXPECT_THAT(refused(R"({"id":"a","do":"duplicate","copies":101})"), HasSubstr("integer 1..100"));
  EXPECT_THAT(refused(R"({"id":"a","do":"wrong_order","behind":0})"), HasSubstr("integer 1..100"));
  EXPECT_THAT(refused(R"({"id":"a","do":"packet","fault":"huge","bytes":33554433})"), HasSubstr("1..33554432"));
  EXPECT_THAT(refused(R"({"id":"a","do":"silent","limit":0})"), StartsWith("at /faults/0/limit:"));
  EXPECT_THAT(refused(R"({"id":"a","do":"silent","at":{"fragment":0}})"), StartsWith("at /faults/0/at/fragment:"));
}

TEST(ScriptParser, WhatContradictsItselfIsRefused) {
  EXPECT_THAT(refused(R"({"id":"a","do":"silent","fragments":{"sequence":1,"from":1}})"),
              HasSubstr("either sequence, or from and to"));
  EXPECT_THAT(refused(R"({"id":"a","do":"silent","fragments":{"from":3,"to":2}})"), HasSubstr("no larger"));
  EXPECT_THAT(refused(R"({"id":"a","do":"silent","at":{"fragment":1,"session":1}})"), StartsWith("at /faults/0/at:"));
  EXPECT_THAT(refused(R"({"id":"a","do":"silent","at":{"after":"1s"}})"), StartsWith("at /faults/0/at:"));
  EXPECT_THAT(refused(R"({"id":"a","do":"backpressure","for":"5s"})"), StartsWith("at /faults/0/for:"));
  EXPECT_THAT(refused(R"({"id":"","do":"silent"})"), StartsWith("at /faults/0/id:"));
}

TEST(ScriptParser, IdsAreUsedOnce) {
  EXPECT_THAT(parse_script_text(R"({"faults":[{"id":"a","do":"silent"},{"id":"a","do":"silent"}]})").error(),
              StartsWith("at /faults/1/id:"));
}

TEST(ScriptParser, TakesNoMoreFaultsThanTheirLimit) {
  std::string text = R"({"faults":[)";
  for (std::size_t i = 0; i < kMaxFaults; ++i) text += R"({"id":"f)" + std::to_string(i) + R"(","do":"silent"},)";
  const std::string full = text.substr(0, text.size() - 1) + "]}";
  EXPECT_TRUE(parse_script_text(full));
  EXPECT_THAT(parse_script_text(text + R"({"id":"x","do":"silent"}]})").error(), StartsWith("at /faults: expected"));
}

TEST(ScriptParser, TakesNoMoreTextThanItsLimit) {
  const std::string script = R"({"faults":[]})";
  EXPECT_TRUE(parse_script_text(script + std::string(kMaxScriptBytes - script.size(), ' ')));
  EXPECT_THAT(parse_script_text(script + std::string(kMaxScriptBytes - script.size() + 1, ' ')).error(),
              StartsWith("longer than"));
}

TEST(ScriptParser, ReadsOneFaultForFormatsThatEmbedIt) {
  const auto tree = contracts::parse_json(R"({"id":"a","do":"end","how":"now"})");
  ASSERT_TRUE(tree);
  const auto fault = parse_fault(*tree);
  ASSERT_FALSE(fault);
  EXPECT_EQ(fault.error().pointer, "/how");
}

TEST(ScriptActions, TheTableFollowsTheVariant) {
  EXPECT_EQ(row_of(FaultAction(Slow{TimeDelta::Zero()})).word, "slow");
  EXPECT_EQ(row_of(FaultAction(Restart{})).word, "restart");
  EXPECT_EQ(row_of(FaultAction(EndConnection{})).word, "end");
  EXPECT_EQ(find_action("packet"), &row_of(FaultAction(SendPacket{})));
}

}  // namespace
}  // namespace sw::fakes::sts

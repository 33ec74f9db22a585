// What is written is read as the same script.
#include "fakes/sts/script_writer.h"

#include <gtest/gtest.h>

#include <vector>

#include "fakes/sts/script_parser.h"

namespace sw::fakes::sts {
namespace {

Blame blame(WireFlag flag) { return {"GPU_OOM", "no \"room\"", flag, {}}; }

// At least one of each kind of action, with values that are not the defaults.
std::vector<FaultAction> all_actions() {
  Alter alter;
  alter.status = contracts::FragmentStatus::kFailed;
  alter.audio = AudioForm::kWrongDuration;
  alter.stretch = TimeDelta::Millis(-800);
  alter.sample_rate_hz = 44'100;
  alter.channels = 6;
  alter.error = blame(WireFlag::kNull);
  alter.error->stage = contracts::Stage::kTts;
  alter.fragment_id = "f";
  alter.stream_id = "s";
  alter.sequence_number = 9;
  alter.nulls = true;
  AnswerWithError answer{blame(WireFlag::kAbsent), contracts::ErrorSeverity::kFatal, FragmentNaming::kNull, true};
  AnswerInit init{true, blame(WireFlag::kFalse), -4, "other", TimeDelta::Seconds(1)};
  SendPressure pressure{contracts::BackpressureAction::kNone, contracts::BackpressureSeverity::kLow, 5, "s", true};
  return {Slow{TimeDelta::Seconds(1), TimeDelta::Millis(5), true},
          Silent{true, false},
          WrongOrder{4},
          Duplicate{3, TimeDelta::Seconds(2)},
          alter,
          answer,
          Handshake{HandshakeAnswer::kHttpError, 503},
          Handshake{HandshakeAnswer::kSilent},
          init,
          StopPings{},
          Freeze{},
          Restart{},
          pressure,
          SendError{blame(WireFlag::kTrue), contracts::ErrorSeverity::kWarning, "f"},
          SendEvent{"made:up", R"({"a":[null,1.5]})"},
          SendEvent{"made:up", ""},
          SendStray{StrayResult::kOtherStream},
          SendPacket{PacketFault::kText, "42[", 0},
          SendPacket{PacketFault::kHuge, "", 1'000},
          SendPacket{PacketFault::kNotUtf8},
          EndConnection{Farewell::kCloseFrame, 1'011},
          EndConnection{Farewell::kDisconnect}};
}

// Times and picks as far as the action has them.
Fault dressed(FaultAction action, std::size_t number) {
  Fault fault{"fault-" + std::to_string(number), TimeDelta::Millis(1'500), {}, {}, {}, {}, std::move(action)};
  const bool is_fragment_fault = fault.action.index() < 6;
  if (is_fragment_fault) fault.pick = {"live-1", 2, 3, 7, 2, "x"};
  if (is_fragment_fault) fault.limit = 4;
  if (is_fragment_fault || std::holds_alternative<Restart>(fault.action)) fault.lasting = TimeDelta::Seconds(90);
  if (std::holds_alternative<SendPressure>(fault.action)) fault.every = TimeDelta::Millis(100);
  return fault;
}

TEST(ScriptWriter, WritesWhatTheParserReadsAsTheSame) {
  StsScript script;
  for (const FaultAction& action : all_actions()) {
    script.faults.push_back(dressed(action, script.faults.size()));
  }
  std::string text;
  append_json(text, script);
  const auto parsed = parse_script_text(text);
  ASSERT_TRUE(parsed) << parsed.error() << "\n" << text;
  ASSERT_EQ(parsed->faults.size(), script.faults.size());
  for (std::size_t i = 0; i < script.faults.size(); ++i) EXPECT_EQ(parsed->faults[i], script.faults[i]) << i;
}

TEST(ScriptWriter, LeavesDefaultsOut) {
  std::string text;
  append_json(text, Fault{"a", TimeDelta::Zero(), {}, {}, {}, {}, Silent{}});
  EXPECT_EQ(text, R"({"id":"a","do":"silent"})");
}

TEST(ScriptWriter, WritesMilestonesAndSingleNumbers) {
  Fault fault{"a", AfterNth{Milestone::kSession, 2, TimeDelta::Seconds(3)}, {}, {}, {}, {}, Silent{}};
  fault.pick.from = 4;
  fault.pick.to = 4;
  std::string text;
  append_json(text, fault);
  EXPECT_EQ(text, R"({"id":"a","do":"silent","at":{"session":2,"after":"3s"},"fragments":{"sequence":4}})");
}

TEST(ScriptWriter, AnEmptyScriptIsAScript) {
  std::string text;
  append_json(text, StsScript{});
  EXPECT_EQ(parse_script_text(text), StsScript{});
}

}  // namespace
}  // namespace sw::fakes::sts

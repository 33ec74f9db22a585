// Planted faults, and which lines fail by each: those and no others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "fakes/sts/script_parser.h"
#include "tests/unit/fakes/conformance/sts/exam_world.h"
#include "tests/unit/fakes/conformance/sts/wayward_sts.h"

namespace sw::fakes::conformance::testing {
namespace {

using ::testing::HasSubstr;

struct Planted {
  const char* name;
  const char* fault;  // of a script of the fake STS, docs/FAKE_STS.md, but for its id
  std::set<std::string> failing;
};
void PrintTo(const Planted& planted, std::ostream* out) { *out << planted.name; }

sts::StsScript script_of(const Planted& planted) {
  auto script = sts::parse_script_text(std::string(R"({"faults":[{"id":"planted",)") + planted.fault + "}]}");
  if (!script) throw std::runtime_error(script.error());
  return *std::move(script);
}

const Planted kPlanted[] = {
    // What every connection does.
    {"refuses_connections", R"("do":"handshake","answer":"http_error","status":503)", {"connect/websocket"}},
    {"wrong_accept", R"("do":"handshake","answer":"wrong_accept")", {"connect/websocket"}},
    {"silent_handshake", R"("do":"handshake","answer":"silent")", {"connect/websocket"}},
    {"no_open_packet", R"("do":"handshake","answer":"no_open")", {"connect/open-packet"}},
    {"bad_open_packet", R"("do":"handshake","answer":"bad_open")", {"connect/open-packet", "always/protocol"}},
    {"no_connect", R"("do":"handshake","answer":"no_connect")", {"connect/namespace"}},
    {"no_pings", R"("do":"stop_pings")", {"heartbeat/pings", "heartbeat/silent-client"}},
    // What stream:init gets.
    {"never_ready", R"("do":"answer_init","silent":true)", {"init/ready"}},
    {"not_ready_in_time", R"("do":"answer_init","delay":"11s")", {"init/ready"}},
    {"refuses_all_streams", R"("do":"answer_init","error":{"code":"GPU_OOM","retryable":true})", {"init/ready"}},
    {"ready_for_another", R"("do":"answer_init","stream_id":"other")", {"init/ready", "always/own-stream"}},
    {"confirms_too_many", R"("do":"answer_init","max_inflight":8)", {"init/confirmed-limit", "init/limit-of-one"}},
    {"confirms_none", R"("do":"answer_init","max_inflight":0)", {"init/confirmed-limit", "init/limit-of-one"}},
    // What fragments get.
    {"no_results", R"("do":"silent")", {"fragment/processed"}},
    {"no_acks", R"("do":"silent","acknowledged":false)", {"fragment/processed", "fragment/acknowledged"}},
    {"slower_than_allowed", R"("do":"slow","delay":"40s")", {"fragment/processed"}},
    {"overtaken", R"("do":"slow","delay":"2s","overtaken":true,"fragments":{"sequence":0})", {"fragment/order"}},
    {"twice", R"("do":"duplicate")", {"always/one-result"}},
    {"always_failed",
     R"("do":"alter","status":"failed","audio":"missing")",
     {"fragment/success", "echo/same-audio", "echo/error-off"}},
    {"success_without_audio", R"("do":"alter","audio":"missing")", {"fragment/processed", "always/schema"}},
    {"null_audio", R"("do":"alter","audio":"null")", {"fragment/processed", "always/schema"}},
    {"empty_audio", R"("do":"alter","audio":"empty")", {"fragment/dubbed-audio", "echo/same-audio"}},
    {"no_base64", R"("do":"alter","audio":"not_base64")", {"fragment/dubbed-audio", "echo/same-audio"}},
    {"undecodable", R"("do":"alter","audio":"undecodable")", {"fragment/dubbed-audio", "echo/same-audio"}},
    {"truncated", R"("do":"alter","audio":"truncated")", {"fragment/dubbed-audio", "echo/same-audio"}},
    {"wrong_duration",
     R"("do":"alter","audio":"wrong_duration","stretch":"500ms")",
     {"fragment/dubbed-audio", "echo/same-audio"}},
    {"wrong_rate", R"("do":"alter","sample_rate_hz":44100)", {"fragment/dubbed-audio", "echo/same-audio"}},
    {"rate_beyond_schema", R"("do":"alter","sample_rate_hz":192000)", {"fragment/processed", "always/schema"}},
    {"another_id", R"("do":"alter","fragment_id":"someone")", {"fragment/processed", "always/own-fragments"}},
    {"another_stream", R"("do":"alter","stream_id":"someone")", {"fragment/processed", "always/own-stream"}},
    {"another_number", R"("do":"alter","sequence_number":7)", {"fragment/processed", "always/own-fragments"}},
    {"errors_for_all", R"("do":"answer_with_error","code":"MODEL_ERROR","retryable":true)", {"fragment/processed"}},
    // What comes on its own, behind the third fragment that the service sees: in fragment/success.
    {"stray_unknown", R"("do":"stray_result","of":"unknown_fragment","at":{"fragment":3})", {"always/own-fragments"}},
    {"stray_of_other_stream",
     R"("do":"stray_result","of":"other_stream","at":{"fragment":3})",
     {"fragment/success", "always/own-stream"}},
    {"stray_of_earlier_session",
     R"("do":"stray_result","of":"earlier_session","every":"100ms")",
     {"reconnect/no-strays", "always/own-fragments"}},
    {"pressure_of_other_stream",
     R"("do":"backpressure","action":"none","stream_id":"x","at":{"fragment":3})",
     {"always/own-stream"}},
    {"wrong_flag",
     R"("do":"error","code":"QUEUE_FULL","retryable":false,"fragment_id":"x","at":{"fragment":3})",
     {"always/retryable"}},
    {"error_without_flag", R"("do":"error","code":"GPU_OOM","fragment_id":"x","at":{"fragment":3})", {"always/schema"}},
    {"bad_json", R"("do":"packet","fault":"bad_json","at":{"fragment":3})", {"fragment/success", "always/protocol"}},
    {"bad_frame", R"("do":"packet","fault":"bad_frame","at":{"fragment":3})", {"fragment/success", "always/protocol"}},
    {"schema_of_unasked_event",
     R"("do":"event","event":"stream:complete","payload":{"stream_id":1},"at":{"fragment":3})",
     {"always/schema"}},
    {"closes_in_the_middle", R"("do":"end","how":"close","at":{"fragment":1})", {"fragment/processed"}},
    {"gone_for_good",
     R"("do":"restart","at":{"session":2,"after":"10ms"},"for":"100000s")",
     {"fragment/processed", "fragment/acknowledged"}},
};

class PlantedFault : public ::testing::TestWithParam<Planted> {};

TEST_P(PlantedFault, FailsItsLinesAndNoOther) {
  const Report report = examine_fake(script_of(GetParam()));
  EXPECT_EQ(rules(report, Verdict::kFailed), GetParam().failing) << to_table(report);
}

// What was expected and what came, in words.
TEST(PlantedFaults, AreNamedPrecisely) {
  const auto detail = [](const char* fault, const std::string& rule) {
    const auto planted = std::ranges::find(kPlanted, std::string_view(fault), &Planted::name);
    return finding(examine_fake(script_of(*planted)), rule).detail;
  };
  EXPECT_EQ(detail("not_ready_in_time", "init/ready"),
            "expected stream:ready with its stream_id, got nothing within 10 s");
  EXPECT_EQ(detail("confirms_none", "init/limit-of-one"), "expected max_inflight of 1..1 in stream:ready, got 0");
  EXPECT_EQ(detail("overtaken", "fragment/order"),
            "expected results in the order of their numbers, got number 0 after 3");
  EXPECT_THAT(detail("errors_for_all", "fragment/processed"),
              HasSubstr("of the first fragment with its stream and number, got error MODEL_ERROR"));
  EXPECT_THAT(detail("wrong_rate", "fragment/dubbed-audio"),
              HasSubstr("got 48000 Hz, 2 channels, 250 ms in the file, said to be 44100 Hz, 2 channels, 250 ms"));
  EXPECT_THAT(detail("wrong_flag", "always/retryable"),
              HasSubstr("expected retryable true with QUEUE_FULL, got false"));
  EXPECT_THAT(detail("no_results", "end/complete"), HasSubstr("not reached, see fragment/processed"));
  EXPECT_THAT(detail("gone_for_good", "pause/resumes"), HasSubstr("not reached, see fragment/acknowledged"));
}

std::set<std::string> failing(Manner manner) {
  WaywardSts service(manner);
  return rules(examine(service, exam_settings()), Verdict::kFailed);
}

// None of them refuses any fragment for what it is, has a heartbeat, knows the simulation of errors, or gives back the
// audio; all confirm 5.
std::set<std::string> with_common(std::set<std::string> own) {
  own.merge(std::set<std::string>{"init/confirmed-limit",     "init/limit-of-one",     "init/missing-field",
                                  "init/wrong-type",          "init/out-of-range",     "fragment/dubbed-audio",
                                  "fragment/before-init",     "fragment/other-stream", "fragment/sequence-gap",
                                  "fragment/repeated-number", "fragment/repeated-id",  "fragment/too-large",
                                  "reconnect/no-strays",      "heartbeat/pings",       "heartbeat/silent-client",
                                  "echo/second-init",         "echo/sequence-gap",     "echo/repeated-number",
                                  "echo/repeated-id",         "echo/broken-fragment",  "echo/paused",
                                  "echo/after-end",           "echo/queued",           "echo/same-audio",
                                  "echo/error-refused",       "echo/disconnect",       "echo/disconnect-later",
                                  "always/own-stream"});
  return own;
}

TEST(WaywardServices, FailByWhatTheyShouldRefuse) {
  EXPECT_EQ(failing(Manner::kObliging),
            with_common({"end/counts", "end/closes", "pause/holds-back", "echo/total-duration", "echo/error-simulation",
                         "always/own-fragments"}));
}

TEST(WaywardServices, FailByWhatTheyShouldTake) {
  EXPECT_EQ(failing(Manner::kPedantic),
            with_common({"init/required-fields", "init/unknown-fields", "fragment/applied", "fragment/received",
                         "fragment/without-metadata", "fragment/unknown-fields", "end/complete", "pause/holds-back",
                         "reconnect/after-break", "robust/unknown-event", "robust/bad-packet-type", "robust/bad-json",
                         "echo/error-simulation"}));
}

TEST(WaywardServices, FailByWhatTheyForget) {
  EXPECT_EQ(failing(Manner::kHasty),
            with_common({"end/without-fragments", "end/after-results", "end/counts", "end/closes", "limits/overrun",
                         "pause/finishes", "pause/resumes", "reconnect/after-end", "echo/total-duration",
                         "echo/ten-sessions", "echo/error-codes", "echo/error-nth", "always/own-fragments"}));
}

TEST(SlowService, IsWaitedForFragmentByFragment) {
  WaywardSts service(Manner::kSlow);
  ExamSettings settings = exam_settings();
  settings.only = {"fragment/order", "fragment/processed", "limits/overrun", "echo/ten-sessions"};
  const Report report = examine(service, settings);
  EXPECT_EQ(rules(report, Verdict::kFailed), std::set<std::string>({"limits/overrun"})) << to_table(report);
  EXPECT_THAT(finding(report, "limits/overrun").detail, HasSubstr("got results of all, with 8 of them in flight"));
}

std::set<std::string> failing_with(const sts::PressureSettings& pressure) {
  sts::StsSettings settings = echo_settings();
  settings.pressure = pressure;
  return rules(examine_fake({}, exam_settings(), settings), Verdict::kFailed);
}

TEST(Pressure, FailsWhereItIsNotSaidOrNotTakenBack) {
  EXPECT_EQ(failing_with({.threshold = 100}), std::set<std::string>({"limits/overrun"}));
  EXPECT_EQ(failing_with({.release = sts::PressureRelease::kNever}), std::set<std::string>({"limits/relief"}));
}

// No line is there for show: for each there is a service that fails it.
TEST(WaywardServices, AndPlantedFaultsLeaveNoRuleThatCannotFail) {
  std::set<std::string> failed = failing(Manner::kObliging);
  failed.merge(failing(Manner::kPedantic));
  failed.merge(failing(Manner::kHasty));
  failed.insert("limits/relief");  // by Pressure.FailsWhereItIsNotSaidOrNotTakenBack
  for (const Planted& planted : kPlanted) failed.insert(planted.failing.begin(), planted.failing.end());
  for (const Finding& rule : list_of_rules()) EXPECT_TRUE(failed.contains(rule.rule)) << rule.rule;
}

INSTANTIATE_TEST_SUITE_P(Script, PlantedFault, ::testing::ValuesIn(kPlanted),
                         [](const auto& planted) { return planted.param.name; });

}  // namespace
}  // namespace sw::fakes::conformance::testing

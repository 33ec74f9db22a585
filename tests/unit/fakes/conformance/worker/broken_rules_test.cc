// For each rule a small run that breaks it, and no other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "tests/unit/fakes/conformance/worker/judged_run.h"

namespace sw::fakes::conformance::worker::test {
namespace {

using testing::ElementsAre;

struct Broken {
  const char* rule;
  void (*by)(JudgedRun& run);
};
void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.rule; }

const Broken kBroken[] = {
    {"handshake/ids",
     [](JudgedRun& run) {
       run.connected(1, replaced(kHandshake, "sim-worker", "sim worker"));
       run.worker("stream:init", replaced(kInit, "sim-worker", "sim worker"));
     }},
    {"handshake/transport", [](JudgedRun& run) { run.connected(1, replaced(kHandshake, "EIO=4", "EIO=3")); }},
    {"connect/once", [](JudgedRun& run) { run.connected(1).worker_text("40"); }},
    {"packet/valid", [](JudgedRun& run) { run.session(1).worker_text("2"); }},
    {"packet/no-binary",
     [](JudgedRun& run) { run.session(1).worker_text(R"(451-["x",{"_placeholder":true,"num":0}])"); }},
    {"packet/size",
     [](JudgedRun& run) { run.session(1).worker_text("42" + std::string(JudgedRun::kMaxPayload, ' ')); }},
    {"heartbeat/pong", [](JudgedRun& run) { run.session(1).service_text("2").at(s(11)); }},
    {"message/known", [](JudgedRun& run) { run.session(1).worker("fragment:date", "{}"); }},
    {"message/schema",
     [](JudgedRun& run) { run.connected(1).worker("stream:init", without(kInit, R"("target_language":"es",)")); }},
    {"init/first", [](JudgedRun& run) { run.session(1).worker("stream:init", kInit); }},
    {"init/content",
     [](JudgedRun& run) { run.connected(1).worker("stream:init", replaced(kInit, "sim-worker", "another")); }},
    {"fragment/after-ready", [](JudgedRun& run) { run.connected(1).worker("stream:init", kInit).sends(0, 0); }},
    {"fragment/stream-id",
     [](JudgedRun& run) {
       run.session(1).worker("fragment:data", replaced(data(0, 0), R"("stream_id":"sim")", R"("stream_id":"live")"));
     }},
    {"fragment/audio",
     [](JudgedRun& run) { run.session(1).worker("fragment:data", replaced(data(0, 0), "48000", "44100")); }},
    {"fragment/sequence-contiguous", [](JudgedRun& run) { run.session(1).sends(0, 0).sends(1, 2); }},
    {"fragment/id-unique", [](JudgedRun& run) { run.session(1).sends(0, 0).sends(0, 1); }},
    {"fragment/max-inflight", [](JudgedRun& run) { run.session(1, 1).sends(0, 0).at(s(6)).sends(1, 1); }},
    {"backpressure/pause", [](JudgedRun& run) { run.session(1).pressure("pause").at(s(3)).sends(0, 0); }},
    {"backpressure/slow-down",
     [](JudgedRun& run) {
       run.session(1).at(s(6)).sends(0, 0).pressure("slow_down", R"(,"recommended_delay_ms":5000)");
       run.at(s(9)).sends(1, 1);
     }},
    {"ack/once", [](JudgedRun& run) { run.session(1).sends(0, 0).succeeds(0).at(s(16)); }},
    {"ack/known", [](JudgedRun& run) { run.session(1).sends(0, 0).acks(0, "applied"); }},
    {"ack/late-result", [](JudgedRun& run) { run.session(1).sends(0, 0).at(s(10)).succeeds(0).acks(0, "applied"); }},
    {"ack/repeated-result", [](JudgedRun& run) { run.session(1).dubs(0, 0).succeeds(0).acks(0, "applied"); }},
    {"ack/unusable-result", [](JudgedRun& run) { run.session(1).sends(0, 0).fails(0).acks(0, "applied"); }},
    {"event/unknown-ignored",
     [](JudgedRun& run) { run.session(1).service("weather:report", "{}").at(ms(100)).worker_closes(); }},
    {"event/error-survived",
     [](JudgedRun& run) { run.session(1).service("error", kError).at(ms(100)).worker_closes(); }},
    {"stream/pause-resume", [](JudgedRun& run) { run.session(1).worker("stream:resume", R"({"stream_id":"sim"})"); }},
    {"stream/end-last", [](JudgedRun& run) { run.session(1).worker("stream:end", kEnd).sends(0, 0); }},
    {"stream/complete-awaited", [](JudgedRun& run) { run.session(1).worker("stream:end", kEnd).worker_closes(); }},
    {"end/disconnect-answered", [](JudgedRun& run) { run.session(1).service_text("41").at(s(10)); }},
    {"end/farewell", [](JudgedRun& run) { run.session(1).ends(sts::ClosedBy::kPeer); }},
    {"reconnect/delays", [](JudgedRun& run) { run.session(1).service_resets().at(s(10)).session(2); }},
    {"reconnect/fresh-sequence",
     [](JudgedRun& run) { run.session(1).sends(0, 0).service_resets().at(s(2)).session(2).sends(1, 1); }},
    {"reconnect/no-resend",
     [](JudgedRun& run) { run.session(1).sends(0, 0).service_resets().at(s(2)).session(2).sends(0, 0); }},
};

class BrokenRule : public testing::TestWithParam<Broken> {};

TEST_P(BrokenRule, FailsItsLineAndNoOther) {
  JudgedRun run;
  GetParam().by(run);
  EXPECT_THAT(run.failed(), ElementsAre(GetParam().rule));
}
INSTANTIATE_TEST_SUITE_P(Each, BrokenRule, testing::ValuesIn(kBroken));

TEST(BrokenRules, AreAllRules) {
  for (const RuleText& rule : all_rules()) {
    EXPECT_TRUE(std::ranges::any_of(kBroken, [&](const Broken& broken) { return broken.rule == rule.name; }))
        << rule.name << " is broken by no test";
  }
}

}  // namespace
}  // namespace sw::fakes::conformance::worker::test

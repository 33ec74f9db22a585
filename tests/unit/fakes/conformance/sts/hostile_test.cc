// Services that send anything: the examination ends, and says that something is wrong.
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "tests/unit/fakes/conformance/sts/exam_world.h"
#include "worker/base/random.h"

namespace sw::fakes::conformance::testing {
namespace {

// The fake STS behind a line that changes a byte of what it says now and then.
class DistortedSts : public sts::StsService {
 public:
  DistortedSts(uint64_t seed, uint64_t every) : StsService(kStart, echo_settings()), seed_(seed), every_(every) {}

  sts::StsOutputs take_outputs() {
    sts::StsOutputs outputs = StsService::take_outputs();
    for (sts::StsOutput& output : outputs) {
      if (auto* send = std::get_if<sts::SendBytes>(&output)) distort(send->bytes);
    }
    return outputs;
  }

 private:
  void distort(std::string& bytes) {
    const uint64_t draw = keyed_draw(seed_, "distortion", 0, n_++);
    if (draw % every_ == 0) bytes[(draw >> 8) % bytes.size()] = static_cast<char>(draw >> 40);
  }

  const uint64_t seed_;
  const uint64_t every_;
  uint64_t n_ = 0;
};

TEST(HostileService, OfDistortedBytesIsJudgedToTheEnd) {
  ExamSettings settings = exam_settings();
  settings.only = {"connect/", "init/",   "fragment/o", "fragment/p", "fragment/r",
                   "end/",     "limits/", "echo/",      "always/"};
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    DistortedSts service(seed, seed % 3 * 10 + 2);
    const Report report = examine(service, settings);
    EXPECT_FALSE(report.holds()) << "seed " << seed;
    EXPECT_GT(report.findings.size(), 30u) << "seed " << seed;
  }
}

// Answers every connection with this, and everything else with more of it.
class Babbler {
 public:
  explicit Babbler(std::string words) : words_(std::move(words)) {}
  bool accepting(Timestamp) const { return true; }
  void on_connected(Timestamp, ConnectionId connection) { say(connection); }
  void on_bytes(Timestamp, ConnectionId connection, std::string_view) { say(connection); }
  void on_closed(Timestamp, ConnectionId) {}
  void on_time(Timestamp) {}
  std::optional<Timestamp> deadline() const { return std::nullopt; }
  sts::StsOutputs take_outputs() { return std::exchange(outputs_, {}); }

 private:
  void say(ConnectionId connection) { outputs_.emplace_back(sts::SendBytes{connection, words_}); }
  std::string words_;
  sts::StsOutputs outputs_;
};

TEST(HostileService, ThatIsNoneFailsAtTheFirstLine) {
  for (const std::string& words : {std::string("HTTP/1.1 200 OK\r\n\r\n"), std::string("SSH-2.0-x\r\n"),
                                   std::string(100'000, 'x'), std::string(64, '\0')}) {
    Babbler babbler(words);
    const Report report = examine(babbler, exam_settings());
    EXPECT_EQ(rules(report, Verdict::kFailed), std::set<std::string>({"connect/websocket"})) << words.substr(0, 20);
  }
}

TEST(HostileService, ThatFloodsIsCutOff) {
  const sts::StsScript flood{{{.id = "flood",
                               .begin = sts::AfterNth{sts::Milestone::kConnection, 3, ms(1)},
                               .every = ms(1),
                               .action = sts::SendEvent{"noise", "\"" + std::string(1'000'000, 'x') + "\""}}}};
  ExamSettings settings = exam_settings();
  settings.only = {"connect/", "init/ready", "heartbeat/pings", "always/protocol"};
  const Report report = examine_fake(flood, settings);
  EXPECT_EQ(rules(report, Verdict::kFailed), std::set<std::string>({"heartbeat/pings", "always/protocol"}));
  EXPECT_NE(finding(report, "heartbeat/pings").detail.find("too many bytes"), std::string::npos);
}

}  // namespace
}  // namespace sw::fakes::conformance::testing

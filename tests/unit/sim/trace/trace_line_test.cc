// One observation, one line.
#include "sim/trace/trace_line.h"

#include <gtest/gtest.h>

#include "sim/kernel/scheduler.h"
#include "sim/trace/nth_line.h"

namespace sw::sim {
namespace {

Timestamp at(int64_t millis) { return kSimulationStart + TimeDelta::Millis(millis); }

TEST(TraceLine, BeginsWithTheTimeAndTheName) {
  EXPECT_EQ(trace_line(at(1'500), WorkerExited{6}), R"({"t":1500000000,"on":"exit","code":6})");
  EXPECT_EQ(trace_line(at(0), FaultBegan{"loss"}), R"({"t":0,"on":"fault.loss"})");
}

TEST(TraceLine, TellsOfBytesByTheirNumberAndAHash) {
  const std::string one = trace_line(at(0), BytesSent{ports::ConnectionId(3), "secret"});
  const std::string other = trace_line(at(0), BytesSent{ports::ConnectionId(3), "sacred"});
  EXPECT_EQ(one.substr(0, one.find("\"hash\"")), R"({"t":0,"on":"net.sent","connection":3,"bytes":6,)");
  EXPECT_NE(one, other);
  EXPECT_EQ(one.find("secret"), std::string::npos);
}

TEST(TraceLine, TellsOfAnEventByWhatNamesIt) {
  rapidjson::Document payload;
  payload.Parse(R"({"fragment_id":"f","sequence_number":2,"audio":{"data_base64":"AAAA"}})");
  EXPECT_EQ(
      trace_line(at(13'001), WireEvent{ports::ConnectionId(1), Sender::kWorker, "fragment:data", payload, 99}),
      R"({"t":13001000000,"on":"fragment:data","sender":"worker","fragment_id":"f","sequence_number":2,"bytes":99})");
}

TEST(TraceLine, IsOneLineWhateverIsLogged) {
  const ports::Field fields[] = {{"text", std::string_view("a\n\"b\"")}, {"n", int64_t{1}}, {"x", 0.5}, {"on", true}};
  const std::string line = trace_line(at(0), Logged{ports::Level::kWarn, "sts", "odd\nthing", fields});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_NE(line.find(R"("level":"warn","component":"sts","message":"odd\nthing")"), std::string::npos) << line;
}

TEST(NthLine, KeepsTheOneOfItsIndex) {
  NthLine second(1), tenth(9);
  for (Observer* observer : {static_cast<Observer*>(&second), static_cast<Observer*>(&tenth)}) {
    observer->on(at(0), WorkerExited{0});
    observer->on(at(1), WorkerExited{7});
  }
  EXPECT_EQ(second.line(), R"({"t":1000000,"on":"exit","code":7})");
  EXPECT_EQ(tenth.line(), "");
}

}  // namespace
}  // namespace sw::sim

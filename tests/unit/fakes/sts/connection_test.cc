// Connections: heartbeat, limits, what a client sends that nobody expects, statistics, records.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/fakes/sts/sts_world.h"

namespace sw::fakes::sts::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

int count(const std::string& text, std::string_view part) {
  int found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

// An Engine.IO ping as a server's frame.
const std::string kPingFrame(
    "\x81\x01"
    "2",
    3);

TEST(StsConnection, PingsEveryTwentyFiveSeconds) {
  StsWorld world;
  TestWorker& worker = world.connect();
  EXPECT_THAT(world.raw[worker.id], HasSubstr(R"("pingInterval":25000,"pingTimeout":10000)"));
  world.advance(ms(24'999));
  EXPECT_EQ(count(world.raw[worker.id], kPingFrame), 0);
  world.advance(ms(1));
  EXPECT_EQ(count(world.raw[worker.id], kPingFrame), 1);
  world.advance(s(50));
  EXPECT_EQ(count(world.raw[worker.id], kPingFrame), 3);
  EXPECT_TRUE(worker.is_connected());
}

TEST(StsConnection, AClientThatAnswersNoPingIsClosed) {
  StsWorld world;
  TestWorker& worker = world.connect();
  world.service.on_time(kStart + s(25));
  world.service.take_outputs();  // the ping is lost
  world.service.on_time(kStart + s(35) - TimeDelta::Nanos(1));
  EXPECT_EQ(world.service.statistics().connections_open, 1u);
  world.service.on_time(kStart + s(35));
  EXPECT_EQ(world.service.statistics().connections_open, 0u);
  EXPECT_FALSE(worker.closed);
}

TEST(StsConnection, HeartbeatIsSettable) {
  StsSettings settings;
  settings.ping_interval = ms(300);
  settings.ping_timeout = ms(200);
  StsWorld world(settings);
  TestWorker& worker = world.connect();
  EXPECT_THAT(world.raw[worker.id], HasSubstr(R"("pingInterval":300,"pingTimeout":200)"));
  world.advance(ms(600));
  EXPECT_EQ(count(world.raw[worker.id], kPingFrame), 2);
}

TEST(StsConnection, ReadsWhoTheClientIs) {
  StsSettings settings;
  settings.record = true;
  StsWorld world(settings);
  world.connect("live-7");
  ASSERT_GE(world.records.size(), 2u);
  EXPECT_EQ(world.records[0].kind, RecordKind::kOpened);
  EXPECT_EQ(world.records[1].event, "connect");
  EXPECT_EQ(world.records[1].stream_id, "live-7");
  EXPECT_EQ(world.records[1].detail, "worker-1");
}

TEST(StsConnection, UnknownEventsAreCountedAndIgnored) {
  StsWorld world;
  TestWorker& worker = world.open();
  worker.take();
  world.send_json(worker, "stream:rewind", R"({"by":6})");
  world.send_json(worker, "stream:reset", "");
  EXPECT_EQ(world.service.statistics().unknown_events, 2u);
  EXPECT_TRUE(worker.take().empty());
  EXPECT_TRUE(worker.is_connected());
}

TEST(StsConnection, MalformedEventsNeverEndIt) {
  StsWorld world;
  TestWorker& worker = world.open();
  for (const char* event : {"stream:init", "stream:pause", "stream:resume", "stream:end", "fragment:data",
                            "fragment:ack", "config:error_simulation", "simulate:disconnect"}) {
    for (const char* payload : {"", "null", "17", "[]", "\"text\"", R"({"stream_id":17,"delay_ms":"x"})"}) {
      world.send_json(worker, event, payload);
    }
  }
  EXPECT_TRUE(worker.is_connected());
  EXPECT_GE(world.service.statistics().malformed_events, 40u);
  // The schemas think of each as the parser does.
  EXPECT_EQ(world.take_breaches().size(), world.service.statistics().malformed_events);
}

TEST(StsConnection, BytesThatAreNoWebSocketAreRefused) {
  StsWorld world;
  world.service.on_connected(world.now, ConnectionId(99));
  world.service.on_bytes(world.now, ConnectionId(99), "\x16\x03\x01 what is this\r\n\r\n");
  EXPECT_EQ(world.service.statistics().connections_open, 0u);
}

TEST(StsConnection, AHeadThatNeverEndsIsRefusedAtItsLimit) {
  StsWorld world;
  world.service.on_connected(world.now, ConnectionId(99));
  for (int i = 0; i < 9; ++i) world.service.on_bytes(world.now, ConnectionId(99), std::string(1'024, 'x'));
  EXPECT_EQ(world.service.statistics().connections_open, 0u);
}

TEST(StsConnection, OneThatSaysNothingIsClosedInTime) {
  StsWorld world;
  world.service.on_connected(world.now, ConnectionId(99));
  EXPECT_EQ(world.service.deadline(), world.now + s(10));
  world.service.on_time(world.now + s(10));
  EXPECT_EQ(world.service.statistics().connections_open, 0u);
}

TEST(StsConnection, AHeadMayComeByteByByte) {
  StsWorld world;
  world.service.on_connected(world.now, ConnectionId(99));
  const std::string request =
      "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: sts\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  for (const char byte : request) world.service.on_bytes(world.now, ConnectionId(99), std::string(1, byte));
  const StsOutputs outputs = world.service.take_outputs();
  ASSERT_EQ(outputs.size(), 1u);
  EXPECT_THAT(std::get<SendBytes>(outputs[0]).bytes, StartsWith("HTTP/1.1 101 "));
}

TEST(StsConnection, OneMoreThanTheLimitIsReset) {
  StsSettings settings;
  settings.max_connections = 2;
  StsWorld world(settings);
  TestWorker& first = world.connect("live-1");
  world.connect("live-2");
  EXPECT_FALSE(world.service.accepting(world.now));
  TestWorker& third = world.connect("live-3");
  EXPECT_TRUE(third.reset);
  EXPECT_EQ(world.service.statistics().connections_refused, 1u);
  world.hang_up(first);
  EXPECT_TRUE(world.service.accepting(world.now));
  EXPECT_TRUE(world.connect("live-4").is_connected());
}

TEST(StsConnection, AnnouncesWhatItTakesInOneMessage) {
  StsSettings settings;
  settings.max_payload = 2'000;
  StsWorld world(settings);
  TestWorker& worker = world.open();
  EXPECT_THAT(world.raw[worker.id], HasSubstr("\"maxPayload\":2000"));
  EXPECT_EQ(worker.client.emit({"e", "\"" + std::string(3'000, 'x') + "\""}),
            protocol::socket_io::SendResult::kTooLarge);
}

TEST(StsConnection, StatisticsAreGivenOverHttp) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.send_fragment(worker, 0);
  world.service.on_connected(world.now, ConnectionId(99));
  world.service.on_bytes(world.now, ConnectionId(99), "GET /stats HTTP/1.1\r\nHost: sts\r\n\r\n");
  const StsOutputs outputs = world.service.take_outputs();
  ASSERT_EQ(outputs.size(), 2u);
  const std::string& response = std::get<SendBytes>(outputs[0]).bytes;
  EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK\r\n"));
  const auto body = contracts::parse_json(response.substr(response.find("\r\n\r\n") + 4));
  ASSERT_TRUE(body);
  EXPECT_EQ((*body)["results_success"].GetInt(), 1);
  EXPECT_TRUE(std::holds_alternative<CloseConnection>(outputs[1]));
}

TEST(StsConnection, ATooEarlyAlarmDoesNothing) {
  StsWorld world;
  TestWorker& worker = world.open();
  const std::size_t before = world.raw[worker.id].size();
  for (int i = 0; i < 100; ++i) world.service.on_time(world.now + ms(i));
  EXPECT_TRUE(world.service.take_outputs().empty());
  EXPECT_EQ(world.raw[worker.id].size(), before);
}

TEST(StsConnection, BytesOfAConnectionThatIsOverAreIgnored) {
  StsWorld world;
  TestWorker& worker = world.open();
  world.hang_up(worker);
  world.service.on_bytes(world.now, worker.id, "anything");
  world.service.on_closed(world.now, worker.id);
  EXPECT_TRUE(world.service.take_outputs().empty());
  EXPECT_FALSE(world.service.deadline());
}

TEST(StsConnection, TheSameCallsGiveTheSameBytes) {
  std::string runs[2];
  for (std::string& bytes : runs) {
    StsSettings settings;
    settings.processing_delay = ms(10);
    settings.processing_jitter = ms(90);
    StsWorld world(settings);
    TestWorker& worker = world.open();
    for (int64_t i = 0; i < 20; ++i) {
      world.send_fragment(worker, i);
      world.advance(ms(50));
    }
    bytes = world.raw[worker.id];
  }
  EXPECT_EQ(runs[0], runs[1]);
}

TEST(StsRecords, TellEachEventWithItsTimeAndNoAudio) {
  StsSettings settings;
  settings.record = true;
  settings.processing_delay = ms(1'500);
  StsWorld world(settings);
  TestWorker& worker = world.open();
  world.records.clear();
  world.send_fragment(worker, 0);
  world.advance(ms(1'500));
  std::vector<std::string> lines;
  for (const Record& record : world.records) lines.push_back(to_json(record, kStart));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0], R"({"at_ms":0.0,"connection":1,"kind":"received","event":"fragment:data","stream_id":"live-1",)"
                      R"("fragment_id":"f0","sequence_number":0,"bytes":16,"detail":"6000 ms"})");
  EXPECT_THAT(lines[1], HasSubstr(R"("kind":"sent","event":"fragment:ack","fragment_id":"f0","status":"queued")"));
  EXPECT_THAT(lines[2], StartsWith(R"({"at_ms":1500.0,"connection":1,"kind":"sent","event":"fragment:processed")"));
  EXPECT_THAT(lines[2], ::testing::Not(HasSubstr(kAudio)));
}

TEST(StsRecords, AreNotMadeUnlessAskedFor) {
  StsWorld world;
  world.open();
  EXPECT_TRUE(world.records.empty());
}

TEST(StsStatistics, ArePrintedByName) {
  StsStatistics statistics;
  statistics.acks_applied = 3;
  statistics.count_error("TIMEOUT");
  statistics.faults["slow-1"] = 2;
  const auto json = contracts::parse_json(to_json(statistics));
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["acks_applied"].GetInt(), 3);
  EXPECT_EQ((*json)["errors"]["TIMEOUT"].GetInt(), 1);
  EXPECT_EQ((*json)["faults"]["slow-1"].GetInt(), 2);
}

TEST(StsStatistics, TellCodesApartUpToALimit) {
  StsStatistics statistics;
  for (int i = 0; i < 100; ++i) statistics.count_error("CODE_" + std::to_string(i));
  EXPECT_EQ(statistics.errors.size(), 65u);
  EXPECT_EQ(statistics.errors.at("other"), 36u);
}

}  // namespace
}  // namespace sw::fakes::sts::testing

// One connection after another, against a peer in memory.
#include "worker/engine/dubbing/sts_link.h"

#include <gtest/gtest.h>

#include "sim/kernel/event_queue.h"
#include "sim/kernel/seeded_random.h"
#include "tests/unit/engine/dubbing/sts_peer.h"

namespace sw::engine {
namespace {

using protocol::socket_io::SendResult;

class StsLinkTest : public testing::Test {
 protected:
  StsLinkTest() {
    peer_.answers_init = false;
    queue_.set_handler([this](Timestamp now, ports::Event&& event) {
      if (const auto* connected = std::get_if<ports::Connected>(&event)) link_.on(now, *connected);
      if (const auto* received = std::get_if<ports::Received>(&event)) link_.on(now, *received);
      if (const auto* closed = std::get_if<ports::Closed>(&event)) link_.on(now, *closed);
      keep();
    });
  }
  static StsLink::Identity identity(const std::string& url) {
    return {.url = Url::parse(url).value(),
            .stream = StreamId::parse("stream-1").value(),
            .worker = WorkerId::parse("worker-1").value()};
  }
  void keep() {
    while (auto event = link_.take_event()) events_.push_back(std::move(*event));
  }
  void run(TimeDelta time = TimeDelta::Seconds(1)) { scheduler_.run_until(scheduler_.now() + time); }
  void connect() {
    link_.open();
    run();
    ASSERT_EQ(events_.size(), 1u);
    ASSERT_TRUE(std::holds_alternative<LinkUp>(events_[0]));
    events_.clear();
  }
  template <class Event>
  const Event* last() const {
    return events_.empty() ? nullptr : std::get_if<Event>(&events_.back());
  }

  sim::Scheduler scheduler_;
  sim::EventQueue queue_{scheduler_};
  sim::VirtualNetwork network_{scheduler_, queue_, 1};
  sim::SeededRandom random_{1};
  StsPeer peer_{scheduler_, network_};
  StsLink link_{identity("http://sts.test:8080"), network_, random_};
  std::vector<LinkEvent> events_;
};

TEST_F(StsLinkTest, IsUpOnceTheNamespaceIsConnectedAndSaysWhoItIs) {
  connect();
  ASSERT_EQ(peer_.requests.size(), 1u);
  EXPECT_EQ(peer_.requests[0].path, "/socket.io/");
  EXPECT_EQ(peer_.requests[0].header("X-Stream-ID"), "stream-1");
  EXPECT_EQ(peer_.requests[0].header("X-Worker-ID"), "worker-1");
}

TEST_F(StsLinkTest, SendsNothingBeforeItIsUp) {
  EXPECT_EQ(link_.send(contracts::StreamResume{.stream_id = "s"}), SendResult::kNotConnected);
  link_.open();
  EXPECT_EQ(link_.send(contracts::StreamResume{.stream_id = "s"}), SendResult::kNotConnected);
}

TEST_F(StsLinkTest, CarriesMessagesInBothDirections) {
  connect();
  EXPECT_EQ(link_.send(contracts::StreamPause{.stream_id = "s", .reason = "input lost"}), SendResult::kSent);
  run();
  ASSERT_EQ(peer_.of<contracts::StreamPause>().size(), 1u);
  EXPECT_EQ(peer_.of<contracts::StreamPause>()[0].reason, "input lost");
  peer_.say(contracts::StreamReady{.stream_id = "s", .session_id = "x", .max_inflight = 2, .capabilities = {}});
  run();
  const auto* message = last<LinkMessage>();
  ASSERT_NE(message, nullptr);
  EXPECT_EQ(std::get<contracts::StreamReady>(message->message).max_inflight, 2);
}

TEST_F(StsLinkTest, AMessageThatBreaksItsSchemaIsToldAsThat) {
  connect();
  peer_.emit("stream:ready", R"({"stream_id": 7})");
  run();
  const auto* malformed = last<LinkMalformed>();
  ASSERT_NE(malformed, nullptr);
  EXPECT_EQ(malformed->event, "stream:ready");
  EXPECT_FALSE(malformed->why.empty());
  EXPECT_FALSE(malformed->reference.has_value());
}

TEST_F(StsLinkTest, AMalformedResultSaysWhoseItWasWhereThatCanBeRead) {
  connect();
  peer_.emit("fragment:processed",
             R"({"fragment_id": "f-1", "stream_id": "s", "sequence_number": 3, "status": "odd"})");
  run();
  ASSERT_NE(last<LinkMalformed>(), nullptr);
  ASSERT_TRUE(last<LinkMalformed>()->reference.has_value());
  EXPECT_EQ(last<LinkMalformed>()->reference->fragment_id, "f-1");
  EXPECT_EQ(last<LinkMalformed>()->reference->sequence_number, 3);
  peer_.emit("fragment:processed", R"({"fragment_id": 5, "status": "success"})");
  run();
  EXPECT_FALSE(last<LinkMalformed>()->reference.has_value());
}

TEST_F(StsLinkTest, AMessageWithoutAnyArgumentIsMalformedNotACrash) {
  connect();
  peer_.emit("fragment:processed", "");
  run();
  EXPECT_NE(last<LinkMalformed>(), nullptr);
}

TEST_F(StsLinkTest, AnUnknownEventIsAMessage) {
  connect();
  peer_.emit("weather:report", "{}");
  run();
  const auto* message = last<LinkMessage>();
  ASSERT_NE(message, nullptr);
  EXPECT_TRUE(std::holds_alternative<contracts::UnknownEvent>(message->message));
}

TEST_F(StsLinkTest, AnEventThatAsksForAnAckGetsOneWhateverItIs) {
  connect();
  peer_.emit("weather:report", "{}", 7);
  peer_.emit("stream:ready", R"({"stream_id": 7})", 8);
  peer_.emit("backpressure", R"({"stream_id":"s","severity":"low","action":"none"})", 9);
  peer_.emit("weather:report", "{}");
  run();
  EXPECT_EQ(peer_.acked, (std::vector<uint64_t>{7, 8, 9}));
  ASSERT_EQ(events_.size(), 4u);
  EXPECT_NE(last<LinkMessage>(), nullptr);
}

TEST_F(StsLinkTest, AnEventWithWhichTheServiceLeavesIsTakenAndItsAckSparedWithoutACrash) {
  connect();
  peer_.send_raw_bytes(StsPeer::frame_of(R"(427["weather:report",{}])") + StsPeer::frame_of("41"));
  run();
  ASSERT_EQ(events_.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<LinkMessage>(events_[0]));
  EXPECT_TRUE(std::holds_alternative<LinkDown>(events_[1]));
}

TEST_F(StsLinkTest, APacketWithoutAMeaningIsToldAsIgnored) {
  connect();
  for (const char* packet : {"439[]", R"(42/other,["weather:report"])", R"(40{"sid":"x"})"}) {
    peer_.send_raw_bytes(StsPeer::frame_of(packet));
  }
  run();
  std::vector<std::string_view> ignored;
  for (const LinkEvent& event : events_) ignored.push_back(std::get<LinkIgnored>(event).what);
  EXPECT_EQ(ignored, (std::vector<std::string_view>{"an ack that nobody awaits", "a packet of another namespace",
                                                    "a second CONNECT"}));
}

TEST_F(StsLinkTest, ANameThatStandsTwiceBringsItDown) {
  connect();
  peer_.emit("stream:ready", R"({"stream_id":"s","stream_id":"t","session_id":"x","max_inflight":2})");
  run();
  ASSERT_EQ(events_.size(), 1u);
  ASSERT_NE(last<LinkDown>(), nullptr);
  EXPECT_NE(last<LinkDown>()->why.find("a name that stands twice"), std::string::npos) << last<LinkDown>()->why;
}

TEST_F(StsLinkTest, ARefusedConnectionIsDownOnceWithItsReason) {
  peer_.accepts = false;
  link_.open();
  run();
  ASSERT_EQ(events_.size(), 1u);
  ASSERT_NE(last<LinkDown>(), nullptr);
  EXPECT_FALSE(last<LinkDown>()->why.empty());
}

TEST_F(StsLinkTest, AConnectionThatBreaksIsDownOnce) {
  connect();
  peer_.reset();
  run();
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_NE(last<LinkDown>(), nullptr);
  EXPECT_EQ(link_.send(contracts::StreamResume{.stream_id = "s"}), SendResult::kNotConnected);
  EXPECT_EQ(link_.deadline(), std::nullopt);
}

TEST_F(StsLinkTest, GarbageBringsItDownOnce) {
  connect();
  peer_.send_raw_bytes(std::string(1'000, '\xff'));
  run();
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_NE(last<LinkDown>(), nullptr);
}

TEST_F(StsLinkTest, ItsOwnCloseIsToldToThePeerAndToNobodyElse) {
  connect();
  link_.close();
  run();
  EXPECT_TRUE(events_.empty());
  EXPECT_EQ(network_.connections(), 0u);
}

TEST_F(StsLinkTest, OpeningAgainClosesTheOneBefore) {
  connect();
  link_.open();
  run();
  EXPECT_EQ(peer_.connections, 2);
  EXPECT_EQ(network_.connections(), 1u);
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_NE(last<LinkUp>(), nullptr);
}

TEST_F(StsLinkTest, EventsOfAnEarlierConnectionAreIgnored) {
  connect();
  link_.on(scheduler_.now(), ports::Closed{ports::ConnectionId(77), ports::CloseReason::kReset, "old"});
  link_.on(scheduler_.now(), ports::Received{ports::ConnectionId(77), "old"});
  link_.on(scheduler_.now(), ports::Connected{ports::ConnectionId(77)});
  keep();
  EXPECT_TRUE(events_.empty());
}

// Endpoints as the network port sees them.
class WantedEndpoint final : public ports::Network {
 public:
  void connect(ports::ConnectionId, const ports::Endpoint& endpoint) override { wanted = endpoint; }
  void send(ports::ConnectionId, std::string bytes) override { sent += bytes; }
  std::size_t pending(ports::ConnectionId) const override { return 0; }
  void close(ports::ConnectionId) override {}
  std::optional<ports::Endpoint> wanted;
  std::string sent;
};

TEST(StsLinkUrl, SaysWhereAndHowToConnect) {
  struct Case {
    std::string url, host, path;
    uint16_t port;
    bool tls;
  };
  for (const Case& one : {Case{"http://sts.test:8080", "sts.test", "/socket.io/", 8080, false},
                          Case{"https://sts.test:8443/tenant/a", "sts.test", "/tenant/a/socket.io/", 8443, true},
                          Case{"https://sts.test:8443/tenant/", "sts.test", "/tenant/socket.io/", 8443, true}}) {
    WantedEndpoint network;
    sim::SeededRandom random(1);
    StsLink link({.url = Url::parse(one.url).value(),
                  .stream = StreamId::parse("s").value(),
                  .worker = WorkerId::parse("w").value()},
                 network, random);
    link.open();
    ASSERT_TRUE(network.wanted.has_value());
    EXPECT_EQ(network.wanted->host, one.host);
    EXPECT_EQ(network.wanted->port, one.port);
    EXPECT_EQ(network.wanted->tls, one.tls);
    link.on(Timestamp::FromSeconds(1), ports::Connected{ports::ConnectionId(1)});
    EXPECT_TRUE(network.sent.starts_with("GET " + one.path + "?EIO=4&transport=websocket")) << network.sent;
  }
}

}  // namespace
}  // namespace sw::engine

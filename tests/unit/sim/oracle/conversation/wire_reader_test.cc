#include "sim/oracle/wire_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "sim/kernel/scheduler.h"
#include "tests/unit/conversation/wire_bytes.h"

namespace sw::sim::test {
namespace {

using namespace conversation;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr ports::ConnectionId kConnection(7);
constexpr std::string_view kRequest = "GET /socket.io/ HTTP/1.1\r\nHost: sts\r\n\r\n";
constexpr std::string_view kAnswer = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

// What was read, as text: "worker event fragment:ack {…} 12".
class Reading final : public Observer {
 public:
  void on(Timestamp, const Observation& observation) override {
    if (const auto* opened = std::get_if<WireOpened>(&observation)) seen_.push_back("opened " + first_line(*opened));
    if (const auto* packet = std::get_if<WirePacket>(&observation)) {
      seen_.push_back(who(packet->sender) + " packet " + packet->engine_type + packet->socket_type +
                      std::string(packet->text));
    } else if (const auto* event = std::get_if<WireEvent>(&observation)) {
      rapidjson::StringBuffer text;
      rapidjson::Writer<rapidjson::StringBuffer> writer(text);
      event->payload.Accept(writer);
      seen_.push_back(who(event->sender) + " event " + std::string(event->name) + " " + text.GetString() + " " +
                      std::to_string(event->bytes));
    } else if (const auto* broken = std::get_if<WireBroken>(&observation)) {
      seen_.push_back(who(broken->sender) + " broken: " + std::string(broken->why));
    }
  }
  void worker(std::string_view bytes) { reader_.on(kSimulationStart, BytesSent{kConnection, bytes}); }
  void service(std::string_view bytes) {
    const ports::Event event = ports::Received{kConnection, std::string(bytes)};
    reader_.on(kSimulationStart, EventHanded{event});
  }
  void close() { reader_.on(kSimulationStart, ConnectionClosed{kConnection}); }
  // Both are upgraded and connected; what that showed is forgotten.
  void connect() {
    worker(kRequest);
    service(kAnswer);
    service(plain(kText, R"(0{"sid":"a"})"));
    worker(masked(kText, "40"));
    service(plain(kText, R"(40{"sid":"b"})"));
    seen_.clear();
  }
  std::vector<std::string> seen() { return std::exchange(seen_, {}); }

 private:
  static std::string who(Sender sender) { return sender == Sender::kWorker ? "worker" : "service"; }
  static std::string first_line(const WireOpened& opened) {
    return std::string(opened.request.substr(0, opened.request.find("\r\n")));
  }
  WireReader reader_{*this};
  std::vector<std::string> seen_;
};

TEST(WireReader, ReadsTheOpeningOfAConnection) {
  Reading reading;
  reading.worker(kRequest);
  reading.service(kAnswer);
  reading.service(plain(kText, "0{}"));
  reading.worker(masked(kText, "40"));
  reading.service(plain(kText, R"(40{"sid":"b"})"));
  EXPECT_THAT(reading.seen(), ElementsAre("opened GET /socket.io/ HTTP/1.1", "service packet 0 {}", "worker packet 40",
                                          R"(service packet 40{"sid":"b"})"));
}
TEST(WireReader, ReadsEventsOfBothSides) {
  Reading reading;
  reading.connect();
  reading.worker(masked(kText, R"(42["a",{"x":1}])"));
  reading.service(plain(kText, R"(42["b",[2]])"));
  EXPECT_THAT(reading.seen(), ElementsAre(R"(worker event a {"x":1} 15)", "service event b [2] 11"));
}
TEST(WireReader, TakesAnEventWithoutAPayloadForNull) {
  Reading reading;
  reading.connect();
  reading.service(plain(kText, R"(42["b"])"));
  EXPECT_THAT(reading.seen(), ElementsAre("service event b null 7"));
}
TEST(WireReader, ReadsTheSameHoweverTheBytesAreSplitAndJoined) {
  const std::string bytes = std::string(kRequest) + masked(kText, "40") + masked(kText, R"(42["a",{"x":1}])") +
                            masked(kText, R"(42["a",")" + std::string(300, 'x') + R"("])") + masked(kText, "3probe");
  std::vector<std::string> whole;
  for (std::size_t piece = bytes.size(); piece > 0; --piece) {
    Reading reading;
    for (std::size_t at = 0; at < bytes.size(); at += piece) reading.worker(std::string_view(bytes).substr(at, piece));
    const auto seen = reading.seen();
    if (whole.empty()) whole = seen;
    ASSERT_EQ(seen, whole) << "in pieces of " << piece;
  }
  EXPECT_EQ(whole.size(), 5U);
}
class MessageSize : public testing::TestWithParam<std::size_t> {};
TEST_P(MessageSize, IsReadFromItsLength) {
  Reading reading;
  reading.connect();
  const std::string text = R"(42["a",")" + std::string(GetParam() - 10, 'x') + R"("])";
  ASSERT_EQ(text.size(), GetParam());
  reading.worker(masked(kText, text));
  reading.worker(masked(kText, R"(42["behind"])"));
  const auto seen = reading.seen();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_TRUE(seen[0].ends_with(" " + std::to_string(GetParam())));
  EXPECT_EQ(seen[1], "worker event behind null 12");
}
INSTANTIATE_TEST_SUITE_P(AroundTheLimitsOfLengths, MessageSize,
                         testing::Values(125, 126, 127, 65'535, 65'536, 1'000'000));
TEST(WireReader, PutsAFragmentedMessageTogetherAroundControlFrames) {
  Reading reading;
  reading.connect();
  reading.worker(masked(kTextBegins, R"(42["a",)") + masked(kPing, "x") + masked(kGoesOn, R"({"x")") +
                 masked(kEnds, ":1}]"));
  EXPECT_THAT(reading.seen(), ElementsAre(R"(worker event a {"x":1} 15)"));
}
TEST(WireReader, TellsEventsThatComeBeforeTheConnectBehindIt) {
  Reading reading;
  reading.worker(kRequest);
  reading.service(std::string(kAnswer) + plain(kText, R"(42["early",1])") + plain(kText, "40"));
  EXPECT_THAT(reading.seen(),
              ElementsAre("opened GET /socket.io/ HTTP/1.1", "service packet 40", "service event early 1 13"));
}
TEST(WireReader, TellsNoEventsOfOtherNamespaces) {
  Reading reading;
  reading.connect();
  reading.service(plain(kText, R"(42/other,["b",1])"));
  EXPECT_THAT(reading.seen(), ElementsAre(R"(service packet 42/other,["b",1])"));
}
TEST(WireReader, ReadsAnAckIdBeforeTheEvent) {
  Reading reading;
  reading.connect();
  reading.service(plain(kText, R"(4217["b",1])"));
  EXPECT_THAT(reading.seen(), ElementsAre("service event b 1 11"));
}
TEST(WireReader, SkipsTheAttachmentsThatWereAnnounced) {
  Reading reading;
  reading.connect();
  reading.service(plain(kText, R"(451-["b",{"_placeholder":true,"num":0}])") + plain(kBinary, "bytes") +
                  plain(kText, R"(42["c"])"));
  const auto seen = reading.seen();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[1], "service event c null 7");
}
TEST(WireReader, LooksAtNothingBehindACloseFrame) {
  Reading reading;
  reading.connect();
  reading.worker(masked(kClose, "\x03\xe8") + "what is this");
  EXPECT_THAT(reading.seen(), IsEmpty());
}
TEST(WireReader, BeginsAnewWithAConnectionThatIsOver) {
  Reading reading;
  reading.connect();
  reading.worker(masked(kText, R"(42["a"])").substr(0, 4));
  reading.close();
  reading.worker(kRequest);
  EXPECT_THAT(reading.seen(), ElementsAre("opened GET /socket.io/ HTTP/1.1"));
}
TEST(WireReader, GivesADirectionUpOnceAndReadsTheOtherOn) {
  Reading reading;
  reading.connect();
  reading.service(plain(kText, "42[") + plain(kText, "42[") + plain(kText, R"(42["b"])"));
  reading.worker(masked(kText, R"(42["a"])"));
  EXPECT_THAT(reading.seen(), ElementsAre("service broken: no event", "worker event a null 7"));
}

struct Broken {
  const char* name;
  std::string bytes;
  const char* why;
};
class BrokenWorker : public testing::TestWithParam<Broken> {};
TEST_P(BrokenWorker, IsNoticed) {
  Reading reading;
  reading.connect();
  reading.worker(GetParam().bytes);
  EXPECT_THAT(reading.seen(), ElementsAre(std::string("worker broken: ") + GetParam().why));
}
std::string longer_than_it_needs() {
  std::string frame = masked(kText, std::string(126, '3'));
  frame[3] = 125;  // and one byte too many
  return frame;
}
INSTANTIATE_TEST_SUITE_P(
    All, BrokenWorker,
    testing::Values(Broken{"Unmasked", plain(kText, "3"), "masked by the wrong side"},
                    Broken{"Reserved", masked(0xc1, "3"), "reserved bits are set"},
                    Broken{"Opcode", masked(0x83, "3"), "an unknown opcode"},
                    Broken{"ControlOpcode", masked(0x8b, "3"), "an unknown opcode"},
                    Broken{"NotMinimal", longer_than_it_needs(), "a length in more bytes than it needs"},
                    Broken{"ContinuationOfNothing", masked(kEnds, "3"), "frames out of order"},
                    Broken{"TextWithinAText", masked(kTextBegins, "42") + masked(kText, "3"), "frames out of order"},
                    Broken{"ControlInParts", masked(0x09, "x"), "a control frame in parts"},
                    Broken{"LongControl", masked(kPing, std::string(126, 'x')),
                           "a control frame of more than 125 bytes"},
                    Broken{"HalfACloseCode", masked(kClose, "x"), "half a close code"},
                    Broken{"Binary", masked(kBinary, "3"), "a binary message that nobody announced"},
                    Broken{"NoUtf8", masked(kText, "4\xff"), "a text that is no UTF-8"},
                    Broken{"Surrogate", masked(kText, "4\xed\xa0\x80"), "a text that is no UTF-8"},
                    Broken{"Overlong", masked(kText, "4\xc0\xaf"), "a text that is no UTF-8"},
                    Broken{"Empty", masked(kText, ""), "no Engine.IO packet"},
                    Broken{"EngineType", masked(kText, "7"), "no Engine.IO packet"},
                    Broken{"SocketType", masked(kText, "47"), "no Socket.IO packet"},
                    Broken{"Attachments", masked(kText, "45x"), "no Socket.IO packet"},
                    Broken{"Json", masked(kText, R"(42["a",{])"), "no event"},
                    Broken{"Trailing", masked(kText, R"(42["a"]x)"), "no event"},
                    Broken{"NameTwice", masked(kText, R"(42["a",{"b":1,"b":2}])"), "no event"},
                    Broken{"NoName", masked(kText, "42[1]"), "no event"},
                    Broken{"NoArray", masked(kText, R"(42{"a":1})"), "no event"},
                    Broken{"ZeroByte", masked(kText, std::string_view("42[\"a\"]\0", 8)), "an event with a zero byte"}),
    [](const auto& one) { return one.param.name; });
TEST(WireReader, WantsTheAttachmentsThatWereAnnounced) {
  Reading reading;
  reading.connect();
  reading.worker(masked(kText, R"(451-["b",0])") + masked(kText, "3"));
  EXPECT_THAT(reading.seen(),
              ElementsAre(R"(worker packet 451-["b",0])", "worker broken: a text where an attachment belongs"));
}
TEST(WireReader, WantsARequestAndAnAnswerOf101) {
  Reading reading;
  reading.worker("POST / HTTP/1.1\r\n\r\n");
  reading.service("HTTP/1.1 500 No\r\n\r\n");
  EXPECT_THAT(reading.seen(), ElementsAre("worker broken: no GET request", "service broken: no 101 answer"));
}
TEST(WireReader, BoundsAHeadThatDoesNotEnd) {
  Reading reading;
  reading.worker("GET / HTTP/1.1\r\n");
  reading.worker(std::string(64 * 1024, 'x'));
  EXPECT_THAT(reading.seen(), ElementsAre("worker broken: an endless HTTP head"));
}
std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}
// The event's own array is one of the levels.
std::string event_of_levels(std::size_t levels) {
  return R"(42["a",)" + repeated("[", levels - 1) + repeated("]", levels);
}
// The event's own array, its name and that of the ones are three of the values.
std::string event_of_values(std::size_t values) { return R"(42["a",[1)" + repeated(",1", values - 4) + "]]"; }
TEST(WireReader, ReadsJsonUpToItsLimits) {
  for (const std::string& text : {event_of_levels(32), event_of_values(65'536)}) {
    Reading reading;
    reading.connect();
    reading.worker(masked(kText, text));
    ASSERT_EQ(reading.seen().at(0).substr(0, 15), "worker event a ");
  }
}
TEST(WireReader, BoundsTheLevelsOfJson) {
  for (const std::size_t levels : {33U, 1'000'000U}) {
    Reading reading;
    reading.connect();
    reading.worker(masked(kText, event_of_levels(levels)));
    EXPECT_THAT(reading.seen(), ElementsAre("worker broken: an event deeper than 32 levels"));
  }
}
TEST(WireReader, BoundsTheValuesOfJson) {
  for (const std::size_t values : {65'537U, 1'000'000U}) {
    Reading reading;
    reading.connect();
    reading.worker(masked(kText, event_of_values(values)));
    EXPECT_THAT(reading.seen(), ElementsAre("worker broken: an event of more than 65536 values"));
  }
}
TEST(WireReader, ForgetsEventsBeyondItsLimitBeforeTheConnect) {
  Reading reading;
  reading.worker(kRequest);
  reading.service(std::string(kAnswer) + repeated(plain(kText, R"(42["early"])"), 65));
  reading.service(plain(kText, "40"));
  EXPECT_EQ(reading.seen().size(), 2U + 64U);
}
TEST(WireReader, BoundsTheLengthOfAFrame) {
  Reading reading;
  reading.connect();
  reading.service(std::string("\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", 10));
  EXPECT_THAT(reading.seen(), ElementsAre("service broken: a frame of impossible length"));
}

}  // namespace
}  // namespace sw::sim::test

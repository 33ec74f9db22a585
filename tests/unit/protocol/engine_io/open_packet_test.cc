// The open packet (Engine.IO protocol, revision 4, "Handshake"), and packets in general.
#include "worker/protocol/engine_io/open_packet.h"

#include <gtest/gtest.h>

#include <string>

#include "worker/protocol/engine_io/packet.h"
#include "worker/protocol/limits.h"

namespace sw::protocol::engine_io {
namespace {

// As the protocol's document shows it.
constexpr std::string_view kExample =
    R"({"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000})";

TEST(EngineIoOpenPacket, ReadsTheExample) {
  const OpenPacket expected_open{"lv_VI97HAXpY6yYWAAAC", TimeDelta::Seconds(25), TimeDelta::Seconds(20), 1'000'000};
  EXPECT_EQ(parse_open(kExample), expected_open);
}

TEST(EngineIoOpenPacket, MaxPayloadMayBeAbsentOrNull) {
  EXPECT_EQ(parse_open(R"({"sid":"a","pingInterval":1,"pingTimeout":1})")->max_payload, std::nullopt);
  EXPECT_EQ(parse_open(R"({"sid":"a","pingInterval":1,"pingTimeout":1,"maxPayload":null})")->max_payload, std::nullopt);
}

TEST(EngineIoOpenPacket, MaxPayloadMayBeWrittenAsADouble) {
  EXPECT_EQ(parse_open(R"({"sid":"a","pingInterval":1,"pingTimeout":1,"maxPayload":1e8})")->max_payload, 100'000'000u);
  EXPECT_EQ(parse_open(R"({"sid":"a","pingInterval":1,"pingTimeout":1,"maxPayload":1e300})")->max_payload,
            uint64_t{1} << 53);
}

TEST(EngineIoOpenPacket, PingIntervalMayBeZero) {
  EXPECT_EQ(parse_open(R"({"sid":"a","pingInterval":0,"pingTimeout":300})")->ping_interval, TimeDelta::Zero());
}

TEST(EngineIoOpenPacket, UnknownMembersAreIgnored) {
  EXPECT_TRUE(parse_open(R"({"sid":"a","pingInterval":1,"pingTimeout":1,"extra":[1]})"));
}

TEST(EngineIoOpenPacket, SidOfExactlyItsLimitIsTaken) {
  const auto with_sid = [](std::size_t size) {
    return "{\"sid\":\"" + std::string(size, 's') + "\",\"pingInterval\":1,\"pingTimeout\":1}";
  };
  EXPECT_TRUE(parse_open(with_sid(kMaxSidBytes)));
  EXPECT_EQ(parse_open(with_sid(kMaxSidBytes + 1)).error(), "a bad sid");
}

TEST(EngineIoOpenPacket, HeartbeatOfExactlyItsLimitIsTaken) {
  const auto with_interval = [](int64_t millis) {
    return "{\"sid\":\"a\",\"pingInterval\":" + std::to_string(millis) + ",\"pingTimeout\":1}";
  };
  EXPECT_TRUE(parse_open(with_interval(kMaxHeartbeatMillis)));
  EXPECT_EQ(parse_open(with_interval(kMaxHeartbeatMillis + 1)).error(), "a bad pingInterval");
}

TEST(EngineIoOpenPacket, LongerThanItsLimitIsRefused) {
  std::string data(kExample);
  data.resize(kMaxOpenPacketBytes, ' ');
  EXPECT_TRUE(parse_open(data));
  EXPECT_EQ(parse_open(data + " ").error(), "an open packet longer than its limit");
}

struct Refused {
  std::string_view data;
  std::string_view problem;
};

class EngineIoOpenPacketRefuses : public ::testing::TestWithParam<Refused> {};

TEST_P(EngineIoOpenPacketRefuses, WithItsReason) {
  const auto open = parse_open(GetParam().data);
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error(), GetParam().problem);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, EngineIoOpenPacketRefuses,
    ::testing::Values(Refused{"", "malformed JSON"}, Refused{"[]", "an open packet that is no object"},
                      Refused{R"({"pingInterval":1,"pingTimeout":1})", "a bad sid"},
                      Refused{R"({"sid":"","pingInterval":1,"pingTimeout":1})", "a bad sid"},
                      Refused{R"({"sid":7,"pingInterval":1,"pingTimeout":1})", "a bad sid"},
                      Refused{R"({"sid":"a","pingTimeout":1})", "a bad pingInterval"},
                      Refused{R"({"sid":"a","pingInterval":-1,"pingTimeout":1})", "a bad pingInterval"},
                      Refused{R"({"sid":"a","pingInterval":"1","pingTimeout":1})", "a bad pingInterval"},
                      Refused{R"({"sid":"a","pingInterval":1.5,"pingTimeout":1})", "a bad pingInterval"},
                      Refused{R"({"sid":"a","pingInterval":1,"pingTimeout":0})", "a bad pingTimeout"},
                      Refused{R"({"sid":"a","pingInterval":1,"pingTimeout":1,"maxPayload":0})", "a bad maxPayload"},
                      Refused{R"({"sid":"a","pingInterval":1,"pingTimeout":1,"maxPayload":"1"})", "a bad maxPayload"}));

TEST(EngineIoOpenPacket, IsWrittenByteForByte) {
  OpenPacket open{"abc", TimeDelta::Seconds(25), TimeDelta::Seconds(10), 1'000'000};
  EXPECT_EQ(to_json(open),
            R"({"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":10000,"maxPayload":1000000})");
  open.max_payload.reset();
  EXPECT_EQ(to_json(open), R"({"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":10000})");
}

TEST(EngineIoPacket, EachTypeHasItsDigit) {
  EXPECT_EQ(encode(PacketType::kOpen, "{}"), "0{}");
  EXPECT_EQ(encode(PacketType::kClose), "1");
  EXPECT_EQ(encode(PacketType::kPing), "2");
  EXPECT_EQ(encode(PacketType::kPong, "probe"), "3probe");
  EXPECT_EQ(encode(PacketType::kMessage, "hello"), "4hello");
  EXPECT_EQ(encode(PacketType::kUpgrade), "5");
  EXPECT_EQ(encode(PacketType::kNoop), "6");
}

TEST(EngineIoPacket, DecodesWhatItEncodes) {
  for (const auto type : {PacketType::kOpen, PacketType::kMessage, PacketType::kNoop}) {
    const std::string text = encode(type, "data");
    const auto packet = decode(text);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->type, type);
    EXPECT_EQ(packet->data, "data");
  }
}

TEST(EngineIoPacket, EmptyAndUnknownAreRefused) {
  EXPECT_EQ(decode("").error(), "an empty Engine.IO packet");
  for (const char* text : {"7", "a", "/", " 4", "\xFF"}) {
    EXPECT_EQ(decode(text).error(), "an unknown Engine.IO packet type") << text;
  }
}

}  // namespace
}  // namespace sw::protocol::engine_io

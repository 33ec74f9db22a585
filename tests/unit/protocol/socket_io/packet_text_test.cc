// Reading the text of packets: what is taken, and each rule that refuses.
#include "worker/protocol/socket_io/packet_text.h"

#include <gtest/gtest.h>

#include <string>

#include "contracts/json_text.h"
#include "worker/protocol/limits.h"

namespace sw::protocol::socket_io {
namespace {

// "TYPE NSP [ID] JSON +ATTACHMENTS"
std::string describe(const PacketText& text) {
  std::string line = std::to_string(static_cast<int>(text.packet.type)) + " " + text.packet.nsp;
  if (text.packet.id) line += " #" + std::to_string(*text.packet.id);
  if (text.packet.payload) line += " " + contracts::to_json(text.packet.payload->root());
  if (text.attachments > 0) line += " +" + std::to_string(text.attachments);
  return line;
}

struct Taken {
  std::string text;
  std::string line;
};

class SocketIoPacketText : public ::testing::TestWithParam<Taken> {};

TEST_P(SocketIoPacketText, IsRead) {
  const auto parsed = parse_packet(GetParam().text, kMaxAttachments);
  ASSERT_TRUE(parsed) << parsed.error().text;
  EXPECT_EQ(describe(*parsed), GetParam().line);
}

INSTANTIATE_TEST_SUITE_P(
    Types, SocketIoPacketText,
    ::testing::Values(
        Taken{"0", "0 /"}, Taken{"0{\"sid\":\"a\"}", "0 / {\"sid\":\"a\"}"}, Taken{"0/admin,", "0 /admin"},
        Taken{"0/admin", "0 /admin"}, Taken{"0/admin,{\"sid\":\"a\"}", "0 /admin {\"sid\":\"a\"}"}, Taken{"0/,", "0 /"},
        Taken{"1", "1 /"}, Taken{"1/admin,", "1 /admin"}, Taken{"1/admin", "1 /admin"},
        Taken{"2[\"foo\"]", "2 / [\"foo\"]"}, Taken{"212[\"foo\"]", "2 / #12 [\"foo\"]"},
        Taken{"2/admin,12[\"foo\",{\"_placeholder\":true,\"num\":9}]",
              "2 /admin #12 [\"foo\",{\"_placeholder\":true,\"num\":9}]"},
        Taken{"2[\"\"]", "2 / [\"\"]"}, Taken{"20001[\"foo\"]", "2 / #1 [\"foo\"]"}, Taken{"30[]", "3 / #0 []"},
        Taken{"3/admin,13[\"bar\"]", "3 /admin #13 [\"bar\"]"},
        Taken{"4{\"message\":\"no\"}", "4 / {\"message\":\"no\"}"}, Taken{"4\"no\"", "4 / \"no\""},
        Taken{"51-[\"baz\",{\"_placeholder\":true,\"num\":0}]", "5 / [\"baz\",{\"_placeholder\":true,\"num\":0}] +1"},
        Taken{"510-/a,7[\"baz\"]", "5 /a #7 [\"baz\"] +10"},
        Taken{"61-15[{\"_placeholder\":true,\"num\":0}]", "6 / #15 [{\"_placeholder\":true,\"num\":0}] +1"},
        Taken{"51-[\"baz\",{\"_placeholder\":false,\"num\":9}]",
              "5 / [\"baz\",{\"_placeholder\":false,\"num\":9}] +1"}));

struct Refused {
  std::string text;
  PacketFault fault;
};

class SocketIoPacketTextRefuses : public ::testing::TestWithParam<Refused> {};

TEST_P(SocketIoPacketTextRefuses, WithItsFault) {
  const auto parsed = parse_packet(GetParam().text, kMaxAttachments);
  ASSERT_FALSE(parsed) << describe(*parsed);
  EXPECT_EQ(parsed.error().fault, GetParam().fault) << parsed.error().text;
}

using Fault = PacketFault;

INSTANTIATE_TEST_SUITE_P(
    Heads, SocketIoPacketTextRefuses,
    ::testing::Values(Refused{"", Fault::kEmpty}, Refused{"7", Fault::kUnknownType}, Refused{"a", Fault::kUnknownType},
                      Refused{"-1", Fault::kUnknownType}, Refused{"5[\"a\"]", Fault::kAttachmentCount},
                      Refused{"51[\"a\"]", Fault::kAttachmentCount}, Refused{"50-[\"a\"]", Fault::kAttachmentCount},
                      Refused{"5-[\"a\"]", Fault::kAttachmentCount}, Refused{"5-1-[\"a\"]", Fault::kAttachmentCount},
                      Refused{"51.5-[\"a\"]", Fault::kAttachmentCount}, Refused{"511-[\"a\"]", Fault::kAttachmentCount},
                      Refused{"599999999999999999999-[\"a\"]", Fault::kAttachmentCount},
                      Refused{"60-1[\"a\"]", Fault::kAttachmentCount}, Refused{"2/\xFF,[\"a\"]", Fault::kNamespace},
                      Refused{"212345678901234567[\"a\"]", Fault::kAckId},
                      Refused{"29007199254740992[\"a\"]", Fault::kAckId}, Refused{"3[\"a\"]", Fault::kAckId},
                      Refused{"61-[\"a\"]", Fault::kAckId}));

INSTANTIATE_TEST_SUITE_P(
    Payloads, SocketIoPacketTextRefuses,
    ::testing::Values(Refused{"0[]", Fault::kPayload}, Refused{"0\"a\"", Fault::kPayload}, Refused{"0{", Fault::kJson},
                      Refused{"1{}", Fault::kPayload}, Refused{"1x", Fault::kJson}, Refused{"2", Fault::kPayload},
                      Refused{"2[]", Fault::kPayload}, Refused{"2{}", Fault::kPayload},
                      Refused{"2\"foo\"", Fault::kPayload}, Refused{"2[1]", Fault::kEventName},
                      Refused{"2[null]", Fault::kEventName}, Refused{"2[{}]", Fault::kEventName},
                      Refused{"2[\"connect\"]", Fault::kReservedEventName},
                      Refused{"2[\"disconnect\"]", Fault::kReservedEventName},
                      Refused{"51-[\"newListener\"]", Fault::kReservedEventName}, Refused{"2[\"a\"", Fault::kJson},
                      Refused{"2[\"a\"]2[\"b\"]", Fault::kJson}, Refused{"2[\"\xFF\"]", Fault::kJson},
                      Refused{std::string("2[\"a\"]\0", 7), Fault::kJson}, Refused{"2 [\"a\"]x", Fault::kJson},
                      Refused{"30", Fault::kPayload}, Refused{"30{}", Fault::kPayload}, Refused{"4", Fault::kPayload},
                      Refused{"4[]", Fault::kPayload}, Refused{"41", Fault::kPayload},
                      Refused{"51-[\"a\",{\"_placeholder\":true,\"num\":1}]", Fault::kPlaceholder},
                      Refused{"51-[\"a\",{\"_placeholder\":true,\"num\":-1}]", Fault::kPlaceholder},
                      Refused{"51-[\"a\",{\"_placeholder\":true,\"num\":0.5}]", Fault::kPlaceholder},
                      Refused{"51-[\"a\",{\"_placeholder\":true,\"num\":\"0\"}]", Fault::kPlaceholder},
                      Refused{"51-[\"a\",{\"_placeholder\":true,\"num\":\"splice\"}]", Fault::kPlaceholder},
                      Refused{"51-[\"a\",{\"_placeholder\":true}]", Fault::kPlaceholder},
                      Refused{"51-[\"a\",[{\"b\":{\"_placeholder\":true,\"num\":1}}]]", Fault::kPlaceholder}));

// Of two values with one name other readers take the last (Python, JavaScript) or the first.
TEST(SocketIoPacketTextNames, ThatStandTwiceInOneObjectAreRefusedAndSoNeverChosenFrom) {
  const auto parsed = parse_packet(R"(2["a",{"b":1,"b":2}])", kMaxAttachments);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().fault, Fault::kJson);
  EXPECT_EQ(parsed.error().text, "a name that stands twice in one JSON object");
}

TEST(SocketIoPacketTextLimits, NamespaceOfExactlyItsLimitIsTaken) {
  const std::string longest = "/" + std::string(kMaxNamespaceBytes - 1, 'n');
  EXPECT_TRUE(parse_packet("0" + longest + ",", kMaxAttachments));
  EXPECT_EQ(parse_packet("0" + longest + "n,", kMaxAttachments).error().fault, Fault::kNamespace);
}

TEST(SocketIoPacketTextLimits, EventNameOfExactlyItsLimitIsTaken) {
  const auto event = [](std::size_t size) { return "2[\"" + std::string(size, 'e') + "\"]"; };
  EXPECT_TRUE(parse_packet(event(kMaxEventNameBytes), kMaxAttachments));
  EXPECT_EQ(parse_packet(event(kMaxEventNameBytes + 1), kMaxAttachments).error().fault, Fault::kEventName);
}

TEST(SocketIoPacketTextLimits, AckIdOfExactlyItsLimitIsTaken) {
  const auto parsed = parse_packet("2" + std::to_string(kMaxAckId) + "[\"a\"]", kMaxAttachments);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->packet.id, kMaxAckId);
}

TEST(SocketIoPacketTextLimits, AttachmentLimitIsSettable) {
  EXPECT_TRUE(parse_packet("52-[\"a\"]", 2));
  EXPECT_EQ(parse_packet("53-[\"a\"]", 2).error().fault, Fault::kAttachmentCount);
}

TEST(SocketIoPacketTextLimits, DepthIsBounded) {
  const auto event = [](std::size_t depth) {
    return "2[\"a\"," + std::string(depth, '[') + std::string(depth, ']') + "]";
  };
  EXPECT_TRUE(parse_packet(event(kMaxJsonDepth - 1), kMaxAttachments));
  EXPECT_EQ(parse_packet(event(kMaxJsonDepth), kMaxAttachments).error().text, "JSON deeper than its limit");
}

}  // namespace
}  // namespace sw::protocol::socket_io

// Packets from messages: attachments in order, and the bounds of an unfinished packet.
#include "worker/protocol/socket_io/decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "worker/protocol/socket_io/arguments.h"

namespace sw::protocol::socket_io {
namespace {

using ::testing::ElementsAre;

const Timestamp kNow = Timestamp::FromSeconds(100);
const std::string kTwoAttachments = R"(52-["e",{"_placeholder":true,"num":1},{"x":{"_placeholder":true,"num":0}}])";

TEST(SocketIoDecoder, TextIsAPacketAtOnce) {
  Decoder decoder;
  const auto packet = decoder.on_text(kNow, "2[\"foo\"]");
  ASSERT_TRUE(packet);
  ASSERT_TRUE(*packet);
  EXPECT_EQ((*packet)->type, PacketType::kEvent);
  EXPECT_EQ(decoder.deadline(), std::nullopt);
}

TEST(SocketIoDecoder, AttachmentsCompleteABinaryPacketInOrder) {
  Decoder decoder;
  EXPECT_FALSE(decoder.on_text(kNow, kTwoAttachments)->has_value());
  EXPECT_FALSE(decoder.on_binary("first")->has_value());
  const auto packet = decoder.on_binary("second");
  ASSERT_TRUE(packet);
  ASSERT_TRUE(*packet);
  EXPECT_THAT((*packet)->attachments, ElementsAre("first", "second"));
}

TEST(SocketIoDecoder, PlaceholdersFindTheirAttachments) {
  Decoder decoder;
  decoder.on_text(kNow, kTwoAttachments);
  decoder.on_binary("first");
  auto packet = decoder.on_binary("second");
  ASSERT_TRUE(packet);
  ASSERT_TRUE(*packet);
  const Arguments arguments(*(*packet)->payload, 1, (*packet)->attachments);
  ASSERT_EQ(arguments.size(), 2u);
  ASSERT_NE(arguments.find_attachment(arguments[0]), nullptr);
  EXPECT_EQ(*arguments.find_attachment(arguments[0]), "second");
  EXPECT_EQ(*arguments.find_attachment(arguments[1]["x"]), "first");
  EXPECT_EQ(arguments.find_attachment(arguments[1]), nullptr);
}

TEST(SocketIoDecoder, NextPacketBeginsAfresh) {
  Decoder decoder;
  decoder.on_text(kNow, "51-[\"e\"]");
  decoder.on_binary("x");
  EXPECT_TRUE(decoder.on_text(kNow, "2[\"foo\"]")->has_value());
}

TEST(SocketIoDecoder, TextInPlaceOfAnAttachmentIsRefused) {
  Decoder decoder;
  decoder.on_text(kNow, "51-[\"e\"]");
  EXPECT_EQ(decoder.on_text(kNow, "2[\"foo\"]").error().fault, PacketFault::kUnexpectedText);
}

TEST(SocketIoDecoder, AttachmentWithoutAPacketIsRefused) {
  EXPECT_EQ(Decoder().on_binary("x").error().fault, PacketFault::kUnexpectedBinary);
}

TEST(SocketIoDecoder, AttachmentAfterTheLastIsRefused) {
  Decoder decoder;
  decoder.on_text(kNow, "51-[\"e\"]");
  decoder.on_binary("x");
  EXPECT_EQ(decoder.on_binary("y").error().fault, PacketFault::kUnexpectedBinary);
}

TEST(SocketIoDecoder, BytesOfExactlyTheirLimitAreTaken) {
  const std::string text = "51-[\"e\"]";
  DecoderLimits limits;
  limits.unfinished_bytes = text.size() + 10;
  Decoder decoder(limits);
  decoder.on_text(kNow, text);
  EXPECT_TRUE(decoder.on_binary(std::string(10, 'x')));
  decoder.on_text(kNow, text);
  EXPECT_EQ(decoder.on_binary(std::string(11, 'x')).error().fault, PacketFault::kUnfinishedTooLarge);
}

TEST(SocketIoDecoder, BytesOfAllAttachmentsCount) {
  const std::string text = "52-[\"e\"]";
  DecoderLimits limits;
  limits.unfinished_bytes = text.size() + 10;
  Decoder decoder(limits);
  decoder.on_text(kNow, text);
  ASSERT_TRUE(decoder.on_binary(std::string(6, 'x')));
  EXPECT_EQ(decoder.on_binary(std::string(6, 'x')).error().fault, PacketFault::kUnfinishedTooLarge);
}

TEST(SocketIoDecoder, TextOfABinaryPacketCounts) {
  DecoderLimits limits;
  limits.unfinished_bytes = 5;
  EXPECT_EQ(Decoder(limits).on_text(kNow, "51-[\"e\"]").error().fault, PacketFault::kUnfinishedTooLarge);
}

TEST(SocketIoDecoder, UnfinishedPacketHasADeadlineFromItsText) {
  Decoder decoder;
  decoder.on_text(kNow, "52-[\"e\"]");
  decoder.on_binary("x");
  EXPECT_EQ(decoder.deadline(), kNow + kUnfinishedPacketTime);
}

}  // namespace
}  // namespace sw::protocol::socket_io

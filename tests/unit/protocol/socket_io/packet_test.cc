// The exact text of every packet that is sent; the goldens are the examples of the Socket.IO protocol, revision 5.
#include "worker/protocol/socket_io/packet.h"

#include <gtest/gtest.h>

#include <string>

namespace sw::protocol::socket_io {
namespace {

TEST(SocketIoPacket, Connect) {
  EXPECT_EQ(encode_connect("/"), "0");
  EXPECT_EQ(encode_connect("/", R"({"token":"123"})"), R"(0{"token":"123"})");
  EXPECT_EQ(encode_connect("/admin"), "0/admin,");
  EXPECT_EQ(encode_connect("/admin", R"({"sid":"oSO0OpakMV_3jnilAAAA"})"), R"(0/admin,{"sid":"oSO0OpakMV_3jnilAAAA"})");
}

TEST(SocketIoPacket, ConnectError) {
  EXPECT_EQ(encode_connect_error("/", "Not authorized"), R"(4{"message":"Not authorized"})");
  EXPECT_EQ(encode_connect_error("/random", "Invalid namespace"), R"(4/random,{"message":"Invalid namespace"})");
}

TEST(SocketIoPacket, Disconnect) {
  EXPECT_EQ(encode_disconnect("/"), "1");
  EXPECT_EQ(encode_disconnect("/admin"), "1/admin,");
}

TEST(SocketIoPacket, Event) {
  EXPECT_EQ(encode({"/", std::nullopt, "foo", ""}), R"(2["foo"])");
  EXPECT_EQ(encode({"/admin", std::nullopt, "bar", ""}), R"(2/admin,["bar"])");
  EXPECT_EQ(encode({"/", 12, "foo", ""}), R"(212["foo"])");
  EXPECT_EQ(encode({"/admin", 0, "foo", R"(1,"2",{"3":[true]})"}), R"(2/admin,0["foo",1,"2",{"3":[true]}])");
}

TEST(SocketIoPacket, EventNameIsEscaped) { EXPECT_EQ(encode({"/", std::nullopt, "a\"b\n", ""}), R"(2["a\"b\n"])"); }

TEST(SocketIoPacket, Ack) {
  EXPECT_EQ(encode(OutgoingAck{"/admin", 13, R"("bar")"}), R"(3/admin,13["bar"])");
  EXPECT_EQ(encode(OutgoingAck{"/", 0, ""}), "30[]");
}

TEST(SocketIoPacket, BinaryEvent) {
  const std::string placeholder = placeholder_json(0);
  EXPECT_EQ(encode({"/", std::nullopt, "baz", placeholder, 1}), R"(51-["baz",{"_placeholder":true,"num":0}])");
  EXPECT_EQ(encode({"/admin", 15, "baz", placeholder, 2}), R"(52-/admin,15["baz",{"_placeholder":true,"num":0}])");
}

TEST(SocketIoPacket, BinaryAck) {
  EXPECT_EQ(encode(OutgoingAck{"/", 15, R"("bar",)" + placeholder_json(0), 1}),
            R"(61-15["bar",{"_placeholder":true,"num":0}])");
}

TEST(SocketIoPacket, ReservedNamesAreThoseOfTheReferenceImplementation) {
  for (const char* name :
       {"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"}) {
    EXPECT_TRUE(is_reserved_event(name)) << name;
  }
  for (const char* name : {"", "Connect", "connected", "message", "stream:init"}) {
    EXPECT_FALSE(is_reserved_event(name)) << name;
  }
}

}  // namespace
}  // namespace sw::protocol::socket_io

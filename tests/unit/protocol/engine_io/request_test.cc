// What an Engine.IO server checks in a request.
#include "worker/protocol/engine_io/request.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/protocol/bytes.h"

namespace sw::protocol::engine_io {
namespace {

websocket::Request request(std::string query, std::string method = "GET", bool upgrade = true) {
  websocket::Request result;
  result.method = std::move(method);
  result.path = "/socket.io/";
  result.query = std::move(query);
  result.upgrade = upgrade;
  return result;
}

std::string body_for(const websocket::Request& refused) {
  const auto refusal = find_refusal(refused);
  if (!refusal) return "accepted";
  EXPECT_EQ(refusal->status, 400u);
  EXPECT_EQ(refusal->content_type, "application/json");
  return refusal->body;
}

TEST(EngineIoRequest, WebSocketOfRevision4IsAccepted) {
  EXPECT_EQ(body_for(request("EIO=4&transport=websocket")), "accepted");
  EXPECT_EQ(body_for(request("transport=websocket&t=abc&EIO=4")), "accepted");
}

TEST(EngineIoRequest, OtherTransportsAreUnknown) {
  const std::string unknown = R"({"code":0,"message":"Transport unknown"})";
  for (const char* query :
       {"", "EIO=4", "EIO=4&transport=polling", "EIO=4&transport=", "EIO=4&transport", "EIO=4&transports=websocket"}) {
    EXPECT_EQ(body_for(request(query)), unknown) << query;
  }
}

TEST(EngineIoRequest, SessionIdIsUnknown) {
  EXPECT_EQ(body_for(request("EIO=4&transport=websocket&sid=abc")), R"({"code":1,"message":"Session ID unknown"})");
}

TEST(EngineIoRequest, OtherMethodsAreRefused) {
  EXPECT_EQ(body_for(request("EIO=4&transport=websocket", "POST")), R"({"code":2,"message":"Bad handshake method"})");
}

TEST(EngineIoRequest, PlainHttpIsRefused) {
  EXPECT_EQ(body_for(request("EIO=4&transport=websocket", "GET", false)), R"({"code":3,"message":"Bad request"})");
}

TEST(EngineIoRequest, OtherRevisionsAreRefused) {
  const std::string unsupported = R"({"code":5,"message":"Unsupported protocol version"})";
  for (const char* query : {"transport=websocket", "EIO=3&transport=websocket", "EIO=abc&transport=websocket",
                            "EIO=&transport=websocket", "EIO=44&transport=websocket"}) {
    EXPECT_EQ(body_for(request(query)), unsupported) << query;
  }
}

TEST(EngineIoSid, HasTwentyCharactersOfItsAlphabet) {
  const std::string sid = make_sid(testing::seeded(1));
  EXPECT_EQ(sid.size(), 20u);
  EXPECT_EQ(sid.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
}

TEST(EngineIoSid, FollowsTheRandomWordsAlone) {
  EXPECT_EQ(make_sid(testing::seeded(1)), make_sid(testing::seeded(1)));
  EXPECT_NE(make_sid(testing::seeded(1)), make_sid(testing::seeded(2)));
}

}  // namespace
}  // namespace sw::protocol::engine_io

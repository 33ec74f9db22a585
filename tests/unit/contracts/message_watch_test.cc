#include "contracts/judge/message_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sw::contracts {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

constexpr Direction kUp = Direction::kWorkerToSts;
constexpr Direction kDown = Direction::kStsToWorker;

TEST(MessageWatch, CountsWhatKeepsItsSchemaAndSaysNothing) {
  MessageWatch watch;
  EXPECT_FALSE(watch.see(kUp, "stream:resume", R"({"stream_id":"a"})"));
  EXPECT_EQ(watch.seen(*find_event("stream:resume", kUp)), 1u);
  EXPECT_EQ(watch.broken(kUp), 0u);
}

TEST(MessageWatch, NamesWhatIsWrong) {
  MessageWatch watch;
  EXPECT_THAT(watch.see(kUp, "stream:resume", "{}"), Optional(HasSubstr("stream_id")));
  EXPECT_EQ(watch.broken(kUp), 1u);
  EXPECT_EQ(watch.broken(kDown), 0u);
}

TEST(MessageWatch, TellsTheDirectionsOfOneNameApart) {
  MessageWatch watch;
  const std::string_view from_sts = R"({"fragment_id":"f","status":"queued"})";
  EXPECT_FALSE(watch.see(kDown, "fragment:ack", from_sts));
  EXPECT_TRUE(watch.see(kUp, "fragment:ack", from_sts));
  EXPECT_EQ(watch.seen(*find_event("fragment:ack", kDown)), 1u);
  EXPECT_EQ(watch.seen(*find_event("fragment:ack", kUp)), 1u);
}

TEST(MessageWatch, ANullPayloadIsWhatAnEventWithoutArgumentsHas) {
  MessageWatch watch;
  EXPECT_TRUE(watch.see(kUp, "stream:end", ""));
  EXPECT_TRUE(watch.see(kUp, "stream:end", "null"));
}

TEST(MessageWatch, UnknownEventsAreNoBreach) {
  MessageWatch watch;
  EXPECT_FALSE(watch.see(kUp, "stream:gossip", "[1]"));
  EXPECT_FALSE(watch.see(kUp, "stream:ready", "{}"));  // a known one, the other way
  EXPECT_EQ(watch.unknown(), 2u);
  EXPECT_EQ(watch.broken(kUp), 0u);
}

TEST(MessageWatch, TextThatIsNoJsonIsABreach) {
  MessageWatch watch;
  EXPECT_THAT(watch.see(kDown, "error", "{\"a\":"), Optional(HasSubstr("not JSON at byte 5")));
  EXPECT_EQ(watch.broken(kDown), 1u);
}

}  // namespace
}  // namespace sw::contracts

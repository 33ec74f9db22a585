#include "fakes/mediamtx/media_mtx.h"

#include <gtest/gtest.h>

namespace sw::fakes {
namespace {

constexpr Timestamp kStart = Timestamp::FromSeconds(1000);
constexpr PublisherId kCamera{1};
constexpr PublisherId kRival{2};
constexpr ReaderId kWorker{1};
constexpr ReaderId kViewer{2};

class MediaMtxTest : public ::testing::Test {
 protected:
  static Timestamp at(int64_t ms) { return kStart + TimeDelta::Millis(ms); }
  void publish(PublisherId publisher, const std::string& path = "in") {
    EXPECT_TRUE(server_.publish(kStart, publisher, path, effects_));
  }
  // Whom the server closed since it was asked last, as text.
  std::string closed() {
    std::string text;
    for (const auto& effect : effects_) {
      if (const auto* publisher = std::get_if<PublisherClosed>(&effect)) {
        text += "P" + std::to_string(publisher->publisher.value()) + cause(publisher->cause);
      } else {
        const auto& reader = std::get<ReaderClosed>(effect);
        text += "R" + std::to_string(reader.reader.value()) + cause(reader.cause);
      }
    }
    effects_.clear();
    return text;
  }
  static std::string cause(CloseCause cause) {
    constexpr const char* kNames[] = {" kicked ", " overridden ", " silent ", " orphan ", " slow "};
    return kNames[static_cast<int>(cause)];
  }
  MediaMtx server_;
  MediaMtxEffects effects_;
};

TEST_F(MediaMtxTest, PathWithoutPublisherIsNotFound) {
  EXPECT_EQ(server_.read(kWorker, "in").error(), ReadRefusal::kNotFound);
  publish(kCamera, "elsewhere");
  EXPECT_EQ(server_.read(kWorker, "in").error(), ReadRefusal::kNotFound);
}

TEST_F(MediaMtxTest, PublishedPathCanBeRead) {
  publish(kCamera);
  EXPECT_TRUE(server_.read(kWorker, "in"));
  EXPECT_TRUE(server_.send(kStart, kWorker, true, effects_));
}

TEST_F(MediaMtxTest, LeavingPublisherTakesItsReadersAlong) {
  publish(kCamera);
  publish(kRival, "other");
  ASSERT_TRUE(server_.read(kWorker, "in"));
  ASSERT_TRUE(server_.read(kViewer, "other"));
  server_.leave(kCamera, effects_);
  EXPECT_EQ(closed(), "R1 orphan ");
  EXPECT_FALSE(server_.send(kStart, kWorker, true, effects_));
  EXPECT_EQ(server_.read(ReaderId(3), "in").error(), ReadRefusal::kNotFound);
}

TEST_F(MediaMtxTest, PublisherMayComeBack) {
  publish(kCamera);
  server_.leave(kCamera, effects_);
  publish(kRival);
  EXPECT_TRUE(server_.read(kWorker, "in"));
}

TEST_F(MediaMtxTest, SecondPublisherReplacesTheFirst) {
  publish(kCamera);
  ASSERT_TRUE(server_.read(kWorker, "in"));
  publish(kRival);
  EXPECT_EQ(closed(), "P1 overridden R1 orphan ");
  EXPECT_EQ(server_.publisher_of("in"), kRival);
}

TEST_F(MediaMtxTest, SecondPublisherIsRefusedWhereOverridingIsOff) {
  server_ = MediaMtx({.override_publisher = false});
  publish(kCamera);
  EXPECT_EQ(server_.publish(kStart, kRival, "in", effects_).error(), PublishRefusal::kTaken);
  EXPECT_EQ(closed(), "");
}

TEST_F(MediaMtxTest, SilentPublisherIsClosedAfterTenSeconds) {
  publish(kCamera);
  ASSERT_TRUE(server_.read(kWorker, "in"));
  server_.receive(at(3'000), kCamera);
  EXPECT_EQ(server_.deadline(), at(13'000));
  server_.on_time(at(12'999), effects_);
  EXPECT_EQ(closed(), "");
  server_.on_time(at(13'000), effects_);
  EXPECT_EQ(closed(), "P1 silent R1 orphan ");
  EXPECT_EQ(server_.deadline(), std::nullopt);
}

TEST_F(MediaMtxTest, KickedReaderIsAlone) {
  publish(kCamera);
  ASSERT_TRUE(server_.read(kWorker, "in"));
  ASSERT_TRUE(server_.read(kViewer, "in"));
  server_.kick(kWorker, effects_);
  EXPECT_EQ(closed(), "R1 kicked ");
  EXPECT_TRUE(server_.send(kStart, kViewer, true, effects_));
}

TEST_F(MediaMtxTest, KickedPublisherTakesItsReadersAlong) {
  publish(kCamera);
  ASSERT_TRUE(server_.read(kWorker, "in"));
  server_.kick(kCamera, effects_);
  EXPECT_EQ(closed(), "P1 kicked R1 orphan ");
}

TEST_F(MediaMtxTest, WhatASlowReaderLeavesBeyondItsQueueIsDiscarded) {
  server_ = MediaMtx({.write_queue_size = 3});
  publish(kCamera);
  ASSERT_TRUE(server_.read(kWorker, "in"));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(server_.send(at(i), kWorker, false, effects_));
  EXPECT_FALSE(server_.send(at(3), kWorker, false, effects_));
  EXPECT_EQ(server_.discarded(), 1u);
  EXPECT_EQ(closed(), "");
  EXPECT_TRUE(server_.send(at(4), kWorker, true, effects_));
  EXPECT_TRUE(server_.send(at(5), kWorker, false, effects_));
}

TEST_F(MediaMtxTest, OlderServersCloseASlowReader) {
  server_ = MediaMtx({.write_queue_size = 1, .slow_reader = SlowReader::kClose});
  publish(kCamera);
  ASSERT_TRUE(server_.read(kWorker, "in"));
  EXPECT_TRUE(server_.send(kStart, kWorker, false, effects_));
  EXPECT_FALSE(server_.send(kStart, kWorker, false, effects_));
  EXPECT_EQ(closed(), "R1 slow ");
}

TEST_F(MediaMtxTest, ReaderThatTakesNothingIsClosedAfterTenSeconds) {
  publish(kCamera);
  ASSERT_TRUE(server_.read(kWorker, "in"));
  server_.send(at(1'000), kWorker, false, effects_);
  server_.receive(at(9'000), kCamera);
  server_.send(at(9'000), kWorker, false, effects_);
  EXPECT_EQ(server_.deadline(), at(11'000));
  server_.on_time(at(11'000), effects_);
  EXPECT_EQ(closed(), "R1 slow ");
}

TEST_F(MediaMtxTest, ForbiddenPathsRefuse) {
  server_.forbid_publishing("in", true);
  EXPECT_EQ(server_.publish(kStart, kCamera, "in", effects_).error(), PublishRefusal::kForbidden);
  server_.forbid_publishing("in", false);
  publish(kCamera);
  server_.forbid_reading("in", true);
  EXPECT_EQ(server_.read(kWorker, "in").error(), ReadRefusal::kForbidden);
}

TEST_F(MediaMtxTest, StrangersAreIgnored) {
  server_.receive(kStart, kCamera);
  server_.leave(kCamera, effects_);
  server_.kick(kWorker, effects_);
  server_.leave(kWorker);
  EXPECT_EQ(closed(), "");
  EXPECT_EQ(server_.deadline(), std::nullopt);
}

}  // namespace
}  // namespace sw::fakes

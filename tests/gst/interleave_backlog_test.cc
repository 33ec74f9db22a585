// Which waiting bytes count as pending.
#include <gtest/gtest.h>

#include "worker/adapters/gstreamer/interleave_backlog.h"

namespace sw::tests {
namespace {

using adapters::gst::InterleaveBacklog;

constexpr MediaTime at(int64_t ms) { return MediaTime::FromMillis(ms); }

class InterleaveBacklogTest : public testing::Test {
 protected:
  void write(Track track, int64_t dts_ms, uint64_t bytes) {
    backlog_.write(track, at(dts_ms), bytes);
    queued_[static_cast<std::size_t>(track)] += bytes;
    backlog_.set_queued(track, queued_[static_cast<std::size_t>(track)]);
  }
  InterleaveBacklog backlog_;
  uint64_t queued_[2] = {0, 0};
};

TEST_F(InterleaveBacklogTest, NothingIsPendingWhileTheOtherTrackHasNotSpoken) {
  write(Track::kVideo, 0, 100);
  EXPECT_EQ(backlog_.sendable(), 0u);
}

TEST_F(InterleaveBacklogTest, UnitsUpToTheOtherTracksLastArePending) {
  write(Track::kVideo, 0, 100);
  write(Track::kVideo, 33, 200);
  write(Track::kVideo, 66, 400);
  write(Track::kAudio, 40, 10);
  EXPECT_EQ(backlog_.sendable(), 310u);
}

TEST_F(InterleaveBacklogTest, AdvancedTrackIsNotWaitedFor) {
  write(Track::kVideo, 0, 100);
  write(Track::kVideo, 33, 200);
  backlog_.advance(Track::kAudio, at(20));
  EXPECT_EQ(backlog_.sendable(), 100u);
}

TEST_F(InterleaveBacklogTest, AdvancingNeverGoesBack) {
  write(Track::kVideo, 33, 200);
  backlog_.advance(Track::kAudio, at(40));
  backlog_.advance(Track::kAudio, at(20));
  EXPECT_EQ(backlog_.sendable(), 200u);
}

TEST_F(InterleaveBacklogTest, AtTheEndEverythingIsPending) {
  write(Track::kVideo, 0, 100);
  backlog_.end();
  EXPECT_EQ(backlog_.sendable(), 100u);
}

TEST_F(InterleaveBacklogTest, WhatLeftTheQueueIsNotPending) {
  write(Track::kVideo, 0, 100);
  write(Track::kVideo, 33, 200);
  backlog_.end();
  backlog_.set_queued(Track::kVideo, 200);
  EXPECT_EQ(backlog_.sendable(), 200u);
  backlog_.set_queued(Track::kVideo, 0);
  EXPECT_EQ(backlog_.sendable(), 0u);
}

}  // namespace
}  // namespace sw::tests

// The fake RTSP server's feed into a pipeline that stands still.
#include "fakes/live/live_feed.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <utility>

namespace sw::fakes {
namespace {

constexpr int kUnits = 40;
constexpr std::size_t kUnitBytes = 1024 * 1024;

// Forty megabytes of what nobody decodes, a millisecond apart.
MediaFile heavy_file() {
  MediaFile file;
  file.video.caps.reset(gst_caps_new_simple("video/x-h264", "stream-format", G_TYPE_STRING, "avc", nullptr));
  for (int i = 0; i < kUnits; ++i) {
    file.video.payloads.emplace_back(gst_buffer_new_allocate(nullptr, kUnitBytes, nullptr));
    const MediaTime time = MediaTime::FromMillis(i);
    file.video.times.push_back({time, time, TimeDelta::Millis(1)});
  }
  return file;
}

uint64_t waiting_bytes(GstElement* bin) {
  const GstHandle<GstElement> source(gst_bin_get_by_name(GST_BIN(bin), kVideoSourceName));
  uint64_t bytes = 0;
  g_object_get(source.get(), "current-level-bytes", &bytes, nullptr);
  return bytes;
}

TEST(LiveFeed, HoldsNoMoreThanItsLimitForAPipelineThatStandsStill) {
  gst_init(nullptr, nullptr);
  // Paused, a live source gives nothing on.
  const GstHandle<GstElement> bin(gst_parse_launch("appsrc name=video ! fakesink sync=true", nullptr));
  const GstHandle<GMainContext> context(g_main_context_new());
  bool ended = false;
  const auto feed = std::make_shared<LiveFeed>(heavy_file(), false, context.get(), [&] { ended = true; });
  feed->attach(bin.get());
  gst_element_set_state(bin.get(), GST_STATE_PAUSED);
  ASSERT_EQ(gst_element_get_state(bin.get(), nullptr, nullptr, 30 * GST_SECOND), GST_STATE_CHANGE_NO_PREROLL);
  feed->start();
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!ended && std::chrono::steady_clock::now() < patience) g_main_context_iteration(context.get(), FALSE);
  EXPECT_TRUE(ended);
  EXPECT_LE(waiting_bytes(bin.get()), kMaxFeedQueueBytes + kUnitBytes);
  EXPECT_GE(waiting_bytes(bin.get()), kMaxFeedQueueBytes - kUnitBytes);
  feed->stop();
  gst_element_set_state(bin.get(), GST_STATE_NULL);
}

TEST(LiveFeed, GoesWithThePipelineThatItFedAndTakesNoneOnceItIsStopped) {
  gst_init(nullptr, nullptr);
  GstHandle<GstElement> fed(gst_parse_launch("appsrc name=video ! fakesink", nullptr));
  const GstHandle<GstElement> late(gst_parse_launch("appsrc name=video ! fakesink", nullptr));
  const GstHandle<GMainContext> context(g_main_context_new());
  auto feed = std::make_shared<LiveFeed>(heavy_file(), false, context.get(), [] {});
  feed->attach(fed.get());
  feed->stop();
  feed->attach(late.get());
  const std::weak_ptr<LiveFeed> watched = std::exchange(feed, nullptr);
  EXPECT_FALSE(watched.expired());
  fed.reset();
  EXPECT_TRUE(watched.expired());
}

}  // namespace
}  // namespace sw::fakes

// No branch waits for a clock: on a pipeline whose clock stands still, everything goes through.
#include <gst/app/gstappsrc.h>
#include <gst/check/gsttestclock.h>
#include <gtest/gtest.h>

#include "tests/gst/egress_harness.h"
#include "tests/gst/ingest_harness.h"
#include "worker/adapters/gstreamer/element_factory.h"

namespace sw::tests {
namespace {

class StandingPipeline {
 public:
  StandingPipeline() : clock_(gst_test_clock_new()), pipeline_(gst_pipeline_new(nullptr)) {
    gst_object_ref_sink(pipeline_);
    gst_pipeline_use_clock(GST_PIPELINE(pipeline_), clock_);
  }
  ~StandingPipeline() {
    gst_element_set_state(pipeline_, GST_STATE_NULL);
    gst_object_unref(pipeline_);
    gst_object_unref(clock_);
  }
  StandingPipeline(const StandingPipeline&) = delete;
  StandingPipeline& operator=(const StandingPipeline&) = delete;

  GstBin* bin() { return GST_BIN(pipeline_); }
  // True once every sink has seen the end of its stream.
  bool play_to_the_end() {
    gst_element_set_state(pipeline_, GST_STATE_PLAYING);
    const adapters::gst::BusPtr bus(gst_element_get_bus(pipeline_));
    const auto what = static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
    GstMessage* message = gst_bus_timed_pop_filtered(bus.get(), 30 * GST_SECOND, what);
    const bool ended = message != nullptr && GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS;
    if (message) gst_message_unref(message);
    return ended;
  }

 private:
  GstClock* clock_;
  GstElement* pipeline_;
};

class UnitCounter final : public adapters::gst::IngestListener {
 public:
  void on_format(Format) override {}
  void on_unit(AccessUnit) override { ++units; }
  void on_unsupported(const std::string&) override {}
  std::size_t units = 0;
};

TEST(ClockIndependence, IngestHandsOverUnitsThatAreNotDue) {
  const auto video = encode_video({.frames = 30, .b_frames = 2});
  RtpPackets media = packetise(video);
  ManualClock clock;
  UnitCounter counter;
  const auto branch = adapters::gst::IngestBranch::create(adapters::gst::RtpEncoding::kH264, clock, counter).value();
  StandingPipeline pipeline;
  auto source = adapters::gst::add_element(GST_ELEMENT(pipeline.bin()), "appsrc", "source");
  ASSERT_TRUE(source.has_value());
  g_object_set(*source, "caps", media.caps.get(), "format", GST_FORMAT_TIME, nullptr);
  gst_bin_add(pipeline.bin(), branch->bin());
  gst_element_link(*source, branch->bin());
  for (auto& packet : media.packets) gst_app_src_push_buffer(GST_APP_SRC(*source), packet.release());
  gst_app_src_end_of_stream(GST_APP_SRC(*source));
  ASSERT_TRUE(pipeline.play_to_the_end());
  EXPECT_EQ(counter.units, video.units.size());
}

TEST(ClockIndependence, EgressMuxesUnitsThatAreNotDue) {
  const auto video = encode_video({.frames = 30, .b_frames = 2});
  const auto audio = encode_audio(47);
  const auto egress = adapters::gst::FlvEgress::create(video.format, audio.format).value();
  StandingPipeline pipeline;
  gst_bin_add(pipeline.bin(), egress->bin());
  auto sink = adapters::gst::add_element(GST_ELEMENT(pipeline.bin()), "fakesink", "sink");
  ASSERT_TRUE(sink.has_value());
  g_object_set(*sink, "sync", FALSE, nullptr);
  gst_element_link(egress->bin(), *sink);
  for (const auto& unit : video.units) egress->write(output_unit(Track::kVideo, unit));
  for (const auto& unit : audio.units) egress->write(output_unit(Track::kAudio, unit));
  egress->end();
  EXPECT_TRUE(pipeline.play_to_the_end());
}

}  // namespace
}  // namespace sw::tests

// What is posted on a pipeline's bus, told as events of the input: warning, end, and failure.
#include <gmock/gmock.h>
#include <gst/gst.h>
#include <gtest/gtest.h>

#include "tests/gst/event_journal.h"
#include "worker/adapters/gstreamer/element_factory.h"
#include "worker/adapters/gstreamer/input_reporter.h"
#include "worker/base/check.h"

namespace sw::tests {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kSdp =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=x\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n";

class InputReporterTest : public testing::Test {
 protected:
  InputReporterTest() {
    SW_CHECK(adapters::gst::init_gstreamer().has_value());
    pipeline_.reset(GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new(nullptr))));
    adapters::gst::listen_to_bus(pipeline_.get(), reporter_);
  }

  void post(GstMessage* message) { gst_element_post_message(pipeline_.get(), message); }
  void post_error(GQuark domain, int code) {
    GError* error = g_error_new_literal(domain, code, "It broke");
    post(gst_message_new_error(GST_OBJECT(pipeline_.get()), error, nullptr));
    g_error_free(error);
  }
  void post_warning() {
    GError* error = g_error_new_literal(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ, "It creaks");
    post(gst_message_new_warning(GST_OBJECT(pipeline_.get()), error, nullptr));
    g_error_free(error);
  }
  // GstBin tells an end when all of its sinks have; a bus without a bin in between gets it as it is.
  void post_end() {
    const adapters::gst::BusPtr bus(gst_element_get_bus(pipeline_.get()));
    gst_bus_post(bus.get(), gst_message_new_eos(GST_OBJECT(pipeline_.get())));
  }

  EventJournal journal_;
  adapters::gst::InputReporter reporter_{ports::PipelineRunId(7), Url::parse("rtsp://u:secret@host/x").value(),
                                         journal_};
  adapters::gst::ElementPtr pipeline_;
};

TEST_F(InputReporterTest, EndAloneIsTheEndOfTheStream) {
  post_end();
  ASSERT_THAT(journal_.events(), SizeIs(1));
  EXPECT_THAT(journal_.all<ports::InputEnded>(), SizeIs(1));
}

TEST_F(InputReporterTest, ServerThatVanishesIsAWarningThenAnEnd) {
  post_warning();
  post_end();
  const auto events = journal_.events();
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_TRUE(std::holds_alternative<ports::InputWarned>(events[0]));
  EXPECT_TRUE(std::holds_alternative<ports::InputEnded>(events[1]));
}

TEST_F(InputReporterTest, NothingFollowsAFailure) {
  post_error(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ);
  post_error(GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED);
  post_warning();
  post_end();
  EXPECT_THAT(journal_.events(), SizeIs(1));
}

TEST_F(InputReporterTest, NothingFollowsAnEnd) {
  post_end();
  post_error(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ);
  EXPECT_THAT(journal_.all<ports::InputFailed>(), IsEmpty());
}

TEST_F(InputReporterTest, NothingComesOnceSilenced) {
  reporter_.silence();
  post_error(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ);
  post_warning();
  post_end();
  reporter_.on_format(VideoFormat{});
  EXPECT_THAT(journal_.events(), IsEmpty());
}

TEST_F(InputReporterTest, FailureToReadIsARefusalUntilTheSessionIsDescribed) {
  post_error(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ);
  ASSERT_THAT(journal_.all<ports::InputFailed>(), SizeIs(1));
  EXPECT_EQ(journal_.all<ports::InputFailed>()[0].failure, ports::InputFailure::kRefused);
}

TEST_F(InputReporterTest, FailureToReadIsABreakOnceTheSessionIsDescribed) {
  reporter_.on_described(kSdp);
  post_error(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ);
  ASSERT_THAT(journal_.all<ports::InputFailed>(), SizeIs(1));
  EXPECT_EQ(journal_.all<ports::InputFailed>()[0].failure, ports::InputFailure::kBroken);
}

TEST_F(InputReporterTest, EventsCarryTheRunAndNoCredentials) {
  reporter_.fail(ports::PipelineErrorType::kPipeline, ports::InputFailure::kBroken, "rtsp://u:secret@host/x is gone");
  ASSERT_THAT(journal_.all<ports::InputFailed>(), SizeIs(1));
  EXPECT_EQ(journal_.all<ports::InputFailed>()[0].run, ports::PipelineRunId(7));
  EXPECT_EQ(journal_.all<ports::InputFailed>()[0].text, "rtsp://host/x is gone");
}

TEST_F(InputReporterTest, OtherMessagesTellNothing) {
  post(gst_message_new_latency(GST_OBJECT(pipeline_.get())));
  post(gst_message_new_element(GST_OBJECT(pipeline_.get()), gst_structure_new_empty("news")));
  EXPECT_THAT(journal_.events(), IsEmpty());
}

TEST_F(InputReporterTest, MediaThatCannotBeCarriedEndsTheRun) {
  reporter_.on_unsupported("H.264 without parameter sets");
  ASSERT_THAT(journal_.all<ports::InputFailed>(), SizeIs(1));
  EXPECT_EQ(journal_.all<ports::InputFailed>()[0].failure, ports::InputFailure::kUnsupported);
  EXPECT_EQ(journal_.all<ports::InputFailed>()[0].type, ports::PipelineErrorType::kStream);
}

}  // namespace
}  // namespace sw::tests

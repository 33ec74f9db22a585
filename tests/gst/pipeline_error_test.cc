// The table of worker/adapters/gstreamer/pipeline_error.h, row by row, and what reaches a log.
#include <gst/gst.h>
#include <gtest/gtest.h>

#include "worker/adapters/gstreamer/element_factory.h"
#include "worker/adapters/gstreamer/pipeline_error.h"
#include "worker/base/check.h"

namespace sw::tests {
namespace {

using adapters::gst::BusError;
using ports::InputFailure;
using ports::PipelineErrorType;

BusError bus_error(GQuark domain, int code, int flow = GST_FLOW_OK, const char* debug = nullptr) {
  SW_CHECK(adapters::gst::init_gstreamer().has_value());
  GError* error = g_error_new_literal(domain, code, "It broke");
  GstStructure* details = gst_structure_new("details", "flow-return", G_TYPE_INT, flow, nullptr);
  GstMessage* message = gst_message_new_error_with_details(nullptr, error, debug, details);
  const BusError result = adapters::gst::read_bus_error(message);
  gst_message_unref(message);
  g_error_free(error);
  return result;
}

struct Row {
  const char* name;
  GQuark domain;
  int code;
  int flow;
  PipelineErrorType type;
  InputFailure before_description;
  InputFailure after_description;
};

class PipelineErrorTable : public testing::TestWithParam<Row> {};

TEST_P(PipelineErrorTable, GivesErrorType) {
  const Row& row = GetParam();
  EXPECT_EQ(error_type(bus_error(row.domain, row.code, row.flow)), row.type);
}

TEST_P(PipelineErrorTable, GivesInputFailure) {
  const Row& row = GetParam();
  const BusError error = bus_error(row.domain, row.code, row.flow);
  EXPECT_EQ(input_failure(error, false), row.before_description);
  EXPECT_EQ(input_failure(error, true), row.after_description);
}

constexpr auto kPipeline = PipelineErrorType::kPipeline;
constexpr auto kElement = PipelineErrorType::kElement;
constexpr auto kStream = PipelineErrorType::kStream;
constexpr auto kNegotiation = PipelineErrorType::kNegotiation;
constexpr auto kRefused = InputFailure::kRefused;
constexpr auto kNotFound = InputFailure::kNotFound;
constexpr auto kUnsupported = InputFailure::kUnsupported;
constexpr auto kBroken = InputFailure::kBroken;

std::vector<Row> rows() {
  const GQuark core = GST_CORE_ERROR, library = GST_LIBRARY_ERROR, resource = GST_RESOURCE_ERROR;
  const GQuark stream = GST_STREAM_ERROR, other = g_quark_from_static_string("another-domain");
  const int ok = GST_FLOW_OK, not_negotiated = GST_FLOW_NOT_NEGOTIATED, error = GST_FLOW_ERROR;
  return {
      {"CoreNegotiation", core, GST_CORE_ERROR_NEGOTIATION, ok, kNegotiation, kUnsupported, kUnsupported},
      {"CoreCaps", core, GST_CORE_ERROR_CAPS, ok, kNegotiation, kUnsupported, kUnsupported},
      {"FlowNotNegotiated", stream, GST_STREAM_ERROR_FAILED, not_negotiated, kNegotiation, kUnsupported, kUnsupported},
      {"CoreMissingPlugin", core, GST_CORE_ERROR_MISSING_PLUGIN, ok, kPipeline, kUnsupported, kUnsupported},
      {"CoreStateChange", core, GST_CORE_ERROR_STATE_CHANGE, ok, kPipeline, kBroken, kBroken},
      {"ResourceNotFound", resource, GST_RESOURCE_ERROR_NOT_FOUND, ok, kElement, kNotFound, kNotFound},
      {"ResourceOpen", resource, GST_RESOURCE_ERROR_OPEN_READ_WRITE, ok, kElement, kRefused, kBroken},
      {"ResourceRead", resource, GST_RESOURCE_ERROR_READ, ok, kElement, kRefused, kBroken},
      {"ResourceNotAuthorized", resource, GST_RESOURCE_ERROR_NOT_AUTHORIZED, ok, kElement, kRefused, kBroken},
      {"Library", library, GST_LIBRARY_ERROR_INIT, ok, kElement, kBroken, kBroken},
      {"StreamWrongType", stream, GST_STREAM_ERROR_WRONG_TYPE, ok, kStream, kUnsupported, kUnsupported},
      {"StreamCodecNotFound", stream, GST_STREAM_ERROR_CODEC_NOT_FOUND, ok, kStream, kUnsupported, kUnsupported},
      {"StreamDecode", stream, GST_STREAM_ERROR_DECODE, ok, kStream, kBroken, kBroken},
      {"StreamFlowError", stream, GST_STREAM_ERROR_FAILED, error, kStream, kBroken, kBroken},
      {"OtherDomain", other, 1, ok, kPipeline, kBroken, kBroken},
  };
}

INSTANTIATE_TEST_SUITE_P(Rows, PipelineErrorTable, testing::ValuesIn(rows()),
                         [](const auto& row) { return row.param.name; });

TEST(PipelineError, TextIsMessageAndCauseWithoutTheSourcePlace) {
  const auto error = bus_error(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ, GST_FLOW_OK,
                               "../gst/rtsp/gstrtspsrc.c(6682): receive ():\nThe server closed the connection.");
  EXPECT_EQ(error.text, "It broke The server closed the connection.");
}

TEST(PipelineError, WarningIsReadLikeAnError) {
  SW_CHECK(adapters::gst::init_gstreamer().has_value());
  GError* error = g_error_new_literal(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ, "It creaks");
  GstMessage* message = gst_message_new_warning(nullptr, error, nullptr);
  EXPECT_EQ(adapters::gst::read_bus_error(message).text, "It creaks");
  gst_message_unref(message);
  g_error_free(error);
}

std::string logged(const std::string& text) {
  return adapters::gst::log_line(text, Url::parse("rtsp://user:secret@host:8554/live?pass=hidden").value());
}

TEST(LogLine, HidesTheUrlsCredentials) {
  EXPECT_EQ(logged("cannot open rtsp://user:secret@host:8554/live?pass=hidden now"),
            "cannot open rtsp://host:8554/live now");
}

TEST(LogLine, HidesCredentialsOfAnyOtherUrl) {
  EXPECT_EQ(logged("moved to 'rtsp://other:word@elsewhere/x?token=abc'"), "moved to 'rtsp://elsewhere/x'");
}

TEST(LogLine, HidesAPasswordWithAnAtSign) { EXPECT_EQ(logged("rtmp://u:p@ss@host/app"), "rtmp://host/app"); }

TEST(LogLine, LeavesOtherTextAsItIs) { EXPECT_EQ(logged("Not found (404) // see a@b"), "Not found (404) // see a@b"); }

TEST(LogLine, IsOneLine) { EXPECT_EQ(logged("one\r\ntwo\tthree\n"), "one  two three"); }

TEST(LogLine, IsBounded) { EXPECT_EQ(logged(std::string(10'000, 'x')).size(), 400u); }

}  // namespace
}  // namespace sw::tests

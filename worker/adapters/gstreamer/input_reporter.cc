#include "worker/adapters/gstreamer/input_reporter.h"

#include <utility>

#include "worker/adapters/gstreamer/session_description.h"

namespace sw::adapters::gst {

using ports::InputFailure;
using ports::PipelineErrorType;

InputReporter::InputReporter(ports::PipelineRunId run, Url url, ports::EventSink& events)
    : url_(std::move(url)), events_(events, run) {}

void InputReporter::on_described(std::string_view sdp) {
  described_ = true;
  events_.post([&] { return ports::InputDescribed{events_.run(), read_media(sdp)}; });
}

void InputReporter::fail(PipelineErrorType type, InputFailure failure, const std::string& text) {
  events_.post_last([&] { return ports::InputFailed{events_.run(), type, failure, log_line(text, url_)}; });
}

void InputReporter::on_error(const BusError& error) {
  fail(error_type(error), input_failure(error, described_), error.text);
}

void InputReporter::on_warning(const BusError& error) {
  events_.post([&] { return ports::InputWarned{events_.run(), log_line(error.text, url_)}; });
}

void InputReporter::on_end_of_stream() {
  events_.post_last([&] { return ports::InputEnded{events_.run()}; });
}

void InputReporter::on_format(Format format) {
  events_.post([&] { return ports::InputFormat{events_.run(), std::move(format)}; });
}

void InputReporter::on_unit(AccessUnit unit) {
  events_.post([&] { return ports::InputUnit{events_.run(), std::move(unit)}; });
}

void InputReporter::on_unsupported(const std::string& text) {
  fail(PipelineErrorType::kStream, InputFailure::kUnsupported, text);
}

}  // namespace sw::adapters::gst

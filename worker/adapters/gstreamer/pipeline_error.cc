#include "worker/adapters/gstreamer/pipeline_error.h"

#include <gst/gst.h>

#include <algorithm>
#include <string_view>

namespace sw::adapters::gst {

using ports::InputFailure;
using ports::PipelineErrorType;

namespace {

// At most this many characters of a peer's words in one log line.
constexpr std::size_t kMaxLogLine = 400;

ErrorDomain domain_of(const GError& error) {
  if (error.domain == GST_CORE_ERROR) return ErrorDomain::kCore;
  if (error.domain == GST_LIBRARY_ERROR) return ErrorDomain::kLibrary;
  if (error.domain == GST_RESOURCE_ERROR) return ErrorDomain::kResource;
  if (error.domain == GST_STREAM_ERROR) return ErrorDomain::kStream;
  return ErrorDomain::kOther;
}

// The debug string begins with a line of source place and object path; what follows it is the cause in words.
std::string_view cause_of(std::string_view debug) {
  const auto line_end = debug.find('\n');
  return line_end == std::string_view::npos ? std::string_view() : debug.substr(line_end + 1);
}

bool is_negotiation(const BusError& error) {
  if (error.not_negotiated) return true;
  if (error.domain != ErrorDomain::kCore) return false;
  return error.code == GST_CORE_ERROR_NEGOTIATION || error.code == GST_CORE_ERROR_CAPS;
}

bool is_unsupported_stream(int code) {
  return code == GST_STREAM_ERROR_TYPE_NOT_FOUND || code == GST_STREAM_ERROR_WRONG_TYPE ||
         code == GST_STREAM_ERROR_CODEC_NOT_FOUND || code == GST_STREAM_ERROR_FORMAT;
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  if (what.empty() || what == with) return;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
}

// Cuts user info and query out of everything that looks like a URL: both may hold a password (RFC 3986 §3.2: the
// authority ends at '/', '?' or '#').
void cut_credentials(std::string& text) {
  std::size_t at = 0;
  while ((at = text.find("//", at)) != std::string::npos) {
    at += 2;
    const auto authority_end = std::min(text.find_first_of("/?# \"'", at), text.size());
    const auto user_end = text.rfind('@', authority_end);
    if (user_end != std::string::npos && user_end >= at && user_end < authority_end) text.erase(at, user_end + 1 - at);
    const auto url_end = std::min(text.find_first_of(" \"'", at), text.size());
    const auto query = text.find('?', at);
    if (query < url_end) text.erase(query, url_end - query);
  }
}

}  // namespace

BusError read_bus_error(GstMessage* message) {
  GError* error = nullptr;
  gchar* debug = nullptr;
  const GstStructure* details = nullptr;
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error(message, &error, &debug);
    gst_message_parse_error_details(message, &details);
  } else {
    gst_message_parse_warning(message, &error, &debug);
    gst_message_parse_warning_details(message, &details);
  }
  gint flow = GST_FLOW_OK;
  if (details) gst_structure_get_int(details, "flow-return", &flow);
  BusError result{domain_of(*error), error->code, flow == GST_FLOW_NOT_NEGOTIATED, error->message};
  if (const auto cause = cause_of(debug ? debug : ""); !cause.empty()) result.text.append(" ").append(cause);
  g_error_free(error);
  g_free(debug);
  return result;
}

PipelineErrorType error_type(const BusError& error) {
  if (is_negotiation(error)) return PipelineErrorType::kNegotiation;
  switch (error.domain) {
    case ErrorDomain::kResource:
    case ErrorDomain::kLibrary:
      return PipelineErrorType::kElement;
    case ErrorDomain::kStream:
      return PipelineErrorType::kStream;
    case ErrorDomain::kCore:
    case ErrorDomain::kOther:
      break;
  }
  return PipelineErrorType::kPipeline;
}

InputFailure input_failure(const BusError& error, bool described) {
  if (is_negotiation(error)) return InputFailure::kUnsupported;
  if (error.domain == ErrorDomain::kResource) {
    if (error.code == GST_RESOURCE_ERROR_NOT_FOUND) return InputFailure::kNotFound;
    return described ? InputFailure::kBroken : InputFailure::kRefused;
  }
  if (error.domain == ErrorDomain::kStream && is_unsupported_stream(error.code)) return InputFailure::kUnsupported;
  if (error.domain == ErrorDomain::kCore && error.code == GST_CORE_ERROR_MISSING_PLUGIN) {
    return InputFailure::kUnsupported;
  }
  return InputFailure::kBroken;
}

std::string log_line(std::string text, const Url& url) {
  replace_all(text, url.secret_text(), url.text());
  cut_credentials(text);
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  while (!text.empty() && text.back() == ' ') text.pop_back();
  if (text.size() > kMaxLogLine) text.resize(kMaxLogLine);
  return text;
}

}  // namespace sw::adapters::gst

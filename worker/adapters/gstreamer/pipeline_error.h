// What a pipeline's error means in the words of the media port. A table, nothing is decided here:
//
//   GError domain and code                                        error type    input failure
//   CORE     NEGOTIATION, CAPS; any error with flow
//            not-negotiated                                       negotiation   kUnsupported
//   CORE     MISSING_PLUGIN                                       pipeline      kUnsupported
//   CORE     anything else                                        pipeline      kBroken
//   RESOURCE NOT_FOUND (rtspsrc: RTSP 404)                        element       kNotFound
//   RESOURCE anything else, session not yet described             element       kRefused
//   RESOURCE anything else, session described                     element       kBroken
//   LIBRARY  anything                                             element       kBroken
//   STREAM   TYPE_NOT_FOUND, WRONG_TYPE, CODEC_NOT_FOUND, FORMAT  stream        kUnsupported
//   STREAM   anything else                                        stream        kBroken
//   any other domain                                              pipeline      kBroken
//
// Seen of GStreamer 1.22: rtspsrc reports a refused connection and an unknown host as RESOURCE OPEN_READ_WRITE, an
// answer that is not RTSP as RESOURCE READ, an RTSP status by its own code. rtmp2sink reports a refused connection,
// an unknown application, a name in use (BadName) and a connection that breaks as RESOURCE errors.
#pragma once

#include <cstdint>
#include <string>

#include "worker/base/url.h"
#include "worker/ports/media_pipeline.h"

struct _GstMessage;

namespace sw::adapters::gst {

enum class ErrorDomain : uint8_t { kCore, kLibrary, kResource, kStream, kOther };

// A GstMessage of type ERROR or WARNING as values.
struct BusError {
  ErrorDomain domain;
  int code;             // of the domain's enumeration
  bool not_negotiated;  // the details carry a flow return of not-negotiated
  std::string text;     // message and cause, any number of lines, maybe with credentials in it
};

BusError read_bus_error(_GstMessage* message);

ports::PipelineErrorType error_type(const BusError& error);
// `described`: the session description had arrived before the error.
ports::InputFailure input_failure(const BusError& error, bool described);

// `text` on one line of bounded length, without control characters and without what may be a credential: the user info
// and the query of `url` and of anything else that looks like a URL.
std::string log_line(std::string text, const Url& url);

}  // namespace sw::adapters::gst

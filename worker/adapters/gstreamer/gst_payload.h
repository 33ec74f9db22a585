// Media bytes between GStreamer and the engine without a copy, in both directions.
#pragma once

#include "worker/adapters/gstreamer/gst_ptr.h"
#include "worker/base/media.h"

namespace sw::adapters::gst {

// A payload that shares `buffer`, which nobody may write to any more.
PayloadRef payload_of(BufferPtr buffer);

// A new buffer that shares the payload's memory: the GstBuffer's own when it came from payload_of(), else its bytes,
// which stay alive with the buffer. Its timestamps and flags are the caller's to set.
BufferPtr buffer_of(const PayloadRef& payload);

}  // namespace sw::adapters::gst

// A pipeline's bus, heard in the thread that posts to it: there is no main loop in this process to poll one, and a
// message keeps its place among the media of its thread.
#pragma once

#include "worker/adapters/gstreamer/gst_ptr.h"
#include "worker/adapters/gstreamer/pipeline_error.h"

namespace sw::adapters::gst {

class BusListener {
 public:
  virtual ~BusListener() = default;
  virtual void on_error(const BusError& error) = 0;
  virtual void on_warning(const BusError& error) = 0;
  // Every sink has seen the end of its stream.
  virtual void on_end_of_stream() = 0;
};

// From now on `listener` hears what is posted on the pipeline's bus; messages are consumed. It outlives the pipeline.
void listen_to_bus(Element* pipeline, BusListener& listener);

}  // namespace sw::adapters::gst

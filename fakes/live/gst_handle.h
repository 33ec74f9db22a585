// Owners for GLib's and GStreamer's counted things: what one of these holds is released at the end of its scope.
#pragma once

#include <gst/gst.h>

#include <memory>

namespace sw::fakes {

struct GstRelease {
  void operator()(GstElement* p) const { gst_object_unref(p); }
  void operator()(GstObject* p) const { gst_object_unref(p); }
  void operator()(GstPad* p) const { gst_object_unref(p); }
  void operator()(GstBus* p) const { gst_object_unref(p); }
  void operator()(GstMessage* p) const { gst_message_unref(p); }
  void operator()(GstSample* p) const { gst_sample_unref(p); }
  void operator()(GstBuffer* p) const { gst_buffer_unref(p); }
  void operator()(GstCaps* p) const { gst_caps_unref(p); }
  void operator()(GError* p) const { g_error_free(p); }
  void operator()(GMainContext* p) const { g_main_context_unref(p); }
  void operator()(GMainLoop* p) const { g_main_loop_unref(p); }
  void operator()(GSource* p) const {
    g_source_destroy(p);
    g_source_unref(p);
  }
};

template <class T>
using GstHandle = std::unique_ptr<T, GstRelease>;

}  // namespace sw::fakes

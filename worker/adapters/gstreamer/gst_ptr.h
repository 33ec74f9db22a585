// Owners of GStreamer's reference-counted things. No GStreamer header is needed to name them.
#pragma once

#include <memory>

// The names that GStreamer gives to its structs.
struct _GstBuffer;
struct _GstBus;
struct _GstCaps;
struct _GstElement;
struct _GstPad;

namespace sw::adapters::gst {

using Buffer = ::_GstBuffer;
using Bus = ::_GstBus;
using Caps = ::_GstCaps;
using Element = ::_GstElement;
using Pad = ::_GstPad;

struct ObjectUnref {
  void operator()(void* object) const;  // gst_object_unref
};
struct MiniObjectUnref {
  void operator()(void* object) const;  // gst_mini_object_unref
};

using ElementPtr = std::unique_ptr<Element, ObjectUnref>;
using BusPtr = std::unique_ptr<Bus, ObjectUnref>;
using PadPtr = std::unique_ptr<Pad, ObjectUnref>;
using BufferPtr = std::unique_ptr<Buffer, MiniObjectUnref>;
using CapsPtr = std::unique_ptr<Caps, MiniObjectUnref>;

}  // namespace sw::adapters::gst

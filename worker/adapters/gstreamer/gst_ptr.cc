#include "worker/adapters/gstreamer/gst_ptr.h"

#include <gst/gst.h>

namespace sw::adapters::gst {

void ObjectUnref::operator()(void* object) const { gst_object_unref(object); }
void MiniObjectUnref::operator()(void* object) const { gst_mini_object_unref(GST_MINI_OBJECT_CAST(object)); }

}  // namespace sw::adapters::gst

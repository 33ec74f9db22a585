#include "worker/adapters/gstreamer/bus_listener.h"

#include <gst/gst.h>

namespace sw::adapters::gst {

namespace {

GstBusSyncReply on_message(GstBus* /*bus*/, GstMessage* message, gpointer listener) {
  auto& heard_by = *static_cast<BusListener*>(listener);
  switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ERROR:
      heard_by.on_error(read_bus_error(message));
      break;
    case GST_MESSAGE_WARNING:
      heard_by.on_warning(read_bus_error(message));
      break;
    case GST_MESSAGE_EOS:
      heard_by.on_end_of_stream();
      break;
    default:
      break;
  }
  gst_message_unref(message);
  return GST_BUS_DROP;
}

}  // namespace

void listen_to_bus(Element* pipeline, BusListener& listener) {
  const BusPtr bus(gst_element_get_bus(pipeline));
  gst_bus_set_sync_handler(bus.get(), on_message, &listener, nullptr);
}

}  // namespace sw::adapters::gst

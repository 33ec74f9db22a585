#include "worker/adapters/gstreamer/element_factory.h"

#include <gst/gst.h>

namespace sw::adapters::gst {

namespace {

expected<void, std::string> init_once() {
  GError* error = nullptr;
  if (gst_init_check(nullptr, nullptr, &error)) return {};
  std::string text = std::string("GStreamer does not start: ") + (error ? error->message : "no reason given");
  g_clear_error(&error);
  return unexpected(text);
}

}  // namespace

expected<void, std::string> init_gstreamer() {
  static const expected<void, std::string> result = init_once();
  return result;
}

void preload_elements(std::initializer_list<const char*> factories) {
  if (!init_gstreamer()) return;
  for (const char* name : factories) {
    GstElementFactory* factory = gst_element_factory_find(name);
    if (!factory) continue;
    if (GstPluginFeature* loaded = gst_plugin_feature_load(GST_PLUGIN_FEATURE(factory))) gst_object_unref(loaded);
    gst_object_unref(factory);
  }
}

expected<ElementPtr, std::string> make_element(const char* factory, const char* name) {
  if (auto ready = init_gstreamer(); !ready) return unexpected(ready.error());
  GstElement* element = gst_element_factory_make(factory, name);
  if (!element) return unexpected(std::string("the GStreamer element ") + factory + " is not installed");
  return ElementPtr(GST_ELEMENT(gst_object_ref_sink(element)));
}

expected<Element*, std::string> add_element(Element* bin, const char* factory, const char* name) {
  auto element = make_element(factory, name);
  if (!element) return unexpected(element.error());
  gst_bin_add(GST_BIN(bin), element->get());
  return element->get();
}

}  // namespace sw::adapters::gst

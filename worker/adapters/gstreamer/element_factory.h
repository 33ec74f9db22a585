// Making elements, and GStreamer ready for it.
#pragma once

#include <initializer_list>
#include <string>

#include "worker/adapters/gstreamer/gst_ptr.h"
#include "worker/base/expected.h"

namespace sw::adapters::gst {

// Initialises GStreamer once per process; any thread, any number of times. The error is one line for the log.
expected<void, std::string> init_gstreamer();

// Loads the plugins behind these elements, so that making them later takes no time. A missing one is not an error here.
void preload_elements(std::initializer_list<const char*> factories);

// A new element of its own, named `name` for logs; the error names what is missing.
expected<ElementPtr, std::string> make_element(const char* factory, const char* name);

// Makes an element inside `bin`, which owns it.
expected<Element*, std::string> add_element(Element* bin, const char* factory, const char* name);

}  // namespace sw::adapters::gst

// A codec element driven by hand: a buffer in, what comes of it out, on the caller's thread, without a pipeline.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "worker/adapters/gstreamer/gst_ptr.h"
#include "worker/base/expected.h"

namespace sw::adapters::gst {

class AacElement {
 public:
  // Makes the element between two pads of its own. `output_caps` is what its output is limited to. Its plugin is
  // loaded by the first element of the kind. The error is one line for the log.
  static expected<std::unique_ptr<AacElement>, std::string> make(const char* factory, const char* output_caps);
  ~AacElement();
  AacElement(const AacElement&) = delete;
  AacElement& operator=(const AacElement&) = delete;

  // For setting properties, before start().
  Element* element() const { return element_.get(); }
  // Before the first push(). False when the element does not take these caps.
  bool start(CapsPtr input_caps);
  // What comes out for `buffer`, often nothing; no value when the element gave up on its stream.
  std::optional<std::vector<BufferPtr>> push(BufferPtr buffer);
  // Of what came out last; null before that.
  const Caps* output_caps() const { return output_caps_.get(); }

 private:
  struct Callbacks;

  AacElement(ElementPtr element, PadPtr input, PadPtr output);

  ElementPtr element_;
  PadPtr input_;   // linked to the element's sink pad
  PadPtr output_;  // linked to its source pad
  CapsPtr output_caps_;
  std::vector<BufferPtr> collected_;
};

// The bytes of a buffer, and a buffer that has a copy of some.
std::vector<uint8_t> bytes_of(Buffer& buffer);
BufferPtr copied_buffer(std::span<const uint8_t> bytes);

}  // namespace sw::adapters::gst

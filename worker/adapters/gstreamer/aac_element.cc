#include "worker/adapters/gstreamer/aac_element.h"

#include <gst/gst.h>

#include <utility>

#include "worker/adapters/gstreamer/element_factory.h"

namespace sw::adapters::gst {

struct AacElement::Callbacks {
  static AacElement& owner(GstPad* pad) { return *static_cast<AacElement*>(gst_pad_get_element_private(pad)); }

  static GstFlowReturn chain(GstPad* pad, GstObject*, GstBuffer* buffer) {
    owner(pad).collected_.emplace_back(buffer);
    return GST_FLOW_OK;
  }
  static gboolean event(GstPad* pad, GstObject*, GstEvent* event) {
    if (GST_EVENT_TYPE(event) == GST_EVENT_CAPS) {
      GstCaps* caps = nullptr;
      gst_event_parse_caps(event, &caps);
      owner(pad).output_caps_.reset(gst_caps_ref(caps));
    }
    gst_event_unref(event);
    return TRUE;
  }
};

namespace {

PadPtr make_pad(const char* name, GstPadDirection direction, const char* caps_text) {
  GstCaps* caps = gst_caps_from_string(caps_text);
  GstPadTemplate* pad_template = gst_pad_template_new(name, direction, GST_PAD_ALWAYS, caps);
  GstPad* pad = gst_pad_new_from_template(GST_PAD_TEMPLATE(gst_object_ref_sink(pad_template)), name);
  gst_object_unref(pad_template);
  gst_caps_unref(caps);
  return PadPtr(GST_PAD(gst_object_ref_sink(pad)));
}

bool link(GstPad* from, GstPad* to) {
  return gst_pad_link_full(from, to, GST_PAD_LINK_CHECK_NOTHING) == GST_PAD_LINK_OK;
}

}  // namespace

expected<std::unique_ptr<AacElement>, std::string> AacElement::make(const char* factory, const char* output_caps) {
  auto element = make_element(factory, nullptr);
  if (!element) return unexpected(element.error());
  const PadPtr sink(gst_element_get_static_pad(element->get(), "sink"));
  const PadPtr source(gst_element_get_static_pad(element->get(), "src"));
  PadPtr input = make_pad("input", GST_PAD_SRC, "ANY");
  PadPtr output = make_pad("output", GST_PAD_SINK, output_caps);
  if (!sink || !source || !link(input.get(), sink.get()) || !link(source.get(), output.get())) {
    return unexpected(std::string("the GStreamer element ") + factory + " has other pads than a codec's");
  }
  return std::unique_ptr<AacElement>(new AacElement(std::move(*element), std::move(input), std::move(output)));
}

AacElement::AacElement(ElementPtr element, PadPtr input, PadPtr output)
    : element_(std::move(element)), input_(std::move(input)), output_(std::move(output)) {
  gst_pad_set_element_private(output_.get(), this);
  gst_pad_set_chain_function(output_.get(), &Callbacks::chain);
  gst_pad_set_event_function(output_.get(), &Callbacks::event);
}

AacElement::~AacElement() {
  gst_element_set_state(element_.get(), GST_STATE_NULL);
  gst_pad_set_active(input_.get(), FALSE);
  gst_pad_set_active(output_.get(), FALSE);
}

bool AacElement::start(CapsPtr input_caps) {
  gst_pad_set_active(output_.get(), TRUE);
  gst_element_set_state(element_.get(), GST_STATE_PLAYING);
  gst_pad_set_active(input_.get(), TRUE);
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  gst_pad_push_event(input_.get(), gst_event_new_stream_start("audio"));
  const bool accepted = gst_pad_push_event(input_.get(), gst_event_new_caps(input_caps.get())) == TRUE;
  gst_pad_push_event(input_.get(), gst_event_new_segment(&segment));
  return accepted;
}

std::optional<std::vector<BufferPtr>> AacElement::push(BufferPtr buffer) {
  collected_.clear();
  if (gst_pad_push(input_.get(), buffer.release()) != GST_FLOW_OK) return std::nullopt;
  return std::exchange(collected_, {});
}

std::vector<uint8_t> bytes_of(Buffer& buffer) {
  std::vector<uint8_t> bytes(gst_buffer_get_size(&buffer));
  gst_buffer_extract(&buffer, 0, bytes.data(), bytes.size());
  return bytes;
}

BufferPtr copied_buffer(std::span<const uint8_t> bytes) {
  return BufferPtr(gst_buffer_new_memdup(bytes.data(), bytes.size()));
}

}  // namespace sw::adapters::gst

#include "worker/adapters/gstreamer/gst_payload.h"

#include <gst/gst.h>

#include <mutex>

namespace sw::adapters::gst {

namespace {

class GstPayload final : public Payload {
 public:
  explicit GstPayload(BufferPtr buffer) : buffer_(std::move(buffer)), size_(gst_buffer_get_size(buffer_.get())) {}
  ~GstPayload() override {
    if (mapped_) gst_buffer_unmap(buffer_.get(), &map_);
  }
  std::size_t size() const override { return size_; }
  // Mapped on first use: media that only passes through is never looked at.
  std::span<const uint8_t> bytes() const override {
    std::call_once(map_once_, [this] { mapped_ = gst_buffer_map(buffer_.get(), &map_, GST_MAP_READ); });
    return mapped_ ? std::span<const uint8_t>(map_.data, map_.size) : std::span<const uint8_t>();
  }
  Buffer* buffer() const { return buffer_.get(); }

 private:
  BufferPtr buffer_;
  std::size_t size_;
  mutable std::once_flag map_once_;
  mutable bool mapped_ = false;
  mutable GstMapInfo map_{};
};

}  // namespace

PayloadRef payload_of(BufferPtr buffer) { return std::make_shared<GstPayload>(std::move(buffer)); }

BufferPtr buffer_of(const PayloadRef& payload) {
  if (const auto* own = dynamic_cast<const GstPayload*>(payload.get())) {
    GstBuffer* copy = gst_buffer_new();
    gst_buffer_copy_into(copy, own->buffer(), GST_BUFFER_COPY_MEMORY, 0, static_cast<gsize>(-1));
    return BufferPtr(copy);
  }
  const auto bytes = payload->bytes();
  auto* keeper = new PayloadRef(payload);
  return BufferPtr(gst_buffer_new_wrapped_full(GST_MEMORY_FLAG_READONLY, const_cast<uint8_t*>(bytes.data()),
                                               bytes.size(), 0, bytes.size(), keeper,
                                               [](gpointer p) { delete static_cast<PayloadRef*>(p); }));
}

}  // namespace sw::adapters::gst

// Payloads share memory with GStreamer in both directions.
#include <gst/gst.h>
#include <gtest/gtest.h>

#include "tests/gst/encoded_media.h"
#include "worker/adapters/gstreamer/element_factory.h"
#include "worker/adapters/gstreamer/gst_payload.h"
#include "worker/base/check.h"

namespace sw::tests {
namespace {

using adapters::gst::buffer_of;
using adapters::gst::BufferPtr;
using adapters::gst::payload_of;

class GstPayloadTest : public testing::Test {
 protected:
  GstPayloadTest() { SW_CHECK(adapters::gst::init_gstreamer().has_value()); }
  static BufferPtr two_memories() {
    GstBuffer* buffer = gst_buffer_new_memdup("abc", 3);
    return BufferPtr(gst_buffer_append(buffer, gst_buffer_new_memdup("de", 2)));
  }
  static std::string text(std::span<const uint8_t> bytes) { return {bytes.begin(), bytes.end()}; }
};

TEST_F(GstPayloadTest, GivesTheBytesOfItsBuffer) { EXPECT_EQ(text(payload_of(two_memories())->bytes()), "abcde"); }

TEST_F(GstPayloadTest, KnowsItsSizeWithoutLooking) { EXPECT_EQ(payload_of(two_memories())->size(), 5u); }

TEST_F(GstPayloadTest, GoesBackToABufferWithTheSameMemory) {
  BufferPtr original(gst_buffer_new_memdup("abc", 3));
  GstMemory* memory = gst_buffer_peek_memory(original.get(), 0);
  const BufferPtr back = buffer_of(payload_of(std::move(original)));
  EXPECT_EQ(gst_buffer_peek_memory(back.get(), 0), memory);
}

TEST_F(GstPayloadTest, NewBufferHasTimesOfItsOwn) {
  BufferPtr original(gst_buffer_new_memdup("abc", 3));
  GST_BUFFER_PTS(original.get()) = 5;
  const BufferPtr back = buffer_of(payload_of(std::move(original)));
  EXPECT_FALSE(GST_BUFFER_PTS_IS_VALID(back.get()));
  EXPECT_TRUE(gst_buffer_is_writable(back.get()));
}

TEST_F(GstPayloadTest, OtherPayloadIsWrappedWithoutACopy) {
  const PayloadRef payload = plain_payload({1, 2, 3});
  const BufferPtr buffer = buffer_of(payload);
  GstMapInfo map;
  ASSERT_TRUE(gst_buffer_map(buffer.get(), &map, GST_MAP_READ));
  EXPECT_EQ(map.data, payload->bytes().data());
  EXPECT_EQ(map.size, 3u);
  gst_buffer_unmap(buffer.get(), &map);
}

TEST_F(GstPayloadTest, OtherPayloadLivesAsLongAsItsBuffer) {
  PayloadRef payload = plain_payload({1, 2, 3});
  const std::weak_ptr<const Payload> watch = payload;
  BufferPtr buffer = buffer_of(payload);
  payload.reset();
  EXPECT_FALSE(watch.expired());
  buffer.reset();
  EXPECT_TRUE(watch.expired());
}

}  // namespace
}  // namespace sw::tests

// The FLV muxer without a network: units in, tags out.
#pragma once

#include <gst/check/gstharness.h>

#include <memory>
#include <vector>

#include "tests/gst/encoded_media.h"
#include "tests/gst/flv_tags.h"
#include "worker/adapters/gstreamer/flv_egress.h"
#include "worker/base/check.h"

namespace sw::tests {

inline ports::OutputUnit output_unit(Track track, const EncodedUnit& unit, TimeDelta shift = TimeDelta::Zero()) {
  return {track, plain_payload(unit.bytes), unit.pts + shift, unit.dts + shift, unit.duration, unit.keyframe};
}

class EgressHarness {
 public:
  EgressHarness(const VideoFormat& video, const AudioFormat& audio)
      : egress(adapters::gst::FlvEgress::create(video, audio).value()),
        harness_(gst_harness_new_with_element(egress->bin(), nullptr, "src")) {
    gst_harness_play(harness_);
  }
  ~EgressHarness() { gst_harness_teardown(harness_); }
  EgressHarness(const EgressHarness&) = delete;
  EgressHarness& operator=(const EgressHarness&) = delete;

  template <class TrackFormat>
  void write_all(Track track, const EncodedTrack<TrackFormat>& media) {
    for (const EncodedUnit& unit : media.units) egress->write(output_unit(track, unit));
  }

  // Time passes for whoever would wait for it.
  void advance_clock(TimeDelta time) {
    gst_harness_set_time(harness_, static_cast<GstClockTime>((clock_ += time).nanos()));
  }

  // What the muxer answers to whoever asks it whether its media comes in real time.
  bool is_live() const {
    GstQuery* query = gst_query_new_latency();
    gboolean live = TRUE;
    SW_CHECK(gst_pad_peer_query(harness_->sinkpad, query));
    gst_query_parse_latency(query, &live, nullptr, nullptr);
    gst_query_unref(query);
    return live;
  }

  // The next tag, as soon as it is there. The file header is passed over.
  FlvTag pull() {
    for (;;) {
      GstBuffer* buffer = gst_harness_pull(harness_);
      SW_CHECK(buffer != nullptr);
      std::vector<uint8_t> bytes(gst_buffer_get_size(buffer));
      gst_buffer_extract(buffer, 0, bytes.data(), bytes.size());
      gst_buffer_unref(buffer);
      if (bytes[0] == 'F') continue;
      std::span<const uint8_t> rest(bytes);
      return take_tag(rest);
    }
  }
  // The next tag that carries media of that kind, and nothing of what came before it.
  FlvTag pull(FlvTag::Kind kind) {
    for (;;) {
      if (FlvTag tag = pull(); tag.kind == kind) return tag;
    }
  }
  // Every tag up to the end of the stream.
  std::vector<FlvTag> pull_until_end() {
    std::vector<FlvTag> tags;
    for (;;) {
      while (gst_harness_buffers_in_queue(harness_) > 0) tags.push_back(pull());
      GstEvent* event = gst_harness_pull_event(harness_);
      SW_CHECK(event != nullptr);
      const bool end = GST_EVENT_TYPE(event) == GST_EVENT_EOS;
      gst_event_unref(event);
      if (!end) continue;
      while (gst_harness_buffers_in_queue(harness_) > 0) tags.push_back(pull());
      return tags;
    }
  }

  std::unique_ptr<adapters::gst::FlvEgress> egress;

 private:
  GstHarness* harness_;
  TimeDelta clock_ = TimeDelta::Zero();
};

}  // namespace sw::tests

#include "worker/adapters/gstreamer/flv_egress.h"

#include <gst/app/gstappsrc.h>
#include <gst/gst.h>

#include <algorithm>
#include <array>
#include <utility>

#include "worker/adapters/gstreamer/element_factory.h"
#include "worker/adapters/gstreamer/gst_payload.h"
#include "worker/adapters/gstreamer/interleave_backlog.h"
#include "worker/adapters/gstreamer/track_caps.h"

namespace sw::adapters::gst {

namespace {

// GStreamer's times are unsigned and B-frames may begin with a negative DTS: our zero lies here. flvmux subtracts its
// first timestamp, so it does not show.
constexpr int64_t kTimelineOrigin = TimeDelta::Seconds(1000 * 3600).nanos();

GstClockTime clock_time(MediaTime time) {
  return static_cast<GstClockTime>(std::max<int64_t>(0, (time + TimeDelta::Nanos(kTimelineOrigin)).nanos()));
}

// Adobe FLV E.4: an 11-byte tag header, the codec's own header (video 5 bytes, audio 2), the media, the tag's size.
constexpr std::size_t kTagOverhead = 11 + 4;
constexpr std::size_t kVideoHeader = 5;
constexpr std::size_t kAudioHeader = 2;
constexpr uint8_t kAudioTag = 8;
constexpr uint8_t kVideoTag = 9;

// flvmux turns a gap into a tag without media, which readers take for an end of sequence or a broken frame.
bool is_empty_tag(GstBuffer* buffer) {
  const gsize size = gst_buffer_get_size(buffer);
  if (size > kTagOverhead + kVideoHeader) return false;
  uint8_t type = 0;
  gst_buffer_extract(buffer, 0, &type, 1);
  return (type == kVideoTag && size == kTagOverhead + kVideoHeader) ||
         (type == kAudioTag && size == kTagOverhead + kAudioHeader);
}

GstPadProbeReturn drop_empty_tags(GstPad*, GstPadProbeInfo* info, gpointer) {
  return is_empty_tag(GST_PAD_PROBE_INFO_BUFFER(info)) ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

class AppsrcEgress final : public FlvEgress {
 public:
  expected<void, std::string> build(const VideoFormat& video, const AudioFormat& audio) {
    auto video_caps = caps_of(video);
    if (!video_caps) return unexpected(video_caps.error());
    auto audio_caps = caps_of(audio);
    if (!audio_caps) return unexpected(audio_caps.error());
    bin_ = ElementPtr(GST_ELEMENT(gst_object_ref_sink(gst_bin_new("egress"))));
    auto muxer = add_element(bin_.get(), "flvmux", "muxer");
    if (!muxer) return unexpected(muxer.error());
    g_object_set(*muxer, "streamable", TRUE, "metadatacreator", "stream-worker", "encoder", "stream-worker", nullptr);
    if (auto added = add_source(Track::kVideo, "video", video_caps->get(), *muxer); !added) return added;
    if (auto added = add_source(Track::kAudio, "audio", audio_caps->get(), *muxer); !added) return added;
    const PadPtr tags(gst_element_get_static_pad(*muxer, "src"));
    gst_pad_add_probe(tags.get(), GST_PAD_PROBE_TYPE_BUFFER, drop_empty_tags, nullptr, nullptr);
    gst_element_add_pad(bin_.get(), gst_ghost_pad_new("src", tags.get()));
    return {};
  }

  Element* bin() const override { return bin_.get(); }

  void write(const ports::OutputUnit& unit) override {
    if (unit.payload->size() == 0) return;
    BufferPtr buffer = buffer_of(unit.payload);
    GST_BUFFER_PTS(buffer.get()) = clock_time(unit.pts);
    GST_BUFFER_DTS(buffer.get()) = clock_time(unit.dts);
    GST_BUFFER_DURATION(buffer.get()) = static_cast<GstClockTime>(std::max<int64_t>(0, unit.duration.nanos()));
    if (!unit.keyframe) GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_DELTA_UNIT);
    look_at_queues();
    backlog_.write(unit.track, unit.dts, unit.payload->size());
    gst_app_src_push_buffer(source(unit.track), buffer.release());
  }

  void advance(Track track, MediaTime until) override {
    backlog_.advance(track, until);
    gst_element_send_event(GST_ELEMENT(source(track)), gst_event_new_gap(clock_time(until), GST_CLOCK_TIME_NONE));
  }

  expected<void, std::string> set_video_format(const VideoFormat& format) override {
    auto caps = caps_of(format);
    if (!caps) return unexpected(caps.error());
    gst_app_src_set_caps(source(Track::kVideo), caps->get());
    return {};
  }

  void end() override {
    backlog_.end();
    for (GstElement* element : sources_) gst_app_src_end_of_stream(GST_APP_SRC(element));
  }

  uint64_t pending_bytes() override {
    look_at_queues();
    return backlog_.sendable();
  }

 private:
  GstAppSrc* source(Track track) const { return GST_APP_SRC(sources_[static_cast<std::size_t>(track)]); }

  expected<void, std::string> add_source(Track track, const char* name, GstCaps* caps, Element* muxer) {
    auto element = add_element(bin_.get(), "appsrc", name);
    if (!element) return unexpected(element.error());
    sources_[static_cast<std::size_t>(track)] = *element;
    g_object_set(*element, "caps", caps, "format", GST_FORMAT_TIME, "is-live", FALSE, "block", FALSE, "max-bytes",
                 guint64{0}, nullptr);
    // flvmux names its pads after what they carry.
    if (!gst_element_link_pads(*element, "src", muxer, name)) {
      return unexpected(std::string("flvmux does not take the ") + name + " track");
    }
    return {};
  }

  void look_at_queues() {
    for (const Track track : {Track::kVideo, Track::kAudio}) {
      backlog_.set_queued(track, gst_app_src_get_current_level_bytes(source(track)));
    }
  }

  ElementPtr bin_;
  std::array<Element*, 2> sources_{};
  InterleaveBacklog backlog_;
};

}  // namespace

expected<std::unique_ptr<FlvEgress>, std::string> FlvEgress::create(const VideoFormat& video,
                                                                    const AudioFormat& audio) {
  if (auto ready = init_gstreamer(); !ready) return unexpected(ready.error());
  auto egress = std::make_unique<AppsrcEgress>();
  if (auto built = egress->build(video, audio); !built) return unexpected(built.error());
  return egress;
}

}  // namespace sw::adapters::gst

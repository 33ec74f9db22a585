#include "worker/adapters/gstreamer/ingest_branch.h"

#include <gst/app/gstappsink.h>
#include <gst/gst.h>

#include <optional>

#include "worker/adapters/gstreamer/element_factory.h"
#include "worker/adapters/gstreamer/gst_payload.h"
#include "worker/adapters/gstreamer/h264_configuration.h"
#include "worker/adapters/gstreamer/track_caps.h"

namespace sw::adapters::gst {

namespace {

struct Chain {
  Track track;
  const char* name;
  const char* depayloader;
  const char* parser;
};

Chain chain_of(RtpEncoding encoding) {
  switch (encoding) {
    case RtpEncoding::kH264:
      break;
    case RtpEncoding::kMpeg4Generic:
      return {Track::kAudio, "audio", "rtpmp4gdepay", "aacparse"};
    case RtpEncoding::kMp4aLatm:
      return {Track::kAudio, "audio", "rtpmp4adepay", "aacparse"};
  }
  return {Track::kVideo, "video", "rtph264depay", "h264parse"};
}

// The raw position on the source's timeline; absent where the buffer has none.
std::optional<MediaTime> media_time(const GstSegment& segment, GstClockTime time) {
  if (!GST_CLOCK_TIME_IS_VALID(time)) return std::nullopt;
  guint64 running = 0;
  const int sign = gst_segment_to_running_time_full(&segment, GST_FORMAT_TIME, time, &running);
  if (sign == 0) return std::nullopt;
  const auto nanos = static_cast<int64_t>(running);
  return MediaTime::FromNanos(sign > 0 ? nanos : -nanos);
}

// The times of audio frames. Several frames may share a packet, whose time is the first one's; the others follow it at
// the frame length (RFC 3640 §3.1).
class AudioTimes {
 public:
  void set_format(const AudioFormat& format) { format_ = format; }
  std::optional<MediaTime> next(std::optional<MediaTime> stated) {
    if (stated) {
      packet_ = stated;
      frames_since_ = 0;
    } else if (packet_ && format_.sample_rate > 0) {
      ++frames_since_;
      return *packet_ + TimeDelta::Ticks(frames_since_ * format_.frame_samples, format_.sample_rate);
    }
    return stated;
  }

 private:
  AudioFormat format_;
  std::optional<MediaTime> packet_;
  int64_t frames_since_ = 0;
};

// rtpmp4adepay hands its first packet over as it is, the LATM length still in front of the frame, under caps that say
// framed=false. That is no access unit.
GstPadProbeReturn drop_unframed(GstPad* pad, GstPadProbeInfo*, gpointer) {
  const CapsPtr caps(gst_pad_get_current_caps(pad));
  gboolean framed = FALSE;
  if (caps) gst_structure_get_boolean(gst_caps_get_structure(caps.get(), 0), "framed", &framed);
  return framed ? GST_PAD_PROBE_REMOVE : GST_PAD_PROBE_DROP;
}

void drop_first_packet(Element* depayloader) {
  const PadPtr pad(gst_element_get_static_pad(depayloader, "src"));
  const int media = GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST;
  gst_pad_add_probe(pad.get(), static_cast<GstPadProbeType>(media), drop_unframed, nullptr, nullptr);
}

class AppsinkBranch final : public IngestBranch {
 public:
  AppsinkBranch(RtpEncoding encoding, const ports::Clock& clock, IngestListener& listener)
      : encoding_(encoding), track_(chain_of(encoding).track), clock_(clock), listener_(listener) {}

  expected<void, std::string> build() {
    const Chain chain = chain_of(encoding_);
    bin_ = ElementPtr(GST_ELEMENT(gst_object_ref_sink(gst_bin_new(chain.name))));
    auto depayloader = add_element(bin_.get(), chain.depayloader, "depayloader");
    if (!depayloader) return unexpected(depayloader.error());
    auto parser = add_element(bin_.get(), chain.parser, "parser");
    if (!parser) return unexpected(parser.error());
    auto sink = add_element(bin_.get(), "appsink", "units");
    if (!sink) return unexpected(sink.error());
    listen(*sink);
    if (encoding_ == RtpEncoding::kMp4aLatm) drop_first_packet(*depayloader);
    gst_element_link_many(*depayloader, *parser, *sink, nullptr);
    const PadPtr entry(gst_element_get_static_pad(*depayloader, "sink"));
    gst_element_add_pad(bin_.get(), gst_ghost_pad_new("sink", entry.get()));
    return {};
  }

  Element* bin() const override { return bin_.get(); }

 private:
  // Units are taken as they come: no clock, no preroll, nothing kept.
  void listen(Element* sink) {
    const CapsPtr caps = ingest_caps(track_);
    g_object_set(sink, "caps", caps.get(), "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, "qos", FALSE,
                 nullptr);
    GstAppSinkCallbacks callbacks{};
    callbacks.new_sample = [](GstAppSink* appsink, gpointer self) {
      static_cast<AppsinkBranch*>(self)->on_sample(appsink);
      return GST_FLOW_OK;
    };
    gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, this, nullptr);
  }

  void on_sample(GstAppSink* appsink) {
    GstSample* sample = gst_app_sink_pull_sample(appsink);
    if (!sample) return;
    const Timestamp arrival = clock_.now();
    if (GstCaps* caps = gst_sample_get_caps(sample); caps && caps != caps_.get()) take_caps(caps);
    GstBuffer* buffer = gst_sample_get_buffer(sample);
    if (format_ && buffer && gst_buffer_get_size(buffer) > 0) {
      hand_over(buffer, *gst_sample_get_segment(sample), arrival);
    }
    gst_sample_unref(sample);
  }

  void take_caps(GstCaps* caps) {
    caps_.reset(gst_caps_ref(caps));
    auto format = format_of(track_, *caps);
    if (!format) {
      format_.reset();
      listener_.on_unsupported(format.error());
      return;
    }
    if (format_ == *format) return;
    if (const auto* audio = std::get_if<AudioFormat>(&*format)) audio_times_.set_format(*audio);
    format_ = *format;
    listener_.on_format(std::move(*format));
  }

  void hand_over(GstBuffer* buffer, const GstSegment& segment, Timestamp arrival) {
    AccessUnit unit{track_,
                    payload_of(BufferPtr(gst_buffer_ref(buffer))),
                    media_time(segment, GST_BUFFER_PTS(buffer)),
                    media_time(segment, GST_BUFFER_DTS(buffer)),
                    /*keyframe=*/true,
                    arrival};
    if (track_ == Track::kAudio) {
      unit.pts = audio_times_.next(unit.pts);
    } else {
      unit.keyframe =
          !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT) && has_idr_slice(unit.payload->bytes());
    }
    listener_.on_unit(std::move(unit));
  }

  const RtpEncoding encoding_;
  const Track track_;
  const ports::Clock& clock_;
  IngestListener& listener_;
  ElementPtr bin_;
  CapsPtr caps_;
  AudioTimes audio_times_;
  std::optional<Format> format_;
};

}  // namespace

expected<std::unique_ptr<IngestBranch>, std::string> IngestBranch::create(RtpEncoding encoding,
                                                                          const ports::Clock& clock,
                                                                          IngestListener& listener) {
  if (auto ready = init_gstreamer(); !ready) return unexpected(ready.error());
  auto branch = std::make_unique<AppsinkBranch>(encoding, clock, listener);
  if (auto built = branch->build(); !built) return unexpected(built.error());
  return branch;
}

}  // namespace sw::adapters::gst

#include "tests/gst/encoded_media.h"

#include <gst/app/gstappsink.h>
#include <gst/gst.h>

#include "worker/adapters/gstreamer/element_factory.h"
#include "worker/adapters/gstreamer/track_caps.h"
#include "worker/base/check.h"

namespace sw::tests {

namespace {

namespace gst = adapters::gst;

class PlainPayload final : public Payload {
 public:
  explicit PlainPayload(std::vector<uint8_t> bytes) : bytes_(std::move(bytes)) {}
  std::size_t size() const override { return bytes_.size(); }
  std::span<const uint8_t> bytes() const override { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
};

// x264 begins at 1000 h so that a DTS can lie before it: the earliest of all is taken as the origin.
MediaTime media_time(GstClockTime time, GstClockTime origin) {
  return MediaTime::FromNanos(static_cast<int64_t>(time) - static_cast<int64_t>(origin));
}

EncodedUnit unit_of(GstBuffer* buffer, GstClockTime origin) {
  EncodedUnit unit{std::vector<uint8_t>(gst_buffer_get_size(buffer)), media_time(GST_BUFFER_PTS(buffer), origin),
                   media_time(GST_BUFFER_DTS_OR_PTS(buffer), origin),
                   TimeDelta::Nanos(static_cast<int64_t>(GST_BUFFER_DURATION(buffer))),
                   !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT)};
  gst_buffer_extract(buffer, 0, unit.bytes.data(), unit.bytes.size());
  return unit;
}

// Runs `launch`, which ends in an appsink named "out", to its end.
template <class TrackFormat>
EncodedTrack<TrackFormat> encode(Track track, const std::string& launch) {
  SW_CHECK(gst::init_gstreamer().has_value());
  GError* error = nullptr;
  GstElement* pipeline = gst_parse_launch(launch.c_str(), &error);
  if (error) std::fprintf(stderr, "%s\n", error->message);
  SW_CHECK(error == nullptr);
  GstElement* sink = gst_bin_get_by_name(GST_BIN(pipeline), "out");
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  EncodedTrack<TrackFormat> result;
  GstClockTime origin = GST_CLOCK_TIME_NONE;
  while (GstSample* sample = gst_app_sink_pull_sample(GST_APP_SINK(sink))) {
    GstBuffer* buffer = gst_sample_get_buffer(sample);
    if (!GST_CLOCK_TIME_IS_VALID(origin)) {
      origin = GST_BUFFER_PTS(buffer);
      result.format = std::get<TrackFormat>(gst::format_of(track, *gst_sample_get_caps(sample)).value());
    }
    result.units.push_back(unit_of(buffer, origin));
    gst_sample_unref(sample);
  }
  gst_element_set_state(pipeline, GST_STATE_NULL);
  gst_object_unref(sink);
  gst_object_unref(pipeline);
  SW_CHECK(!result.units.empty());
  return result;
}

std::string number(int value) { return std::to_string(value); }

}  // namespace

EncodedTrack<VideoFormat> encode_video(const VideoOptions& options) {
  return encode<VideoFormat>(Track::kVideo,
                             "videotestsrc pattern=ball num-buffers=" + number(options.frames) +
                                 " ! video/x-raw,format=I420,width=" + number(options.width) +
                                 ",height=" + number(options.height) + ",framerate=" + number(options.frame_rate) +
                                 "/1 ! x264enc speed-preset=ultrafast threads=1 b-adapt=false bframes=" +
                                 number(options.b_frames) + " key-int-max=" + number(options.key_interval) +
                                 " option-string=scenecut=0" + (options.open_gop ? ":open-gop=1" : "") +
                                 " ! video/x-h264,stream-format=avc ! h264parse ! "
                                 "video/x-h264,stream-format=avc,alignment=au ! appsink name=out "
                                 "sync=false");
}

EncodedTrack<AudioFormat> encode_audio(int frames, int sample_rate, int channels) {
  return encode<AudioFormat>(Track::kAudio,
                             "audiotestsrc samplesperbuffer=1024 num-buffers=" + number(frames) +
                                 " ! audio/x-raw,rate=" + number(sample_rate) + ",channels=" + number(channels) +
                                 " ! audioconvert ! avenc_aac ! audio/mpeg,mpegversion=4,stream-format=raw ! appsink "
                                 "name=out sync=false");
}

PayloadRef plain_payload(const std::vector<uint8_t>& bytes) { return std::make_shared<PlainPayload>(bytes); }

}  // namespace sw::tests

#include "tests/gst/rtsp_reader.h"

#include <gst/app/gstappsink.h>

#include <algorithm>
#include <iterator>

namespace sw::testing {
namespace {

constexpr const char* kVideoBranch =
    "rtph264depay ! video/x-h264,stream-format=avc,alignment=au ! appsink name=sink sync=false emit-signals=true";
constexpr const char* kAudioBranch = "rtpmp4gdepay ! appsink name=sink sync=false emit-signals=true";

TimeDelta running_time(GstSample* sample) {
  const GstBuffer* buffer = gst_sample_get_buffer(sample);
  guint64 running = 0;
  const int sign = gst_segment_to_running_time_full(gst_sample_get_segment(sample), GST_FORMAT_TIME,
                                                    GST_BUFFER_PTS(buffer), &running);
  return TimeDelta::Nanos(sign < 0 ? -static_cast<int64_t>(running) : static_cast<int64_t>(running));
}

ReadUnit to_unit(GstSample* sample) {
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  const GstStructure* structure = gst_caps_get_structure(gst_sample_get_caps(sample), 0);
  ReadUnit unit{.track = gst_structure_has_name(structure, "video/x-h264") ? Track::kVideo : Track::kAudio,
                .bytes = std::vector<uint8_t>(gst_buffer_get_size(buffer)),
                .pts = running_time(sample),
                .keyframe = !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT)};
  gst_buffer_extract(buffer, 0, unit.bytes.data(), unit.bytes.size());
  return unit;
}

}  // namespace

std::vector<ReadUnit> ReadStream::of(Track track) const {
  std::vector<ReadUnit> found;
  std::ranges::copy_if(units, std::back_inserter(found), [&](const ReadUnit& unit) { return unit.track == track; });
  return found;
}

std::size_t ReadStream::count(Track track) const {
  return static_cast<std::size_t>(std::ranges::count(units, track, &ReadUnit::track));
}

RtspReader::RtspReader(const std::string& url, const char* protocols) : pipeline_(gst_pipeline_new(nullptr)) {
  GstElement* source = gst_element_factory_make("rtspsrc", nullptr);
  gst_util_set_object_arg(G_OBJECT(source), "protocols", protocols);
  gst_util_set_object_arg(G_OBJECT(source), "buffer-mode", "none");
  g_object_set(source, "location", url.c_str(), "latency", 0, nullptr);
  g_signal_connect(source, "pad-added", G_CALLBACK(&RtspReader::on_pad), this);
  gst_bin_add(GST_BIN(pipeline_), source);
  gst_element_set_state(pipeline_, GST_STATE_PLAYING);
  bus_thread_ = std::thread([this] { watch_bus(); });
}

RtspReader::~RtspReader() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  bus_thread_.join();
  gst_element_set_state(pipeline_, GST_STATE_NULL);
  gst_object_unref(pipeline_);
}

void RtspReader::on_pad(GstElement*, GstPad* pad, gpointer self) {
  auto* reader = static_cast<RtspReader*>(self);
  GstCaps* caps = gst_pad_get_current_caps(pad);
  if (caps == nullptr) return;  // It is being closed just now.
  const std::string media = gst_structure_get_string(gst_caps_get_structure(caps, 0), "media");
  gst_caps_unref(caps);
  GstElement* branch = gst_parse_bin_from_description(media == "video" ? kVideoBranch : kAudioBranch, TRUE, nullptr);
  GstElement* sink = gst_bin_get_by_name(GST_BIN(branch), "sink");
  g_signal_connect(sink, "new-sample", G_CALLBACK(&RtspReader::on_sample), reader);
  gst_object_unref(sink);
  gst_bin_add(GST_BIN(reader->pipeline_), branch);
  GstPad* target = gst_element_get_static_pad(branch, "sink");
  gst_pad_link(pad, target);
  gst_object_unref(target);
  gst_element_sync_state_with_parent(branch);
}

GstFlowReturn RtspReader::on_sample(GstElement* sink, gpointer self) {
  auto* reader = static_cast<RtspReader*>(self);
  GstSample* sample = gst_app_sink_pull_sample(GST_APP_SINK(sink));
  if (sample == nullptr) return GST_FLOW_EOS;
  ReadUnit unit = to_unit(sample);
  gst_sample_unref(sample);
  const std::lock_guard lock(reader->mutex_);
  reader->stream_.units.push_back(std::move(unit));
  reader->changed_.notify_all();
  return GST_FLOW_OK;
}

void RtspReader::watch_bus() {
  GstBus* bus = gst_element_get_bus(pipeline_);
  const auto kinds = static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR | GST_MESSAGE_WARNING);
  while (true) {
    GstMessage* message = gst_bus_timed_pop_filtered(bus, 20 * GST_MSECOND, kinds);
    const std::lock_guard lock(mutex_);
    if (closing_) {
      if (message != nullptr) gst_message_unref(message);
      break;
    }
    if (message == nullptr) continue;
    GError* error = nullptr;
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) stream_.ended = true;
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) gst_message_parse_error(message, &error, nullptr);
    if (error != nullptr) stream_.error = error->message;
    g_clear_error(&error);
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_WARNING) gst_message_parse_warning(message, &error, nullptr);
    if (error != nullptr) stream_.warnings.emplace_back(error->message);
    g_clear_error(&error);
    gst_message_unref(message);
    changed_.notify_all();
  }
  gst_object_unref(bus);
}

ReadStream RtspReader::wait(const std::function<bool(const ReadStream&)>& done, std::chrono::seconds limit) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, limit, [&] { return done(stream_); });
  return stream_;
}

}  // namespace sw::testing

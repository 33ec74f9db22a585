#include "fakes/live/media_file.h"

#include <gst/app/gstappsink.h>

#include <filesystem>
#include <optional>
#include <system_error>

namespace sw::fakes {
namespace {

constexpr GstClockTime kReadTimeout = 120 * GST_SECOND;

// One reading: the demuxer finds the tracks, an appsink collects each of those that can be carried.
struct Reading {
  GstHandle<GstElement> pipeline;
  GstElement* video = nullptr;  // owned by the pipeline, as are all elements
  GstElement* audio = nullptr;
  bool other_audio = false;
};

struct MediaType {
  std::string name;
  int mpeg_version = 0;
};

MediaType media_type(GstPad* pad) {
  const GstHandle<GstCaps> caps(gst_pad_get_current_caps(pad));
  if (caps == nullptr) return {};
  const GstStructure* structure = gst_caps_get_structure(caps.get(), 0);
  MediaType type{.name = gst_structure_get_name(structure)};
  gst_structure_get_int(structure, "mpegversion", &type.mpeg_version);
  return type;
}

GstElement* add_sink(GstElement* pipeline, GstPad* pad, const char* kind) {
  GstElement* sink = gst_element_factory_make(kind, nullptr);
  if (sink == nullptr) return nullptr;
  g_object_set(sink, "sync", FALSE, "async", FALSE, nullptr);
  gst_bin_add(GST_BIN(pipeline), sink);
  const GstHandle<GstPad> target(gst_element_get_static_pad(sink, "sink"));
  gst_pad_link(pad, target.get());
  gst_element_sync_state_with_parent(sink);
  return sink;
}

void take_track(GstElement*, GstPad* pad, gpointer data) {
  auto& reading = *static_cast<Reading*>(data);
  const MediaType type = media_type(pad);
  const bool is_aac = type.name == "audio/mpeg" && type.mpeg_version == 4;
  GstElement** slot = nullptr;
  if (type.name == "video/x-h264") slot = &reading.video;
  if (is_aac) slot = &reading.audio;
  if (type.name.starts_with("audio/") && !is_aac) reading.other_audio = true;
  const bool wanted = slot != nullptr && *slot == nullptr;
  GstElement* sink = add_sink(reading.pipeline.get(), pad, wanted ? "appsink" : "fakesink");
  if (!wanted || sink == nullptr) return;
  g_object_set(sink, "wait-on-eos", FALSE, nullptr);
  *slot = sink;
}

std::string error_text(GstMessage* message) {
  GError* error = nullptr;
  gst_message_parse_error(message, &error, nullptr);
  const GstHandle<GError> owned(error);
  return owned == nullptr ? "unknown error" : owned->message;
}

// Runs the pipeline to the end of the file. Empty on success.
std::string run_to_end(GstElement* pipeline) {
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  const GstHandle<GstBus> bus(gst_element_get_bus(pipeline));
  const auto kinds = static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  const GstHandle<GstMessage> message(gst_bus_timed_pop_filtered(bus.get(), kReadTimeout, kinds));
  if (message == nullptr) return "reading it takes too long";
  return GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_ERROR ? error_text(message.get()) : "";
}

// A time of the buffer on the timeline after the edit list: before it, negative.
MediaTime running_time(const GstSegment* segment, GstClockTime time, MediaTime otherwise) {
  if (!GST_CLOCK_TIME_IS_VALID(time)) return otherwise;
  guint64 running = 0;
  const int sign = gst_segment_to_running_time_full(segment, GST_FORMAT_TIME, time, &running);
  return MediaTime::FromNanos(sign < 0 ? -static_cast<int64_t>(running) : static_cast<int64_t>(running));
}

UnitTimes times_of(GstSample* sample) {
  const GstBuffer* buffer = gst_sample_get_buffer(sample);
  const GstSegment* segment = gst_sample_get_segment(sample);
  const MediaTime pts = running_time(segment, GST_BUFFER_PTS(buffer), MediaTime::FromNanos(0));
  const MediaTime dts = running_time(segment, GST_BUFFER_DTS(buffer), pts);
  const GstClockTime duration = GST_BUFFER_DURATION(buffer);
  const int64_t nanos = GST_CLOCK_TIME_IS_VALID(duration) ? static_cast<int64_t>(duration) : 0;
  return {.pts = pts, .dts = dts, .duration = TimeDelta::Nanos(nanos)};
}

bool is_priming(const UnitTimes& times) { return times.pts + times.duration / 2 <= MediaTime::FromNanos(0); }

// What `sink` collected.
FileTrack collect(GstElement* sink, bool drop_priming) {
  FileTrack track;
  if (sink == nullptr) return track;
  while (true) {
    const GstHandle<GstSample> sample(gst_app_sink_try_pull_sample(GST_APP_SINK(sink), 0));
    if (sample == nullptr) return track;
    const UnitTimes times = times_of(sample.get());
    if (drop_priming && is_priming(times)) continue;
    if (track.caps == nullptr) track.caps.reset(gst_caps_ref(gst_sample_get_caps(sample.get())));
    track.payloads.emplace_back(gst_buffer_ref(gst_sample_get_buffer(sample.get())));
    track.times.push_back(times);
  }
}

int rate_of(GstCaps* caps) {
  int rate = 0;
  gst_structure_get_int(gst_caps_get_structure(caps, 0), "rate", &rate);
  return rate;
}

std::optional<std::string> problem_of(const MediaFile& file, const Reading& reading) {
  if (file.video.payloads.empty()) return "it has no H.264 video";
  if (reading.other_audio && reading.audio == nullptr) return "its audio is not AAC";
  if (GST_BUFFER_FLAG_IS_SET(file.video.payloads.front().get(), GST_BUFFER_FLAG_DELTA_UNIT)) {
    return "its video does not begin with a keyframe";
  }
  if (file.audio.caps != nullptr && file.audio_rate <= 0) return "its audio has no sample rate";
  return std::nullopt;
}

}  // namespace

expected<MediaFile, std::string> read_media_file(const std::string& path) {
  const auto refuse = [&](const std::string& why) { return unexpected("cannot serve " + path + ": " + why); };
  std::error_code unreadable;
  const auto size = std::filesystem::file_size(path, unreadable);
  if (unreadable) return refuse(unreadable.message());
  if (size > kMaxMediaFileBytes) return refuse("it is larger than 1 GiB");
  Reading reading{.pipeline = GstHandle<GstElement>(gst_pipeline_new(nullptr))};
  GstElement* source = gst_element_factory_make("filesrc", nullptr);
  GstElement* demuxer = gst_element_factory_make("qtdemux", nullptr);
  if (source == nullptr || demuxer == nullptr) return refuse("GStreamer's filesrc or qtdemux is not installed");
  g_object_set(source, "location", path.c_str(), nullptr);
  gst_bin_add_many(GST_BIN(reading.pipeline.get()), source, demuxer, nullptr);
  gst_element_link(source, demuxer);
  g_signal_connect(demuxer, "pad-added", G_CALLBACK(take_track), &reading);

  const std::string error = run_to_end(reading.pipeline.get());
  MediaFile file;
  file.video = collect(reading.video, false);
  file.audio = collect(reading.audio, true);
  if (file.audio.caps != nullptr) file.audio_rate = rate_of(file.audio.caps.get());
  gst_element_set_state(reading.pipeline.get(), GST_STATE_NULL);
  if (!error.empty()) return refuse(error);
  if (const auto problem = problem_of(file, reading)) return refuse(*problem);
  return file;
}

}  // namespace sw::fakes

#include "fakes/live/rtsp_publication.h"

#include <utility>

namespace sw::fakes {
namespace {

// config-interval=-1: parameter sets before every IDR. perfect-rtptime=false: RTP times are those of the feed, and not
// counted up from frame to frame over a hole.
constexpr const char* kVideoPipeline = "appsrc name=video ! rtph264pay name=pay0 pt=96 config-interval=-1";
constexpr const char* kAudioPipeline = "appsrc name=audio ! rtpmp4gpay name=pay1 pt=97 perfect-rtptime=false";

std::string launch_line(bool with_audio) {
  std::string line = std::string("( ") + kVideoPipeline;
  if (with_audio) line += std::string(" ") + kAudioPipeline;
  return line + " )";
}

// The feed alone sets the pace: a sink that waited for each unit's PTS would hold P frames back until the B-frames that
// are shown before them are due, and send them all in a burst.
constexpr gint64 kNeverWait = -3600 * static_cast<gint64>(GST_SECOND);

// RTCP sender reports relate RTP time to the time of the media, not to that of sending: with B-frames the two differ
// by several frames, and receivers would take that for an offset between the tracks.
void set_timing(GstBin*, GstElement* element, gpointer) {
  GObjectClass* type = G_OBJECT_GET_CLASS(element);
  if (g_object_class_find_property(type, "rtcp-sync-send-time") != nullptr) {
    g_object_set(element, "rtcp-sync-send-time", FALSE, nullptr);
  }
  if (g_object_class_find_property(type, "ts-offset") != nullptr) {
    g_object_set(element, "ts-offset", kNeverWait, nullptr);
  }
}

GstRTSPStreamTransport* make_listener(GstRTSPStream* stream) {
  GstRTSPTransport* transport = nullptr;
  gst_rtsp_transport_new(&transport);
  transport->trans = GST_RTSP_TRANS_RTP;
  transport->profile = GST_RTSP_PROFILE_AVP;
  transport->lower_transport = GST_RTSP_LOWER_TRANS_TCP;
  transport->destination = g_strdup("nowhere");  // The server compares the addresses of RTCP's senders with it.
  GstRTSPStreamTransport* listener = gst_rtsp_stream_transport_new(stream, transport);
  const GstRTSPSendFunc ignore = [](GstBuffer*, guint8, gpointer) -> gboolean { return TRUE; };
  gst_rtsp_stream_transport_set_callbacks(listener, ignore, ignore, nullptr, nullptr);
  return listener;
}

}  // namespace

RtspPublication::RtspPublication(GstRTSPServer* server, std::string path, std::shared_ptr<LiveFeed> feed)
    : server_(server), path_(std::move(path)), feed_(std::move(feed)) {
  GstRTSPMediaFactory* factory = gst_rtsp_media_factory_new();
  gst_rtsp_media_factory_set_launch(factory, launch_line(feed_->has_audio()).c_str());
  gst_rtsp_media_factory_set_shared(factory, TRUE);
  g_signal_connect(factory, "media-configure", G_CALLBACK(&RtspPublication::on_configure), this);
  g_signal_connect(server_, "client-connected", G_CALLBACK(&RtspPublication::on_client), this);
  GstRTSPMountPoints* mounts = gst_rtsp_server_get_mount_points(server_);
  gst_rtsp_mount_points_add_factory(mounts, path_.c_str(), factory);  // takes the factory
  g_object_unref(mounts);
}

RtspPublication::~RtspPublication() {
  const std::lock_guard lock(mutex_);
  if (held_ == nullptr) return;
  gst_rtsp_media_set_state(held_, GST_STATE_NULL, listener_);
  gst_rtsp_media_unprepare(held_);
  g_ptr_array_unref(listener_);
  g_object_unref(held_);
}

void RtspPublication::withdraw() {
  withdrawn_ = true;
  GstRTSPMountPoints* mounts = gst_rtsp_server_get_mount_points(server_);
  gst_rtsp_mount_points_remove_factory(mounts, path_.c_str());
  g_object_unref(mounts);
}

void RtspPublication::on_configure(GstRTSPMediaFactory*, GstRTSPMedia* media, gpointer self) {
  const GstHandle<GstElement> bin(gst_rtsp_media_get_element(media));
  const GstHandle<GstObject> pipeline(gst_object_get_parent(GST_OBJECT(bin.get())));
  if (pipeline != nullptr) g_signal_connect(pipeline.get(), "element-added", G_CALLBACK(set_timing), nullptr);
  static_cast<RtspPublication*>(self)->feed_->attach(bin.get());
}

void RtspPublication::on_client(GstRTSPServer*, GstRTSPClient* client, gpointer self) {
  g_signal_connect(client, "pre-play-request", G_CALLBACK(&RtspPublication::before_play), self);
  g_signal_connect(client, "play-request", G_CALLBACK(&RtspPublication::on_play), self);
}

// Whoever asked for the description before the end and plays after it would wait for ever: the BYE has gone out.
GstRTSPStatusCode RtspPublication::before_play(GstRTSPClient*, GstRTSPContext*, gpointer self) {
  return static_cast<RtspPublication*>(self)->withdrawn_ ? GST_RTSP_STS_NOT_FOUND : GST_RTSP_STS_OK;
}

void RtspPublication::on_play(GstRTSPClient*, GstRTSPContext* context, gpointer self) {
  auto* publication = static_cast<RtspPublication*>(self);
  publication->feed_->start();
  publication->hold(context->media);
}

// The server takes a media down when its last reader leaves, and pauses it when none plays. One more user of its own,
// with a transport that sends nowhere, keeps it playing. The server looks for a transport, or for none, at the place of
// each stream, however short the list is.
void RtspPublication::hold(GstRTSPMedia* media) {
  const std::lock_guard lock(mutex_);
  if (held_ != nullptr) return;
  held_ = GST_RTSP_MEDIA(g_object_ref(media));
  gst_rtsp_media_prepare(held_, nullptr);
  listener_ = g_ptr_array_new_with_free_func([](gpointer transport) { g_clear_object(&transport); });
  g_ptr_array_add(listener_, make_listener(gst_rtsp_media_get_stream(held_, 0)));
  g_ptr_array_set_size(listener_, static_cast<gint>(gst_rtsp_media_n_streams(held_)));
  gst_rtsp_media_complete_pipeline(held_, listener_);
  gst_rtsp_media_set_state(held_, GST_STATE_PLAYING, listener_);
}

}  // namespace sw::fakes

#include "tests/conformance/media/rtsp_source.h"

#include <gst/app/gstappsrc.h>
#include <gst/rtsp-server/rtsp-server.h>

#include <future>
#include <thread>
#include <vector>

#include "worker/adapters/gstreamer/element_factory.h"
#include "worker/adapters/gstreamer/track_caps.h"
#include "worker/base/check.h"

namespace sw::conformance {

namespace {

// A source that stalls has sent what it sends by then.
constexpr TimeDelta kTimeToHang = TimeDelta::Seconds(1);
// The media may begin with a negative DTS, a buffer cannot.
constexpr int64_t kOrigin = TimeDelta::Millis(100).nanos();

const char* launch_of(SourceHabit habit) {
  switch (habit) {
    case SourceHabit::kVideoAlone:
      return "( appsrc name=video format=time ! rtph264pay name=pay0 pt=96 )";
    case SourceHabit::kForeign:
      return "( videotestsrc is-live=true ! jpegenc ! rtpjpegpay name=pay0 pt=26 "
             "audiotestsrc is-live=true ! alawenc ! rtppcmapay name=pay1 pt=8 )";
    case SourceHabit::kWhole:
    case SourceHabit::kStalls:
      break;
  }
  return "( appsrc name=video format=time ! rtph264pay name=pay0 pt=96 "
         "appsrc name=audio format=time ! rtpmp4gpay name=pay1 pt=97 )";
}

GstBuffer* buffer_of(const KnownUnit& unit) {
  const auto bytes = unit.payload->bytes();
  GstBuffer* buffer = gst_buffer_new_memdup(bytes.data(), bytes.size());
  GST_BUFFER_PTS(buffer) = static_cast<GstClockTime>(unit.pts.nanos() + kOrigin);
  GST_BUFFER_DTS(buffer) = static_cast<GstClockTime>(unit.dts.nanos() + kOrigin);
  GST_BUFFER_DURATION(buffer) = static_cast<GstClockTime>(unit.duration.nanos());
  if (!unit.keyframe) GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
  return buffer;
}

// Hands a track over to the server, which sends each unit when it is due.
void feed(GstElement* bin, const char* name, GstCaps* caps, const std::vector<KnownUnit>& units, bool stalls) {
  GstElement* source = gst_bin_get_by_name(GST_BIN(bin), name);
  if (!source) return;
  g_object_set(source, "caps", caps, "max-bytes", guint64{0}, nullptr);
  const std::size_t count = stalls ? units.size() / 2 : units.size();
  for (std::size_t i = 0; i < count; ++i) gst_app_src_push_buffer(GST_APP_SRC(source), buffer_of(units[i]));
  if (!stalls) gst_app_src_end_of_stream(GST_APP_SRC(source));
  gst_object_unref(source);
}

}  // namespace

struct RtspSource::State {
  State(const KnownMedia& known, SourceHabit source_habit) : media(known), habit(source_habit) {}

  static void configure(GstRTSPMediaFactory*, GstRTSPMedia* rtsp_media, gpointer self) {
    auto& state = *static_cast<State*>(self);
    GstElement* bin = gst_rtsp_media_get_element(rtsp_media);
    const bool stalls = state.habit == SourceHabit::kStalls;
    const auto video_caps = adapters::gst::caps_of(state.media.video_format).value();
    const auto audio_caps = adapters::gst::caps_of(state.media.audio_format).value();
    feed(bin, "video", video_caps.get(), state.media.video, stalls);
    feed(bin, "audio", audio_caps.get(), state.media.audio, stalls);
    gst_object_unref(bin);
    if (stalls) state.hang_soon();
  }

  // Once the media that is there has gone out, the thread that answers requests stops answering.
  void hang_soon() {
    GSource* timer = g_timeout_source_new(static_cast<guint>(kTimeToHang.millis()));
    const auto hang = [](gpointer self) -> gboolean {
      static_cast<State*>(self)->revival.get_future().wait();
      return G_SOURCE_REMOVE;
    };
    g_source_set_callback(timer, hang, this, nullptr);
    g_source_attach(timer, context);
    g_source_unref(timer);
  }
  void revive() {
    if (!std::exchange(revived, true)) revival.set_value();
  }

  // Runs `job` on the server's thread and waits for it.
  void on_thread(std::function<void()> job) {
    struct Call {
      std::function<void()> job;
      std::promise<void> done;
    } call{std::move(job), {}};
    g_main_context_invoke(
        context,
        [](gpointer data) -> gboolean {
          auto& called = *static_cast<Call*>(data);
          called.job();
          called.done.set_value();
          return G_SOURCE_REMOVE;
        },
        &call);
    call.done.get_future().wait();
  }

  const KnownMedia& media;
  const SourceHabit habit;
  GMainContext* context = g_main_context_new();
  GMainLoop* loop = g_main_loop_new(context, FALSE);
  GstRTSPServer* server = nullptr;
  GSource* listening = nullptr;
  uint16_t port = 0;
  std::thread thread;
  std::promise<void> revival;
  bool revived = false;
};

RtspSource::RtspSource(const KnownMedia& media, SourceHabit habit) {
  SW_CHECK(adapters::gst::init_gstreamer().has_value());
  state_ = std::make_unique<State>(media, habit);
  State& state = *state_;
  state.server = gst_rtsp_server_new();
  gst_rtsp_server_set_address(state.server, "127.0.0.1");
  gst_rtsp_server_set_service(state.server, "0");
  // Requests are answered on the server's own thread, so that it can be made to hang.
  GstRTSPThreadPool* threads = gst_rtsp_server_get_thread_pool(state.server);
  gst_rtsp_thread_pool_set_max_threads(threads, 0);
  g_object_unref(threads);
  GstRTSPMediaFactory* factory = gst_rtsp_media_factory_new();
  gst_rtsp_media_factory_set_launch(factory, launch_of(habit));
  g_signal_connect(factory, "media-configure", G_CALLBACK(&State::configure), &state);
  GstRTSPMountPoints* mounts = gst_rtsp_server_get_mount_points(state.server);
  gst_rtsp_mount_points_add_factory(mounts, "/in", factory);
  g_object_unref(mounts);
  state.listening = gst_rtsp_server_create_source(state.server, nullptr, nullptr);
  SW_CHECK(state.listening != nullptr);
  g_source_attach(state.listening, state.context);
  state.port = static_cast<uint16_t>(gst_rtsp_server_get_bound_port(state.server));
  state.thread = std::thread([&state] {
    g_main_context_push_thread_default(state.context);
    g_main_loop_run(state.loop);
    g_main_context_pop_thread_default(state.context);
  });
}

RtspSource::~RtspSource() {
  die();
  state_->on_thread([this] { g_main_loop_quit(state_->loop); });
  state_->thread.join();
  g_object_unref(state_->server);
  g_main_loop_unref(state_->loop);
  g_main_context_unref(state_->context);
}

uint16_t RtspSource::port() const { return state_->port; }

void RtspSource::die() {
  state_->revive();
  state_->on_thread([this] {
    if (!state_->listening) return;
    g_source_destroy(state_->listening);
    g_source_unref(std::exchange(state_->listening, nullptr));
    gst_rtsp_server_client_filter(
        state_->server, [](GstRTSPServer*, GstRTSPClient*, gpointer) { return GST_RTSP_FILTER_REMOVE; }, nullptr);
  });
}

}  // namespace sw::conformance

#include "fakes/live/rtsp_file_server.h"

#include <glib-unix.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <utility>

#include "fakes/live/gst_handle.h"
#include "fakes/live/live_feed.h"
#include "fakes/live/media_file.h"
#include "fakes/live/rtsp_publication.h"

namespace sw::fakes {
namespace {

constexpr guint kSessionCheckSeconds = 2;

struct ObjectRelease {
  void operator()(gpointer object) const { g_object_unref(object); }
};

gboolean forget_dead_sessions(gpointer server) {
  GstRTSPSessionPool* pool = gst_rtsp_server_get_session_pool(GST_RTSP_SERVER(server));
  gst_rtsp_session_pool_cleanup(pool);
  g_object_unref(pool);
  return G_SOURCE_CONTINUE;
}

gboolean quit_loop(gpointer loop) {
  g_main_loop_quit(static_cast<GMainLoop*>(loop));
  return G_SOURCE_REMOVE;
}

class GstRtspFileServer final : public RtspFileServer {
 public:
  GstRtspFileServer(const RtspFileServerOptions& options, MediaFile file)
      : path_("/" + options.path.substr(std::min(options.path.find_first_not_of('/'), options.path.size()))),
        host_(options.host),
        context_(g_main_context_new()),
        loop_(g_main_loop_new(context_.get(), FALSE)),
        server_(gst_rtsp_server_new()),
        feed_(std::make_shared<LiveFeed>(std::move(file), options.looped, context_.get(),
                                         [this] { publication_.withdraw(); })),
        publication_(server_.get(), path_, feed_) {
    gst_rtsp_server_set_address(server_.get(), options.host.c_str());
    gst_rtsp_server_set_service(server_.get(), std::to_string(options.port).c_str());
  }
  ~GstRtspFileServer() override {
    feed_->stop();
    const auto remove = [](GstRTSPServer*, GstRTSPClient*, gpointer) { return GST_RTSP_FILTER_REMOVE; };
    gst_rtsp_server_client_filter(server_.get(), remove, nullptr);
  }

  // Empty on success, else why not.
  std::string bind() {
    GError* error = nullptr;
    listener_.reset(gst_rtsp_server_create_source(server_.get(), nullptr, &error));
    const GstHandle<GError> owned(error);
    if (listener_ == nullptr) return owned == nullptr ? "cannot listen" : owned->message;
    g_source_attach(listener_.get(), context_.get());
    sessions_.reset(g_timeout_source_new_seconds(kSessionCheckSeconds));
    g_source_set_callback(sessions_.get(), forget_dead_sessions, server_.get(), nullptr);
    g_source_attach(sessions_.get(), context_.get());
    return "";
  }

  std::string url() const override {
    std::string host = host_ == "0.0.0.0" ? "127.0.0.1" : host_;
    if (host.find(':') != std::string::npos) host = "[" + host + "]";
    return "rtsp://" + host + ":" + std::to_string(gst_rtsp_server_get_bound_port(server_.get())) + path_;
  }
  void run() override { g_main_loop_run(loop_.get()); }
  void stop() override {
    // Through the context, so that a stop before run() is not lost.
    GSource* quit = g_idle_source_new();
    g_source_set_callback(quit, quit_loop, loop_.get(), nullptr);
    g_source_attach(quit, context_.get());
    g_source_unref(quit);
  }
  void stop_at_signals() override {
    interrupt_ = signal_source(SIGINT);
    terminate_ = signal_source(SIGTERM);
  }

 private:
  GstHandle<GSource> signal_source(int signal) {
    GstHandle<GSource> source(g_unix_signal_source_new(signal));
    g_source_set_callback(source.get(), quit_loop, loop_.get(), nullptr);
    g_source_attach(source.get(), context_.get());
    return source;
  }

  const std::string path_;
  const std::string host_;
  GstHandle<GMainContext> context_;
  GstHandle<GMainLoop> loop_;
  std::unique_ptr<GstRTSPServer, ObjectRelease> server_;
  std::shared_ptr<LiveFeed> feed_;
  RtspPublication publication_;
  GstHandle<GSource> listener_, sessions_, interrupt_, terminate_;
};

}  // namespace

expected<std::unique_ptr<RtspFileServer>, std::string> RtspFileServer::listen(const RtspFileServerOptions& options) {
  GError* error = nullptr;
  if (gst_init_check(nullptr, nullptr, &error) == FALSE) {
    const GstHandle<GError> owned(error);
    return unexpected(std::string("GStreamer does not start: ") + (owned == nullptr ? "" : owned->message));
  }
  auto file = read_media_file(options.file);
  if (!file) return unexpected(file.error());
  auto server = std::make_unique<GstRtspFileServer>(options, std::move(*file));
  if (const std::string problem = server->bind(); !problem.empty()) {
    return unexpected("cannot listen on " + options.host + ":" + std::to_string(options.port) + ": " + problem);
  }
  return server;
}

int run_rtsp_file_server(const RtspFileServerOptions& options) {
  const auto server = RtspFileServer::listen(options);
  if (!server) {
    std::fprintf(stderr, "fake rtsp: %s\n", server.error().c_str());
    return 2;
  }
  (*server)->stop_at_signals();
  std::printf("%s\n", (*server)->url().c_str());
  std::fflush(stdout);
  (*server)->run();
  return 0;
}

}  // namespace sw::fakes

// The one presentation of an RTSP server that serves a live feed to all of its readers.
#pragma once

#include <gst/rtsp-server/rtsp-server.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "fakes/live/live_feed.h"

namespace sw::fakes {

// Threads: any. It outlives the server's clients.
class RtspPublication {
 public:
  // Serves `feed` under `path` (with its leading '/') of `server`.
  RtspPublication(GstRTSPServer* server, std::string path, std::shared_ptr<LiveFeed> feed);
  RtspPublication(const RtspPublication&) = delete;
  RtspPublication& operator=(const RtspPublication&) = delete;
  // The server's clients are gone.
  ~RtspPublication();

  // Requests for the path are answered with 404 from now on; those who read already go on.
  void withdraw();

 private:
  static void on_configure(GstRTSPMediaFactory*, GstRTSPMedia* media, gpointer self);
  static void on_client(GstRTSPServer*, GstRTSPClient* client, gpointer self);
  static GstRTSPStatusCode before_play(GstRTSPClient*, GstRTSPContext*, gpointer self);
  static void on_play(GstRTSPClient*, GstRTSPContext* context, gpointer self);
  void hold(GstRTSPMedia* media);

  GstRTSPServer* server_;
  const std::string path_;
  const std::shared_ptr<LiveFeed> feed_;
  std::atomic<bool> withdrawn_ = false;
  std::mutex mutex_;               // guards what follows
  GstRTSPMedia* held_ = nullptr;   // the media that goes on without readers
  GPtrArray* listener_ = nullptr;  // its transport that sends nowhere
};

}  // namespace sw::fakes

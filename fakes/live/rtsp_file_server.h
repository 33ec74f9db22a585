// `stream-worker fake rtsp`: a file served as a live RTSP source, H.264 and AAC by codec copy.
//
// Time begins when the first reader plays, and that reader gets the first frame of the file. From then on the live
// position moves on in real time, watched or not; whoever comes later joins there, in the middle of a GOP as at any
// live server, and finds parameter sets before each IDR. Looped, timestamps go on without a break (loop_schedule.h).
// Unlooped, readers get RTCP BYE at the end, and from then on the path is answered with 404.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "worker/base/expected.h"

namespace sw::fakes {

struct RtspFileServerOptions {
  std::string file;  // MP4
  std::string host = "127.0.0.1";
  uint16_t port = 8554;  // 0 picks a free one
  std::string path = "live/test/in";
  bool looped = false;
};

class RtspFileServer {
 public:
  // Reads the file and listens. Fails, with one line, when the file cannot be served or the port not be had.
  static expected<std::unique_ptr<RtspFileServer>, std::string> listen(const RtspFileServerOptions& options);
  virtual ~RtspFileServer() = default;

  // "rtsp://127.0.0.1:8554/live/test/in"
  virtual std::string url() const = 0;
  // Serves until stop(). Once.
  virtual void run() = 0;
  // Ends run(), now or as soon as it begins. Any thread may call it. Readers lose their connections, as with a server
  // that dies.
  virtual void stop() = 0;
  // Lets SIGINT and SIGTERM end run(). One server in a process may do this.
  virtual void stop_at_signals() = 0;
};

// The whole subcommand: prints the URL as one line on stdout once it listens, and serves until SIGTERM or SIGINT.
// Returns the exit code: 0, or 2 with one line on stderr.
int run_rtsp_file_server(const RtspFileServerOptions& options);

}  // namespace sw::fakes

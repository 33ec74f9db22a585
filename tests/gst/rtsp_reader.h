// A reader of an RTSP stream, for tests: keeps every access unit that comes, and what the bus says.
#pragma once

#include <gst/gst.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "worker/base/media.h"

namespace sw::testing {

struct ReadUnit {
  Track track;
  std::vector<uint8_t> bytes;
  TimeDelta pts;  // running time
  bool keyframe;
};

// What a reader has seen so far.
struct ReadStream {
  std::vector<ReadUnit> units;
  std::vector<std::string> warnings;
  std::string error;  // of the one that ended it
  bool ended = false;

  std::vector<ReadUnit> of(Track track) const;
  std::size_t count(Track track) const;
};

class RtspReader {
 public:
  // Starts to read; H.264 and AAC only. `protocols` is "tcp" or "udp".
  explicit RtspReader(const std::string& url, const char* protocols = "tcp");
  ~RtspReader();
  RtspReader(const RtspReader&) = delete;
  RtspReader& operator=(const RtspReader&) = delete;

  // Waits until `done` holds, and gives what was seen by then, whether or not it holds.
  ReadStream wait(const std::function<bool(const ReadStream&)>& done,
                  std::chrono::seconds limit = std::chrono::seconds(20));
  // Waits for the end, by EOS or by an error.
  ReadStream wait_for_end() {
    return wait([](const ReadStream& s) { return s.ended || !s.error.empty(); });
  }

 private:
  static void on_pad(GstElement*, GstPad* pad, gpointer self);
  static GstFlowReturn on_sample(GstElement* sink, gpointer self);
  void watch_bus();

  GstElement* pipeline_;
  std::mutex mutex_;
  std::condition_variable changed_;
  ReadStream stream_;
  bool closing_ = false;
  std::thread bus_thread_;
};

}  // namespace sw::testing

// A file as a live source: pushes its units into the pipeline that serves them when their time comes, whether anybody
// watches or not.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>

#include "fakes/live/gst_handle.h"
#include "fakes/live/loop_schedule.h"
#include "fakes/live/media_file.h"

namespace sw::fakes {

// At most this many bytes wait in one appsrc. It is only reached when the pipeline behind it stands still; what comes
// then is dropped.
inline constexpr uint64_t kMaxFeedQueueBytes = 16 * 1024 * 1024;

// Names of the appsrc elements in the pipeline that is fed.
inline constexpr const char* kVideoSourceName = "video";
inline constexpr const char* kAudioSourceName = "audio";

// Threads: any may call it. Use through a shared_ptr: the pipelines it feeds keep it alive.
class LiveFeed : public std::enable_shared_from_this<LiveFeed> {
 public:
  // Paced by a timer on `context`. `on_end` is called there, once, after the last unit of an unlooped file went out.
  LiveFeed(MediaFile file, bool looped, GMainContext* context, std::function<void()> on_end);
  LiveFeed(const LiveFeed&) = delete;
  LiveFeed& operator=(const LiveFeed&) = delete;

  bool has_audio() const { return file_.audio.caps != nullptr; }
  // Feeds the appsrcs in `bin` from now on, instead of those of an earlier one. Until start() each gets just the
  // first unit of its track, which a server needs in order to describe the stream.
  void attach(GstElement* bin);
  // The first reader plays: time begins now. Later calls do nothing.
  void start();
  // Nothing is pushed any more, `on_end` is not called, and no pipeline is held or taken: they hold this.
  void stop();

 private:
  struct Source {
    GstHandle<GstElement> element;
    bool primed = false;
  };
  // What an appsrc's callback holds.
  struct Hunger {
    std::shared_ptr<LiveFeed> feed;
    Track track;
  };

  static gboolean on_timer(gpointer self);
  void configure(Track track, GstElement* bin);
  void prime(Track track, GstElement* element);
  // Pushes what is due and sets the timer. True when the file has just ended.
  bool advance();
  void push(Track track, std::size_t index, MediaTime pts);
  const FileTrack& track_of(Track track) const { return track == Track::kVideo ? file_.video : file_.audio; }
  Source& source_of(Track track) { return sources_[static_cast<std::size_t>(track)]; }

  const MediaFile file_;
  const std::function<void()> on_end_;
  std::mutex mutex_;  // guards what follows
  LoopSchedule schedule_;
  std::array<Source, 2> sources_;
  bool started_ = false;
  bool over_ = false;
  int64_t start_us_ = 0;  // of g_get_monotonic_time
  GstHandle<GSource> timer_;
};

}  // namespace sw::fakes

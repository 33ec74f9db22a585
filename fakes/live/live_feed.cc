#include "fakes/live/live_feed.h"

#include <gst/app/gstappsrc.h>

#include <utility>

namespace sw::fakes {
namespace {

// A source of nothing but ready times: GLib's own timeouts are relative, and would drift.
GSourceFuncs ready_time_functions() {
  GSourceFuncs functions{};
  functions.dispatch = [](GSource*, GSourceFunc callback, gpointer data) -> gboolean { return callback(data); };
  return functions;
}
GSourceFuncs kReadyTime = ready_time_functions();

}  // namespace

LiveFeed::LiveFeed(MediaFile file, bool looped, GMainContext* context, std::function<void()> on_end)
    : file_(std::move(file)),
      on_end_(std::move(on_end)),
      schedule_(file_.video.times, file_.audio.times, file_.audio_rate, looped),
      timer_(g_source_new(&kReadyTime, sizeof(GSource))) {
  g_source_set_callback(timer_.get(), &LiveFeed::on_timer, this, nullptr);
  g_source_attach(timer_.get(), context);
}

void LiveFeed::attach(GstElement* bin) {
  configure(Track::kVideo, bin);
  if (has_audio()) configure(Track::kAudio, bin);
}

void LiveFeed::configure(Track track, GstElement* bin) {
  const char* name = track == Track::kVideo ? kVideoSourceName : kAudioSourceName;
  GstHandle<GstElement> held(gst_bin_get_by_name(GST_BIN(bin), name));
  GstElement* element = held.get();
  g_object_set(element, "format", GST_FORMAT_TIME, "is-live", TRUE, "max-bytes", kMaxFeedQueueBytes, "leaky-type",
               GST_APP_LEAKY_TYPE_UPSTREAM, "caps", track_of(track).caps.get(), nullptr);
  {
    const std::lock_guard lock(mutex_);
    if (g_source_is_destroyed(timer_.get())) return;
    source_of(track) = {.element = std::move(held), .primed = false};
  }
  GstAppSrcCallbacks callbacks{};
  callbacks.need_data = [](GstAppSrc* source, guint, gpointer data) {
    const auto* hunger = static_cast<Hunger*>(data);
    hunger->feed->prime(hunger->track, GST_ELEMENT(source));
  };
  gst_app_src_set_callbacks(GST_APP_SRC(element), &callbacks, new Hunger{shared_from_this(), track},
                            [](gpointer data) { delete static_cast<Hunger*>(data); });
}

void LiveFeed::prime(Track track, GstElement* element) {
  const std::lock_guard lock(mutex_);
  Source& source = source_of(track);
  if (started_ || source.primed || source.element.get() != element) return;
  source.primed = true;
  LoopSchedule fresh = schedule_;
  while (fresh.peek()->track != track) fresh.advance();
  push(track, fresh.peek()->index, fresh.peek()->pts);
}

void LiveFeed::start() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(started_, true)) return;
  start_us_ = g_get_monotonic_time();
  g_source_set_ready_time(timer_.get(), 0);
}

void LiveFeed::stop() {
  std::array<Source, 2> released;  // behind the lock's end: an element that goes lets go of its feed
  const std::lock_guard lock(mutex_);
  over_ = true;
  g_source_destroy(timer_.get());
  released.swap(sources_);
}

gboolean LiveFeed::on_timer(gpointer self) {
  auto* feed = static_cast<LiveFeed*>(self);
  if (feed->advance()) feed->on_end_();
  return G_SOURCE_CONTINUE;
}

bool LiveFeed::advance() {
  const std::lock_guard lock(mutex_);
  if (over_) return false;
  const TimeDelta elapsed = TimeDelta::Micros(g_get_monotonic_time() - start_us_);
  while (const auto unit = schedule_.peek()) {
    if (unit->due > elapsed) {
      g_source_set_ready_time(timer_.get(), start_us_ + unit->due.micros());
      return false;
    }
    // The first unit of each track went out before the start.
    if (!std::exchange(source_of(unit->track).primed, false)) push(unit->track, unit->index, unit->pts);
    schedule_.advance();
  }
  if (schedule_.end() > elapsed) {
    g_source_set_ready_time(timer_.get(), start_us_ + schedule_.end().micros());
    return false;
  }
  over_ = true;
  g_source_set_ready_time(timer_.get(), -1);
  for (const Source& source : sources_) {
    if (source.element != nullptr) gst_app_src_end_of_stream(GST_APP_SRC(source.element.get()));
  }
  return true;
}

void LiveFeed::push(Track track, std::size_t index, MediaTime pts) {
  GstBuffer* unit = gst_buffer_copy(track_of(track).payloads[index].get());
  GST_BUFFER_PTS(unit) = static_cast<GstClockTime>(pts.nanos());
  GST_BUFFER_DTS(unit) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_FLAG_UNSET(unit, GST_BUFFER_FLAG_DISCONT);
  gst_app_src_push_buffer(GST_APP_SRC(source_of(track).element.get()), unit);
}

}  // namespace sw::fakes

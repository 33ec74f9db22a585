#include "worker/adapters/gstreamer/rtmp_output.h"

#include <gst/gst.h>

#include <atomic>
#include <chrono>
#include <string>
#include <utility>

#include "worker/adapters/gstreamer/bus_listener.h"
#include "worker/adapters/gstreamer/element_factory.h"
#include "worker/adapters/gstreamer/flv_egress.h"
#include "worker/adapters/gstreamer/run_events.h"

namespace sw::adapters {

using gst::BusError;
using gst::Element;
using ports::PipelineErrorType;

namespace {

// RTMP chunks of this size instead of 128 bytes: one header per some thousand bytes.
constexpr guint kChunkSize = 4096;
// The end of a run is marked in the stream itself. A Set Chunk Size message (RTMP 1.0 §5.4.1) is sent in its turn, and
// rtmp2sink shows the new size in its statistics once it went out: then everything before it did. The first marker
// follows the last media, the second the commands that end the publication.
constexpr guint kMediaSentMark = kChunkSize + 1;
constexpr guint kAllSentMark = kChunkSize + 2;
// How often the markers are looked for.
constexpr std::chrono::milliseconds kFlushPollPeriod{5};

struct SinkStatistics {
  guint64 bytes_sent = 0;
  guint chunk_size = 0;
};

SinkStatistics statistics_of(Element* sink) {
  SinkStatistics result;
  GstStructure* stats = nullptr;
  g_object_get(sink, "stats", &stats, nullptr);
  if (!stats) return result;
  gst_structure_get(stats, "out-bytes-total", G_TYPE_UINT64, &result.bytes_sent, "out-chunk-size", G_TYPE_UINT,
                    &result.chunk_size, nullptr);
  gst_structure_free(stats);
  return result;
}

void set_chunk_size(Element* sink, guint size) { g_object_set(sink, "chunk-size", size, nullptr); }

expected<Element*, std::string> add_sink(Element* pipeline, const Url& url) {
  auto sink = gst::add_element(pipeline, "rtmp2sink", "sink");
  if (!sink) return sink;
  GError* error = nullptr;
  if (!gst_uri_handler_set_uri(GST_URI_HANDLER(*sink), url.secret_text().c_str(), &error)) {
    std::string text = error ? error->message : "the URL is refused";
    g_clear_error(&error);
    return unexpected(text);
  }
  // timeout=0: how long to wait for a peer is the engine's decision.
  g_object_set(*sink, "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, "qos", FALSE, "timeout", 0U,
               "chunk-size", kChunkSize, nullptr);
  return sink;
}

}  // namespace

// One run, from open() to the end of its pipeline. Written to by the engine's thread, started, drained and stopped on
// the control thread, heard from whatever thread GStreamer has.
class RtmpOutput::Run final : public gst::BusListener, public std::enable_shared_from_this<Run> {
 public:
  Run(ports::PipelineRunId run, Url url, ports::EventSink& events, gst::ControlThread& control)
      : url_(std::move(url)), events_(events, run), control_(control) {}

  // ---- The engine's thread.

  bool build(const VideoFormat& video, const AudioFormat& audio) {
    if (auto ready = gst::init_gstreamer(); !ready) return fail(PipelineErrorType::kPipeline, false, ready.error());
    auto egress = gst::FlvEgress::create(video, audio);
    if (!egress) return fail(PipelineErrorType::kNegotiation, false, egress.error());
    egress_ = std::move(*egress);
    pipeline_ = gst::ElementPtr(GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new("output"))));
    gst::listen_to_bus(pipeline_.get(), *this);
    gst_bin_add(GST_BIN(pipeline_.get()), egress_->bin());
    auto sink = add_sink(pipeline_.get(), url_);
    if (!sink) return fail(PipelineErrorType::kPipeline, false, sink.error());
    sink_ = *sink;
    const gst::PadPtr entry(gst_element_get_static_pad(sink_, "sink"));
    const int what = GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM;
    gst_pad_add_probe(entry.get(), static_cast<GstPadProbeType>(what), &Run::on_sink_data, this, nullptr);
    gst_element_link(egress_->bin(), sink_);
    return true;
  }

  void write(const ports::OutputUnit& unit) {
    if (!events_.over()) egress_->write(unit);
  }
  void advance(Track track, MediaTime until) {
    if (!events_.over()) egress_->advance(track, until);
  }
  void set_video_format(const VideoFormat& format) {
    if (events_.over()) return;
    if (auto set = egress_->set_video_format(format); !set) fail(PipelineErrorType::kNegotiation, false, set.error());
  }
  void end() {
    if (events_.over() || ended_.exchange(true)) return;
    egress_->end();
  }
  void silence() { events_.silence(); }

  ports::OutputProgress progress() const {
    if (!sink_) return {};
    ports::OutputProgress result{statistics_of(sink_).bytes_sent, egress_->pending_bytes()};
    // What left the queues may still be on its way through the muxer and the sink: until it is known to be out, an
    // output that was ended has something pending.
    if (ended_ && result.bytes_pending == 0 && !events_.over()) result.bytes_pending = 1;
    return result;
  }

  // ---- The control thread.

  void start() {
    if (gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
      fail(PipelineErrorType::kPipeline, false, "the output pipeline does not start");
    }
  }

  void stop() {
    if (pipeline_) gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
  }

  // ---- GStreamer's threads (BusListener).

  void on_error(const BusError& error) override {
    if (!end_reached_) {
      fail(gst::error_type(error), is_connection(error), error.text);
      return;
    }
    // A peer may close as soon as it is told that the publication ends. Not asked here: the sink holds its lock.
    control_.post([self = shared_from_this(), error] { self->settle(error); });
  }
  void on_warning(const BusError&) override {}
  void on_end_of_stream() override {
    if (!end_reached_) return;
    control_.post([self = shared_from_this()] { self->await_flush(); });
  }

 private:
  // In an output pipeline only the sink deals with a resource: its connection.
  static bool is_connection(const BusError& error) { return error.domain == gst::ErrorDomain::kResource; }

  bool fail(PipelineErrorType type, bool connection, const std::string& text) {
    events_.post_last([&] { return ports::OutputFailed{events_.run(), type, connection, gst::log_line(text, url_)}; });
    return false;
  }

  // In front of the sink, in the muxer's thread. The sink takes its first tag when the publication was accepted, and
  // returns; so whatever comes second proves it.
  static GstPadProbeReturn on_sink_data(GstPad*, GstPadProbeInfo* info, gpointer self) {
    auto& run = *static_cast<Run*>(self);
    if ((GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER) != 0) {
      if (!GST_BUFFER_FLAG_IS_SET(GST_PAD_PROBE_INFO_BUFFER(info), GST_BUFFER_FLAG_HEADER)) run.on_tag();
    } else if (GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_EOS && run.ended_) {
      run.on_last_tag_taken();
    }
    return GST_PAD_PROBE_OK;
  }

  void on_tag() {
    if (started_) return;
    if (std::exchange(tag_seen_, true)) announce_start();
  }

  void on_last_tag_taken() {
    if (tag_seen_ && !started_) announce_start();
    set_chunk_size(sink_, kMediaSentMark);
    end_reached_ = true;
  }

  void announce_start() {
    started_ = true;
    events_.post([&] { return ports::OutputStarted{events_.run()}; });
  }

  // ---- The control thread.

  void await_flush() {
    if (events_.over()) return;
    const guint chunk_size = statistics_of(sink_).chunk_size;
    if (chunk_size == kAllSentMark) return finish();
    if (chunk_size == kMediaSentMark) set_chunk_size(sink_, kAllSentMark);
    control_.post_after(kFlushPollPeriod, [self = shared_from_this()] { self->await_flush(); });
  }

  void settle(const BusError& error) {
    if (statistics_of(sink_).chunk_size >= kMediaSentMark) return finish();
    fail(gst::error_type(error), is_connection(error), error.text);
  }

  void finish() {
    stop();
    events_.post_last([&] { return ports::OutputDrained{events_.run()}; });
  }

  const Url url_;
  gst::RunEvents events_;
  gst::ControlThread& control_;
  std::unique_ptr<gst::FlvEgress> egress_;
  gst::ElementPtr pipeline_;
  Element* sink_ = nullptr;               // the pipeline's
  std::atomic<bool> ended_{false};        // end() was called
  std::atomic<bool> end_reached_{false};  // the sink has taken the last tag
  bool tag_seen_ = false;                 // the muxer's thread only
  bool started_ = false;                  // the muxer's thread only
};

RtmpOutput::RtmpOutput(ports::EventSink& events) : events_(events) {
  gst::preload_elements({"appsrc", "flvmux", "rtmp2sink"});
}

RtmpOutput::~RtmpOutput() { close(); }

void RtmpOutput::open(ports::PipelineRunId run, const Url& url, const VideoFormat& video, const AudioFormat& audio) {
  close();  // a run that failed or drained on its own still has a pipeline
  run_ = std::make_shared<Run>(run, url, events_, control_);
  if (run_->build(video, audio)) control_.post([started = run_] { started->start(); });
}

void RtmpOutput::write(const ports::OutputUnit& unit) {
  if (run_) run_->write(unit);
}

void RtmpOutput::advance(Track track, MediaTime until) {
  if (run_) run_->advance(track, until);
}

void RtmpOutput::set_video_format(const VideoFormat& format) {
  if (run_) run_->set_video_format(format);
}

void RtmpOutput::end() {
  if (run_) run_->end();
}

void RtmpOutput::close() {
  if (!run_) return;
  run_->silence();
  control_.post([stopped = std::exchange(run_, nullptr)] { stopped->stop(); });
}

ports::OutputProgress RtmpOutput::progress() const { return run_ ? run_->progress() : ports::OutputProgress{}; }

}  // namespace sw::adapters

#include "worker/adapters/gstreamer/rtsp_input.h"

#include <gst/gst.h>
#include <gst/rtsp/gstrtsptransport.h>
#include <gst/sdp/gstsdpmessage.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "worker/adapters/gstreamer/bus_listener.h"
#include "worker/adapters/gstreamer/element_factory.h"
#include "worker/adapters/gstreamer/ingest_branch.h"
#include "worker/adapters/gstreamer/input_reporter.h"
#include "worker/adapters/gstreamer/session_description.h"

namespace sw::adapters {

using gst::RtpEncoding;
using ports::InputFailure;
using ports::PipelineErrorType;

namespace {

// rtspsrc's own time-outs, both behind the engine's: it gives up a silent input after 5 s by closing.
constexpr guint64 kTcpTimeoutMicros = 20'000'000;
// How long taking down a session waits for a server that does not answer its TEARDOWN.
constexpr guint64 kTeardownTimeout = 100 * GST_MSECOND;

expected<gst::Element*, std::string> add_source(gst::Element* pipeline, const Url& url, TimeDelta latency) {
  auto source = gst::add_element(pipeline, "rtspsrc", "source");
  if (!source) return source;
  GError* error = nullptr;
  if (!gst_uri_handler_set_uri(GST_URI_HANDLER(*source), url.secret_text().c_str(), &error)) {
    std::string text = error ? error->message : "the URL is refused";
    g_clear_error(&error);
    return unexpected(text);
  }
  const auto latency_ms = static_cast<guint>(std::clamp<int64_t>(latency.millis(), 0, G_MAXINT32));
  // buffer-mode=none: over TCP the packets' own timestamps are exact, the default mode bends the first second.
  gst_util_set_object_arg(G_OBJECT(*source), "buffer-mode", "none");
  g_object_set(*source, "protocols", GST_RTSP_LOWER_TRANS_TCP, "latency", latency_ms, "drop-on-latency", FALSE,
               "do-retransmission", FALSE, "do-rtsp-keep-alive", TRUE, "udp-reconnect", FALSE, "tcp-timeout",
               kTcpTimeoutMicros, "teardown-timeout", kTeardownTimeout, "user-agent", "stream-worker", nullptr);
  return source;
}

std::optional<RtpEncoding> encoding_of_caps(const GstCaps* caps) {
  if (!caps || gst_caps_is_empty(caps)) return std::nullopt;
  const GstStructure* structure = gst_caps_get_structure(caps, 0);
  const char* media = gst_structure_get_string(structure, "media");
  const char* encoding = gst_structure_get_string(structure, "encoding-name");
  if (!media || !encoding) return std::nullopt;
  return gst::encoding_of(media, encoding);
}

}  // namespace

// One run, from open() to the end of its pipeline. Built, started and stopped on the control thread; streams appear on
// the source's thread.
class RtspInput::Run final {
 public:
  Run(ports::PipelineRunId run, const Url& url, TimeDelta latency, const ports::Clock& clock, ports::EventSink& events)
      : latency_(latency), clock_(clock), reporter_(run, url, events) {}

  void silence() { reporter_.silence(); }

  void start() {
    if (auto built = build(); !built) return fail(built.error());
    if (gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
      fail("the input pipeline does not start");
    }
  }

  void stop() {
    if (!pipeline_) return;
    gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
    // A pad may have appeared while the pipeline was going down; its branch then missed the change.
    for (const auto& branch : branches_) gst_element_set_state(branch->bin(), GST_STATE_NULL);
    pipeline_.reset();
  }

 private:
  expected<void, std::string> build() {
    if (auto ready = gst::init_gstreamer(); !ready) return ready;
    pipeline_ = gst::ElementPtr(GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new("input"))));
    gst::listen_to_bus(pipeline_.get(), reporter_);
    auto source = add_source(pipeline_.get(), reporter_.url(), latency_);
    if (!source) return unexpected(source.error());
    g_signal_connect(*source, "on-sdp", G_CALLBACK(&Run::on_sdp), this);
    g_signal_connect(*source, "select-stream", G_CALLBACK(&Run::on_select_stream), this);
    g_signal_connect(*source, "pad-added", G_CALLBACK(&Run::on_pad_added), this);
    return {};
  }

  void fail(const std::string& text) { reporter_.fail(PipelineErrorType::kPipeline, InputFailure::kBroken, text); }

  static void on_sdp(GstElement*, GstSDPMessage* sdp, gpointer self) {
    gchar* text = gst_sdp_message_as_text(sdp);
    static_cast<Run*>(self)->reporter_.on_described(text);
    g_free(text);
  }

  // The first H.264 and the first AAC stream are set up; a server is not asked for others.
  static gboolean on_select_stream(GstElement*, guint, GstCaps* caps, gpointer self) {
    auto& run = *static_cast<Run*>(self);
    const auto encoding = encoding_of_caps(caps);
    if (!encoding) return FALSE;
    bool& taken = *encoding == RtpEncoding::kH264 ? run.video_taken_ : run.audio_taken_;
    return std::exchange(taken, true) ? FALSE : TRUE;
  }

  static void on_pad_added(GstElement*, GstPad* pad, gpointer self) {
    const gst::CapsPtr caps(gst_pad_get_current_caps(pad));
    if (const auto encoding = encoding_of_caps(caps.get())) static_cast<Run*>(self)->add_branch(*encoding, pad);
  }

  void add_branch(RtpEncoding encoding, GstPad* pad) {
    auto branch = gst::IngestBranch::create(encoding, clock_, reporter_);
    if (!branch) return fail(branch.error());
    gst::Element* bin = (*branch)->bin();
    branches_.push_back(std::move(*branch));
    gst_bin_add(GST_BIN(pipeline_.get()), bin);
    gst_element_sync_state_with_parent(bin);
    const gst::PadPtr entry(gst_element_get_static_pad(bin, "sink"));
    if (GST_PAD_LINK_FAILED(gst_pad_link(pad, entry.get()))) {
      reporter_.fail(PipelineErrorType::kNegotiation, InputFailure::kUnsupported,
                     "a stream of the source cannot be linked");
    }
  }

  const TimeDelta latency_;
  const ports::Clock& clock_;
  gst::InputReporter reporter_;
  bool video_taken_ = false;                                  // the source's thread only
  bool audio_taken_ = false;                                  // the source's thread only
  std::vector<std::unique_ptr<gst::IngestBranch>> branches_;  // the source's thread, then stop()
  gst::ElementPtr pipeline_;
};

RtspInput::RtspInput(const ports::Clock& clock, ports::EventSink& events) : clock_(clock), events_(events) {
  gst::preload_elements({"rtspsrc", "rtpbin", "rtph264depay", "h264parse", "aacparse", "appsink"});
}

RtspInput::~RtspInput() { close(); }

void RtspInput::open(ports::PipelineRunId run, const Url& url, TimeDelta latency) {
  close();  // a run that failed or ended on its own still has a pipeline
  run_ = std::make_shared<Run>(run, url, latency, clock_, events_);
  control_.post([started = run_] { started->start(); });
}

void RtspInput::close() {
  if (!run_) return;
  run_->silence();
  control_.post([stopped = std::exchange(run_, nullptr)] { stopped->stop(); });
}

}  // namespace sw::adapters

// What a run of the input tells: GStreamer's callbacks in, the port's events out, in whatever thread they come.
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "worker/adapters/gstreamer/bus_listener.h"
#include "worker/adapters/gstreamer/ingest_branch.h"
#include "worker/adapters/gstreamer/run_events.h"
#include "worker/base/url.h"

namespace sw::adapters::gst {

class InputReporter final : public BusListener, public IngestListener {
 public:
  // The sink is used until silence().
  InputReporter(ports::PipelineRunId run, Url url, ports::EventSink& events);

  const Url& url() const { return url_; }
  // Nothing is posted once this has returned.
  void silence() { events_.silence(); }

  // The server's session description, as text.
  void on_described(std::string_view sdp);
  // The pipeline cannot be built or linked.
  void fail(ports::PipelineErrorType type, ports::InputFailure failure, const std::string& text);

  void on_error(const BusError& error) override;
  void on_warning(const BusError& error) override;
  void on_end_of_stream() override;

  void on_format(Format format) override;
  void on_unit(AccessUnit unit) override;
  void on_unsupported(const std::string& text) override;

 private:
  const Url url_;
  RunEvents events_;
  std::atomic<bool> described_{false};
};

}  // namespace sw::adapters::gst

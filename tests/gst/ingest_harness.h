// An ingest branch without a network: RTP packets in, what it tells in order.
#pragma once

#include <gst/check/gstharness.h>

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "tests/gst/manual_clock.h"
#include "tests/gst/rtp_packets.h"
#include "worker/adapters/gstreamer/ingest_branch.h"

namespace sw::tests {

struct Unsupported {
  std::string text;
};
using Told = std::variant<Format, AccessUnit, Unsupported>;

class IngestHarness final : public adapters::gst::IngestListener {
 public:
  explicit IngestHarness(adapters::gst::RtpEncoding encoding)
      : branch_(adapters::gst::IngestBranch::create(encoding, clock, *this).value()),
        harness_(gst_harness_new_with_element(branch_->bin(), "sink", nullptr)) {
    gst_harness_play(harness_);
  }
  ~IngestHarness() override { gst_harness_teardown(harness_); }
  IngestHarness(const IngestHarness&) = delete;
  IngestHarness& operator=(const IngestHarness&) = delete;

  // Pushes all packets; everything that comes of them is told before this returns.
  GstFlowReturn push(RtpPackets media) {
    gst_harness_set_src_caps(harness_, media.caps.release());
    GstFlowReturn flow = GST_FLOW_OK;
    for (auto& packet : media.packets) flow = gst_harness_push(harness_, packet.release());
    gst_harness_push_event(harness_, gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new_empty("end")));
    return flow;
  }
  // The last access unit waits for its successor in some parsers.
  void end() { gst_harness_push_event(harness_, gst_event_new_eos()); }

  void on_format(Format format) override { told.emplace_back(std::move(format)); }
  void on_unit(AccessUnit unit) override { told.emplace_back(std::move(unit)); }
  void on_unsupported(const std::string& text) override { told.emplace_back(Unsupported{text}); }

  template <class Kind>
  std::vector<Kind> all() const {
    std::vector<Kind> found;
    for (const Told& one : told) {
      if (const auto* kind = std::get_if<Kind>(&one)) found.push_back(*kind);
    }
    return found;
  }
  std::vector<AccessUnit> units() const { return all<AccessUnit>(); }
  template <class TrackFormat>
  std::vector<TrackFormat> formats() const {
    std::vector<TrackFormat> found;
    for (const Format& format : all<Format>()) found.push_back(std::get<TrackFormat>(format));
    return found;
  }

  ManualClock clock;
  std::vector<Told> told;

 private:
  std::unique_ptr<adapters::gst::IngestBranch> branch_;
  GstHarness* harness_;
};

}  // namespace sw::tests

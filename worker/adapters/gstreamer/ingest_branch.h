// One track from RTP packets to access units: depayloader ! parser ! appsink, in a bin whose pad "sink" takes the
// packets. No decoding, no queue, no clock: what comes out depends on what went in alone.
#pragma once

#include <memory>
#include <string>

#include "worker/adapters/gstreamer/gst_ptr.h"
#include "worker/adapters/gstreamer/session_description.h"
#include "worker/base/expected.h"
#include "worker/base/media.h"
#include "worker/ports/clock.h"

namespace sw::adapters::gst {

// Hears a branch, in the thread that pushes into it.
class IngestListener {
 public:
  virtual ~IngestListener() = default;
  // Before the first access unit that has this format, and again upon each change.
  virtual void on_format(Format format) = 0;
  virtual void on_unit(AccessUnit unit) = 0;
  // The track cannot be carried; units of it are dropped until its format changes.
  virtual void on_unsupported(const std::string& text) = 0;
};

class IngestBranch {
 public:
  virtual ~IngestBranch() = default;
  // Branch and listener outlive the bin's last buffer. The error names what is not installed.
  static expected<std::unique_ptr<IngestBranch>, std::string> create(RtpEncoding encoding, const ports::Clock& clock,
                                                                     IngestListener& listener);
  // The bin, owned by the branch and by whatever pipeline it was added to.
  virtual Element* bin() const = 0;
};

}  // namespace sw::adapters::gst

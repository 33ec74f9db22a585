// What can be seen of a worker from outside, at its ports, as it happens: what oracles judge, what a trace records and
// what the hash of a run is made of. Nothing of the worker's inside is here.
//
// An observation lives for the call that reports it; whoever needs more keeps a copy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "fakes/wire/messages.h"
#include "sim/media/output_observer.h"
#include "sim/network/link.h"
#include "worker/base/url.h"
#include "worker/ports/event.h"
#include "worker/ports/telemetry.h"

namespace sw::sim {

// ---- The worker as a process.

// An event is handed to the worker; what it does about it follows.
struct EventHanded {
  const ports::Event& event;
};
struct WorkerExited {
  int code;
};

// ---- Its media pipeline: what it asks for.

struct InputOpened {
  ports::PipelineRunId run;
};
struct InputClosed {};
struct OutputOpened {
  ports::PipelineRunId run;
  const VideoFormat& video;
  const AudioFormat& audio;
};
struct OutputWritten {
  const ports::OutputUnit& unit;
};
struct OutputAdvanced {
  Track track;
  MediaTime until;
};
struct OutputFormatSet {
  const VideoFormat& video;
};
struct OutputEnded {};
struct OutputClosed {};

// ---- The network, at the worker's side.

struct Connecting {
  ports::ConnectionId connection;
  std::string_view service;  // "sts"; empty where nobody is known there
};
struct BytesSent {
  ports::ConnectionId connection;
  std::string_view bytes;
};
// Bytes that come are EventHanded with a ports::Received; the end, one with a ports::Closed.
struct ConnectionClosed {
  ports::ConnectionId connection;
};

// ---- The wire, as read by the reader of fakes/wire from the bytes above. It follows what carried its last byte.

using fakes::wire::Sender;
using fakes::wire::WireBroken;
using fakes::wire::WireClosing;
using fakes::wire::WireEvent;
using fakes::wire::WireOpened;
using fakes::wire::WirePacket;

// ---- Its files.

struct FileWritten {
  std::string_view path;
  std::string_view bytes;
};
struct FileRemoved {
  std::string_view path;
};
struct FileFailed {
  std::string_view path;
  std::string_view error;
};

// ---- What it says of itself.

struct Logged {
  ports::Level level;
  std::string_view component;
  std::string_view message;
  std::span<const ports::Field> fields;
};
struct Counted {
  ports::Counter counter;
  std::string_view label;
  uint64_t n;
};
struct GaugeSet {
  ports::Gauge gauge;
  double value;
};
struct Observed {
  ports::Histogram histogram;
  double value;
};
struct ReadySet {
  bool ready;
};

// ---- What the world does, so that times can be counted from it.

struct FaultBegan {
  std::string_view id;
};
struct FaultEnded {
  std::string_view id;
};

using Observation =
    std::variant<EventHanded, WorkerExited, InputOpened, InputClosed, OutputOpened, OutputWritten, OutputAdvanced,
                 OutputFormatSet, OutputEnded, OutputClosed, Connecting, BytesSent, ConnectionClosed, WireOpened,
                 WirePacket, WireEvent, WireBroken, WireClosing, FileWritten, FileRemoved, FileFailed, Logged, Counted,
                 GaugeSet, Observed, ReadySet, FaultBegan, FaultEnded>;

// Sees a run. Must not touch it.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on(Timestamp now, const Observation& observation) = 0;
};

}  // namespace sw::sim

// Every input of the engine, as one type. An event is a value: it can be compared with what a simulator makes, and
// written down.
#pragma once

#include <cstdint>
#include <variant>

#include "worker/ports/clock.h"
#include "worker/ports/media_pipeline.h"
#include "worker/ports/network.h"
#include "worker/ports/storage.h"

namespace sw::ports {

// The process was asked to stop (SIGTERM or SIGINT).
struct StopRequested {
  int signal;
};

using Event = std::variant<AlarmRang, StopRequested,                                                      //
                           InputDescribed, InputFormat, InputUnit, InputWarned, InputEnded, InputFailed,  //
                           OutputStarted, OutputDrained, OutputFailed,                                    //
                           Connected, Received, Closed, StorageDone>;

// Where adapters put events. Threads: any. Events of one thread keep their order. Never blocks, never fails.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void post(Event event) = 0;
};

}  // namespace sw::ports

// The media side of a simulated world in one piece: the server and both arms of the pipeline on it.
#pragma once

#include "sim/media/media_input.h"
#include "sim/media/media_output.h"
#include "sim/media/media_server.h"

namespace sw::sim {

struct PipelineSettings {
  MediaServerSettings server = {};
  InputLink input = {};
  OutputLink output = {};
};

// Everything passed in outlives it; `observer` may be null. Nothing of the scheduler runs after its end.
struct Pipeline {
  Pipeline(Scheduler& scheduler, ports::EventSink& sink, const PipelineSettings& settings, OutputObserver* observer)
      : server(scheduler, settings.server),
        input(scheduler, server, sink, settings.input),
        output(scheduler, server, sink, settings.output, observer) {}

  MediaServer server;
  SimMediaInput input;
  SimMediaOutput output;
};

}  // namespace sw::sim

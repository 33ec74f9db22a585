// The world as the engine sees it: one reference per port. Everything outlives the engine.
#pragma once

#include "worker/ports/audio_codec.h"
#include "worker/ports/clock.h"
#include "worker/ports/container.h"
#include "worker/ports/media_pipeline.h"
#include "worker/ports/network.h"
#include "worker/ports/random.h"
#include "worker/ports/storage.h"
#include "worker/ports/telemetry.h"

namespace sw::ports {

struct World {
  Clock& clock;
  Alarm& alarm;
  MediaInput& input;
  MediaOutput& output;
  Network& network;
  AudioCodec& codec;
  Container& container;
  Storage& storage;
  Random& random;
  Telemetry& telemetry;
};

}  // namespace sw::ports

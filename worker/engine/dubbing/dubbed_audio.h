// The audio of one segment on its way through dubbing: what the source said, and what the service made of it.
#pragma once

#include "worker/base/pcm.h"
#include "worker/base/units.h"

namespace sw::engine {

// Samples that were decoded, and the few before them that lead into them, for a cross-fade (core/splice).
struct LedAudio {
  Pcm body;
  Pcm lead;  // of the same form; may be empty
};

// The original audio of a segment.
struct SourceSegment {
  MediaTime start;  // of its first sample
  LedAudio audio;   // at the source's own rate and channels, at most two
};

}  // namespace sw::engine

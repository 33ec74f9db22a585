// What a worker is put through where no script of its own is given.
#pragma once

#include "fakes/sts/script.h"

namespace sw::fakes::conformance::worker {

// A stream of 90 s in segments of 6 s, or of 60 s in segments of 2 s, gives every rule its occasion, but for
// stream/pause-resume, which takes a loss of the worker's own input. docs/CONFORMANCE_WORKER.md tells it step by step.
sts::StsScript default_script();

}  // namespace sw::fakes::conformance::worker

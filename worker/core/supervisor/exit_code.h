// How a run of the worker ends: the process's exit code (design §4).
#pragma once

namespace sw::core {

enum class ExitCode : int {
  kOk = 0,            // normal end, or a drained SIGTERM or SIGINT
  kBadSettings = 2,   // refused before any connection
  kNoAudio = 3,       // the input has no audio track
  kInputFailed = 4,   // not readable in time, or lost and not back
  kOutputFailed = 5,  // RTMP refused, closed, or not moving
  kStsLost = 6,       // five reconnection attempts failed (FR-016h)
  kPipeline = 7,      // any other failure of a media pipeline
};

// The exit code of a process that a second signal stopped at once: 128 + signal, as shells have it.
constexpr int exit_code_of_signal(int signal) { return 128 + signal; }

}  // namespace sw::core

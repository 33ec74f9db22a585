#include "contracts/events.h"

#include <algorithm>
#include <array>

namespace sw::contracts {
namespace {

constexpr Direction kUp = Direction::kWorkerToSts;
constexpr Direction kDown = Direction::kStsToWorker;

constexpr std::array kEvents = {
    EventContract{"stream:init", kUp, "stream_init.worker_to_sts", "StreamInit",
                  "once, as the first event after the namespace is connected"},
    EventContract{"stream:ready", kDown, "stream_ready.sts_to_worker", "StreamReady",
                  "once, in answer to a valid stream:init, within 10 s"},
    EventContract{"fragment:data", kUp, "fragment_data.worker_to_sts", "FragmentData",
                  "between stream:ready and stream:end, below the confirmed max_inflight, not while paused"},
    EventContract{"fragment:ack", kDown, "fragment_ack.sts_to_worker", "StsFragmentAck",
                  "at once for each accepted fragment:data"},
    EventContract{"fragment:processed", kDown, "fragment_processed.sts_to_worker", "FragmentProcessed",
                  "once for each accepted fragment:data, after its fragment:ack"},
    EventContract{"fragment:ack", kUp, "fragment_ack.worker_to_sts", "WorkerFragmentAck",
                  "for each fragment:processed: applied once its audio is committed, else received"},
    EventContract{"backpressure", kDown, "backpressure.sts_to_worker", "Backpressure",
                  "after stream:ready, whenever the load changes"},
    EventContract{"stream:pause", kUp, "stream_pause.worker_to_sts", "StreamPause",
                  "after stream:ready, when the input is lost"},
    EventContract{"stream:resume", kUp, "stream_resume.worker_to_sts", "StreamResume",
                  "after stream:pause, when the input is back"},
    EventContract{"stream:end", kUp, "stream_end.worker_to_sts", "StreamEnd",
                  "once, right after the last fragment:data"},
    EventContract{"stream:complete", kDown, "stream_complete.sts_to_worker", "StreamComplete",
                  "once after stream:end, when every fragment has been answered; the STS closes 5 s later"},
    EventContract{"error", kDown, "error.sts_to_worker", "ErrorEvent",
                  "at any time after connect, with a fragment_id where one fragment is refused"},
    EventContract{"disconnect", Direction::kLocal, "disconnect.local", "Disconnect",
                  "never: reported to the application when the connection has ended"},
    EventContract{"config:error_simulation", kUp, "config_error_simulation.worker_to_sts", "ErrorSimulation",
                  "at any time, by a test client to an Echo STS"},
    EventContract{"config:error_simulation:ack", kDown, "config_error_simulation_ack.sts_to_worker",
                  "ErrorSimulationAck", "once for each config:error_simulation"},
    EventContract{"simulate:disconnect", kUp, "simulate_disconnect.worker_to_sts", "SimulateDisconnect",
                  "at any time, by a test client to an Echo STS; it has no answer but the disconnection"},
};

}  // namespace

std::string_view to_text(Direction direction) {
  switch (direction) {
    case Direction::kWorkerToSts:
      return "worker_to_sts";
    case Direction::kStsToWorker:
      return "sts_to_worker";
    case Direction::kLocal:
      break;
  }
  return "local";
}

std::span<const EventContract> all_events() { return kEvents; }

const EventContract* find_event(std::string_view name, Direction direction) {
  const auto found = std::find_if(kEvents.begin(), kEvents.end(), [&](const EventContract& event) {
    return event.name == name && event.direction == direction;
  });
  return found == kEvents.end() ? nullptr : &*found;
}

}  // namespace sw::contracts

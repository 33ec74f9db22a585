// What the worker is told: every setting of spec 013 that the engine acts on, as types that cannot hold a wrong value.
// How they are read from flags and the environment is app's business (worker/app/settings.h).
#pragma once

#include <cstdint>
#include <string>

#include "worker/base/ids.h"
#include "worker/base/units.h"
#include "worker/base/url.h"

namespace sw::engine {

enum class StsMode : uint8_t {
  kEnabled,      // segments, dubbing through the STS
  kPassthrough,  // media as it comes, no segments, no STS
  kDisabled,     // segments with original audio; never connects to the STS
};

struct WorkerSettings {
  StreamId stream_id;
  WorkerId worker_id;
  Url input_url;
  Url output_url;
  Url sts_service_url;
  StsMode sts_mode = StsMode::kEnabled;
  TimeDelta rtsp_latency = TimeDelta::Millis(200);
  TimeDelta ready_timeout = TimeDelta::Seconds(15);
  TimeDelta sts_timeout = TimeDelta::Seconds(8);
  int sts_max_inflight = 3;
  std::string source_language = "en";
  std::string target_language = "es";
  std::string tts_voice = "default";
  TimeDelta segment_duration = TimeDelta::Seconds(6);
  TimeDelta segment_retention = TimeDelta::Minutes(60);  // zero keeps all
  std::string segment_dir = "./segments";
  TimeDelta av_offset = TimeDelta::Seconds(6);
  TimeDelta playout_delay = TimeDelta::Millis(500);
  TimeDelta backpressure_pause_limit = TimeDelta::Seconds(60);  // zero: a pause is never probed
  TimeDelta drain_timeout = TimeDelta::Seconds(20);
};

}  // namespace sw::engine

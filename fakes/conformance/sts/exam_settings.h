// Whom an examination calls, with what it calls, and how long it waits.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/audio_data.h"
#include "worker/base/expected.h"
#include "worker/base/units.h"

namespace sw::fakes::conformance {

// Every wait of the examination. They are meant to be generous: a line that fails by one of them says so, and
// --patience multiplies them all.
struct TimeLimits {
  TimeDelta connect = TimeDelta::Seconds(10);  // to each stage of connecting
  TimeDelta ready = TimeDelta::Seconds(10);    // stream:init to its answer (FR-013a-timeout)
  TimeDelta answer = TimeDelta::Seconds(5);    // to what a service says at once: fragment:ack, error
  TimeDelta result = TimeDelta::Seconds(35);   // fragment:data to fragment:processed; the timeout_ms asked for is 30 s
  TimeDelta close = TimeDelta::Seconds(15);   // stream:complete to the end of the connection: 5 s (spec 017), and slack
  TimeDelta quiet = TimeDelta::Seconds(2);    // that something which must not come is watched for
  TimeDelta backoff = TimeDelta::Seconds(2);  // before a reconnect (FR-016f)
  TimeDelta heartbeat = TimeDelta::Seconds(180);  // a heartbeat that takes longer is not waited for
  TimeDelta slack = TimeDelta::Seconds(5);        // beyond what the service announced of its heartbeat

  TimeLimits scaled(int64_t patience) const;
};

// What a file says of itself.
struct AudioFacts {
  int64_t sample_rate_hz = 0;
  int64_t channels = 0;
  int64_t duration_ms = 0;
};
// Reads M4A; the error is one line.
using AudioReader = std::function<expected<AudioFacts, std::string>(std::string_view m4a)>;

struct ExamSettings {
  std::string subject;             // for the report: a URL without credentials
  std::string host = "127.0.0.1";  // for the Host header
  uint16_t port = 80;
  bool secure = false;
  std::string path = "/socket.io/";
  std::string source_language = "en";
  std::string target_language = "es";
  contracts::AudioData audio = {};     // of each fragment
  bool speech = false;                 // `audio` is known to be dubbed by this service: less than success is a failure
  AudioReader read_audio = {};         // none: the bytes of dubbed audio are not looked into
  bool echo = false;                   // it is an Echo STS: hold it to what only spec 017 says, too
  std::vector<std::string> only = {};  // beginnings of the names of the rules to try; empty: all
  TimeLimits limits = {};
  uint64_t seed = 1;    // of ids and masks; another for each run, so that no stream id comes twice
  int64_t unix_ms = 0;  // at the zero of the monotonic clock
};

}  // namespace sw::fakes::conformance

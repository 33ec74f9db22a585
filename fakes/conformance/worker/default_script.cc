#include "fakes/conformance/worker/default_script.h"

#include "fakes/sts/script_parser.h"
#include "worker/base/check.h"

namespace sw::fakes::conformance::worker {
namespace {

// By fragments, not by the clock: so it fits segments of any length. The nth fragment of the first session has the
// number n - 1.
constexpr std::string_view kScript = R"({"faults": [
  {"id": "two-in-flight", "do": "answer_init", "session": 1, "max_inflight": 2},
  {"id": "unknown-event", "do": "event", "event": "weather:report", "payload": {"wind": "north"},
   "at": {"fragment": 1, "after": "200ms"}},
  {"id": "error-of-nothing", "do": "error", "code": "MODEL_ERROR", "message": "blames no fragment", "retryable": true,
   "at": {"fragment": 1, "after": "400ms"}},
  {"id": "repeated", "do": "duplicate", "session": 1, "fragments": {"sequence": 1}, "gap": "300ms"},
  {"id": "late", "do": "slow", "delay": "10s", "overtaken": true, "session": 1, "fragments": {"from": 2, "to": 3}},
  {"id": "pause", "do": "backpressure", "action": "pause", "at": {"fragment": 5, "after": "100ms"}},
  {"id": "pause-over", "do": "backpressure", "action": "none", "at": {"fragment": 5, "after": "7500ms"}},
  {"id": "slow-down", "do": "backpressure", "action": "slow_down", "recommended_delay_ms": 2500,
   "at": {"fragment": 6, "after": "100ms"}},
  {"id": "slow-down-over", "do": "backpressure", "action": "none", "at": {"fragment": 8, "after": "100ms"}},
  {"id": "failed", "do": "alter", "status": "failed", "error": {"code": "MODEL_ERROR", "retryable": true},
   "session": 1, "fragments": {"sequence": 6}},
  {"id": "stray", "do": "stray_result", "of": "unknown_fragment", "at": {"fragment": 8, "after": "200ms"}},
  {"id": "under-way", "do": "slow", "delay": "3s", "session": 1, "fragments": {"sequence": 7}},
  {"id": "crash", "do": "end", "how": "reset", "at": {"fragment": 8, "after": "800ms"}},
  {"id": "turned-away", "do": "handshake", "answer": "http_error", "status": 503, "at": {"fragment": 8}, "limit": 1},
  {"id": "put-out", "do": "end", "how": "disconnect", "at": {"fragment": 9, "after": "1s"}}
]})";

}  // namespace

sts::StsScript default_script() {
  auto script = sts::parse_script_text(kScript);
  SW_CHECK(script.has_value());
  return *std::move(script);
}

}  // namespace sw::fakes::conformance::worker

#include "fakes/conformance/worker/default_script.h"

#include "fakes/sts/script_parser.h"
#include "worker/base/check.h"

namespace sw::fakes::conformance::worker {
namespace {

// By fragments and sessions, not by the clock: so it fits segments of any length up to 6 s. The nth fragment of the
// first session has the number n - 1. Behind a pause several may come at once: what follows one counts from before it.
constexpr std::string_view kScript = R"({"faults": [
  {"id": "two-in-flight", "do": "answer_init", "session": 1, "max_inflight": 2},
  {"id": "unknown-event", "do": "event", "event": "weather:report", "payload": {"wind": "north"},
   "at": {"fragment": 1, "after": "200ms"}},
  {"id": "error-of-nothing", "do": "error", "code": "MODEL_ERROR", "message": "blames no fragment", "retryable": true,
   "at": {"fragment": 1, "after": "400ms"}},
  {"id": "repeated", "do": "duplicate", "session": 1, "fragments": {"sequence": 1}, "gap": "300ms"},
  {"id": "late", "do": "slow", "delay": "10s", "overtaken": true, "session": 1, "fragments": {"from": 2, "to": 3}},
  {"id": "failed", "do": "alter", "status": "failed", "error": {"code": "MODEL_ERROR", "retryable": true},
   "session": 1, "fragments": {"sequence": 4}},
  {"id": "slow-down", "do": "backpressure", "action": "slow_down", "recommended_delay_ms": 2500,
   "at": {"fragment": 5, "after": "100ms"}},
  {"id": "slow-down-over", "do": "backpressure", "action": "none", "at": {"fragment": 7, "after": "100ms"}},
  {"id": "pause", "do": "backpressure", "action": "pause", "at": {"fragment": 8, "after": "100ms"}},
  {"id": "pause-over", "do": "backpressure", "action": "none", "at": {"fragment": 8, "after": "7500ms"}},
  {"id": "stray", "do": "stray_result", "of": "unknown_fragment", "at": {"fragment": 8, "after": "8s"}},
  {"id": "under-way", "do": "slow", "delay": "6s", "session": 1, "at": {"fragment": 8, "after": "9s"}},
  {"id": "turned-away", "do": "handshake", "answer": "http_error", "status": 503,
   "at": {"fragment": 8, "after": "14s"}, "limit": 1},
  {"id": "crash", "do": "end", "how": "reset", "session": 1, "at": {"fragment": 8, "after": "14500ms"}},
  {"id": "put-out", "do": "end", "how": "disconnect", "session": 2, "at": {"session": 2, "after": "13s"}}
]})";

}  // namespace

sts::StsScript default_script() {
  auto script = sts::parse_script_text(kScript);
  SW_CHECK(script.has_value());
  return *std::move(script);
}

}  // namespace sw::fakes::conformance::worker

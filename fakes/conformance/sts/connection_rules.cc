// connect/…: from the first byte to the namespace.
#include "fakes/conformance/sts/rule.h"
#include "fakes/conformance/sts/steps.h"

namespace sw::fakes::conformance {
namespace {

// Connecting up to and with this stage.
Script stages(std::size_t count) {
  const Script whole = connect();
  Script script;
  for (std::size_t i = 0; i <= count; ++i) script << whole.steps()[i];
  return script;
}

constexpr Rule kRules[] = {
    {"connect/websocket", "a request with X-Stream-ID and X-Worker-ID becomes a WebSocket",
     "spec FR-012a, FR-012b; RFC 6455 4.2.2", [] { return stages(1); }},
    {"connect/open-packet", "Engine.IO opens with sid, pingInterval and pingTimeout",
     "spec FR-012d; Engine.IO v4, handshake", [] { return stages(2); }},
    {"connect/namespace", "CONNECT of / without credentials is answered by CONNECT with a sid",
     "spec FR-012c; Socket.IO v5, connection to a namespace", [] { return stages(3); }},
};

}  // namespace

std::span<const Rule> connection_rules() { return kRules; }

}  // namespace sw::fakes::conformance

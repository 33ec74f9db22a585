// What an STS service says, in one short line each, so that an input can say much that makes sense, and anything else
// beside it:
//   "RN"    stream:ready with max_inflight N
//   "=N"    a success for the N-th last fragment, "~NC" a failed result with code C, "^NC" an error event
//   "E…"    an error event of no fragment, with the code …
//   "p"     backpressure: pause; "wN" slow_down by N ms; "n" none
//   "C"     stream:complete
//   others  a text message; $F in it stands for the last fragment's id
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contracts/messages.h"

namespace sw::fuzz {

// The WebSocket frames of that line; `sent` is what the worker of `stream` has sent so far.
std::string service_says(std::string_view line, const std::string& stream,
                         const std::vector<contracts::FragmentData>& sent);

// The digit at that place, 0 where there is none.
std::size_t digit_at(std::string_view text, std::size_t at);

}  // namespace sw::fuzz

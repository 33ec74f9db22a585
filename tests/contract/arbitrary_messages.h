// Any message within its schema and its limits, drawn from rapidcheck. To be called within a property only: what it
// draws there is what rapidcheck shrinks.
#pragma once

#include <string>

#include "contracts/messages.h"

namespace sw::contracts {

// One of all kinds of message that the side may send, but never an UnknownEvent.
WorkerMessage any_worker_message();
StsMessage any_sts_message();

// A message of the row `kind` (from 0) of its variant.
WorkerMessage any_worker_message(std::size_t kind);
StsMessage any_sts_message(std::size_t kind);

// Text of at most `max_characters` code points, of all that JSON has to escape or to count: quotes, backslashes,
// controls, NUL, two to four bytes a code point.
std::string any_text(std::size_t max_characters);

}  // namespace sw::contracts

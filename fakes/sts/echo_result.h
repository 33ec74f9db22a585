// What the Echo STS makes of a fragment: the same audio, a mock transcript and translation, and what a script wants
// changed about it.
#pragma once

#include <string>

#include "fakes/sts/emission.h"
#include "fakes/sts/fragment_queue.h"
#include "fakes/sts/settings.h"

namespace sw::fakes::sts {

// The languages of a session, for its mock texts.
struct Languages {
  std::string source;
  std::string target;
};

struct EchoResult {
  contracts::FragmentProcessed message;
  ResultOddity oddity = {};
};

// The result that goes out at `now`: with the failure that config:error_simulation wants, or as the script alters it.
EchoResult make_result(Timestamp now, HeldFragment fragment, const Languages& languages, const StsSettings& settings);

}  // namespace sw::fakes::sts

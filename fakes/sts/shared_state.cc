#include "fakes/sts/shared_state.h"

#include <algorithm>
#include <utility>

#include "fakes/sts/limits.h"

namespace sw::fakes::sts {

void SharedState::remember(FormerFragment fragment) {
  std::erase_if(former, [&](const FormerFragment& f) { return f.stream_id == fragment.stream_id; });
  if (former.size() >= kMaxFormerStreams) former.pop_front();
  former.push_back(std::move(fragment));
}

StsStatistics SharedState::statistics_now() const {
  StsStatistics now = statistics;
  now.faults = script.uses();
  now.breaches_received = messages.broken(contracts::Direction::kWorkerToSts);
  now.breaches_sent = messages.broken(contracts::Direction::kStsToWorker);
  return now;
}

const FormerFragment* SharedState::find_former(const std::string& stream_id) const {
  const auto found =
      std::find_if(former.begin(), former.end(), [&](const FormerFragment& f) { return f.stream_id == stream_id; });
  return found == former.end() ? nullptr : &*found;
}

}  // namespace sw::fakes::sts

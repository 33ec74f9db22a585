#include "fakes/sts/fragment_queue.h"

#include <utility>

#include "fakes/sts/limits.h"
#include "worker/base/earlier.h"

namespace sw::fakes::sts {
namespace {

bool may_be_overtaken(const HeldFragment& fragment) {
  return fragment.treatment.slow && fragment.treatment.slow->overtaken && fragment.done;
}

}  // namespace

bool FragmentQueue::is_full() const { return fragments_.size() >= kMaxHeldFragments; }

std::optional<HeldFragment> FragmentQueue::take_done(Timestamp now) {
  for (auto it = fragments_.begin(); it != fragments_.end(); ++it) {
    if (it->done && *it->done <= now) {
      HeldFragment taken = std::move(*it);
      fragments_.erase(it);
      return taken;
    }
    if (!may_be_overtaken(*it)) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Timestamp> FragmentQueue::deadline() const {
  std::optional<Timestamp> earliest;
  for (const HeldFragment& fragment : fragments_) {
    earliest = earlier(earliest, fragment.done);
    if (!may_be_overtaken(fragment)) break;
  }
  return earliest;
}

}  // namespace sw::fakes::sts

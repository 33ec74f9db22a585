#include "fakes/sts/fragment_queue.h"

#include <utility>

#include "fakes/sts/limits.h"
#include "worker/base/check.h"
#include "worker/base/earlier.h"

namespace sw::fakes::sts {
namespace {

bool may_be_overtaken(const HeldFragment& fragment) {
  return fragment.treatment.slow && fragment.treatment.slow->overtaken && fragment.done;
}

}  // namespace

bool FragmentQueue::has_room_for(const contracts::FragmentData& fragment) const {
  return fragments_.size() < kMaxHeldFragments && fragment.audio.data_base64.size() <= kMaxHeldAudio - audio_;
}

void FragmentQueue::push(HeldFragment fragment) {
  SW_CHECK(has_room_for(fragment.data));
  audio_ += fragment.data.audio.data_base64.size();
  fragments_.push_back(std::move(fragment));
}

std::optional<HeldFragment> FragmentQueue::take_done(Timestamp now) {
  for (auto it = fragments_.begin(); it != fragments_.end(); ++it) {
    if (it->done && *it->done <= now) {
      HeldFragment taken = std::move(*it);
      fragments_.erase(it);
      audio_ -= taken.data.audio.data_base64.size();
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

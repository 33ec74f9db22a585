// The fragments of a session between arrival and result, in sequence order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "contracts/echo_events.h"
#include "contracts/fragment_events.h"
#include "fakes/sts/script_run.h"
#include "worker/base/units.h"

namespace sw::fakes::sts {

struct HeldFragment {
  contracts::FragmentData data;
  Timestamp arrived;
  std::optional<Timestamp> done;  // none: never, and nothing behind it is answered either
  Treatment treatment = {};
  std::optional<contracts::SimulationRule> failure = {};  // what config:error_simulation wants
};

// A fragment leaves when it is done and everything before it has left, save for what lets itself be overtaken.
class FragmentQueue {
 public:
  std::size_t size() const { return fragments_.size(); }
  bool has_room_for(const contracts::FragmentData& fragment) const;
  bool is_empty() const { return fragments_.empty(); }
  void push(HeldFragment fragment);
  // The next one that may leave now.
  std::optional<HeldFragment> take_done(Timestamp now);
  std::optional<Timestamp> deadline() const;

 private:
  std::deque<HeldFragment> fragments_;  // at most kMaxHeldFragments
  std::size_t audio_ = 0;               // characters of their base64, at most kMaxHeldAudio
};

}  // namespace sw::fakes::sts

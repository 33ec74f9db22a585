// What a virtual STS service makes of a fragment's audio: the same samples negated (tags.h: Voice::kDubbed), sample for
// sample in their places, or one of the ways in which a service gets it wrong.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "worker/base/expected.h"
#include "worker/base/units.h"

namespace sw::sim {

struct Dub {
  enum class Damage : uint8_t {
    kNone,
    kUnits,  // a readable file of units that do not decode
    kFile,   // no file at all
  };
  bool marked = true;  // false: the source's own tags, as an echo sends them
  // The length: so many thousandths of the original's, then so much more. What is cut is missing at the end; what is
  // added holds the last sample's value.
  int64_t length_per_mille = 1000;
  TimeDelta extra_length = TimeDelta::Zero();
  // Of the reply, where they differ from the original's. Tags keep counting the original's samples.
  std::optional<int> sample_rate = std::nullopt;
  std::optional<int> channels = std::nullopt;
  Damage damage = Damage::kNone;
  // Of the service's encoder. Where nothing but the mark changes, the original's units and priming stay.
  int encoder_delay = 1024;
};

// The reply to `file`, an audio file of ToyContainer. The reason, where it is none, or cannot be made into this.
expected<std::string, std::string> dub(std::string_view file, const Dub& how);

}  // namespace sw::sim

// Randomness by name. A draw depends on nothing but the seed, the stream's name, the entity and n, so a new draw
// somewhere never shifts those of others, and any draw can be made again.
#pragma once

#include <cstdint>
#include <string_view>

#include "worker/base/units.h"

namespace sw {

// 64 evenly distributed bits for draw `n` of `entity` in the stream `name` under `seed`. A mixing function (FNV-1a
// over the name, then SplitMix64's finaliser for each number), not cryptographic.
uint64_t keyed_draw(uint64_t seed, std::string_view name, uint64_t entity, uint64_t n);

// Such a draw as a time from zero to `most`, both included; zero where `most` is not above it.
TimeDelta drawn_time(uint64_t seed, std::string_view name, uint64_t entity, uint64_t n, TimeDelta most);

}  // namespace sw

// Randomness: identifiers, masks, jitter.
#pragma once

#include <cstdint>
#include <string_view>

namespace sw::ports {

// Ownership: the world owns it; it outlives the engine. Threads: the engine's only. It never fails.
class Random {
 public:
  virtual ~Random() = default;
  // 64 evenly distributed bits: draw `n` of `entity` in the stream `name`. Where the world is seeded, the same three
  // give the same bits, in whatever order draws are made; in production nobody can guess them.
  virtual uint64_t draw(std::string_view name, uint64_t entity, uint64_t n) = 0;
};

}  // namespace sw::ports

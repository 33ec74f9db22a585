// The random source of a simulated world: the same seed gives the same draws, in whatever order they are made.
#pragma once

#include "worker/base/random.h"
#include "worker/ports/random.h"

namespace sw::sim {

class SeededRandom final : public ports::Random {
 public:
  explicit SeededRandom(uint64_t seed) : seed_(seed) {}
  uint64_t draw(std::string_view name, uint64_t entity, uint64_t n) override {
    return keyed_draw(seed_, name, entity, n);
  }

 private:
  uint64_t seed_;
};

}  // namespace sw::sim

// Randomness that nobody can guess, with the shape of the seeded one: a keyed function of name, entity and n.
#pragma once

#include <array>
#include <cstdint>

#include "worker/ports/random.h"

namespace sw::adapters {

// Every draw is HMAC-SHA256 (RFC 2104) of the three under a key of 256 bits that the kernel gave at construction, so
// that no draw tells anything of another (RFC 6455 §5.3 asks this of masks). The same three give the same bits for
// the life of one SystemRandom and different ones in the next.
class SystemRandom final : public ports::Random {
 public:
  SystemRandom();
  uint64_t draw(std::string_view name, uint64_t entity, uint64_t n) override;

 private:
  std::array<uint8_t, 32> key_;
};

}  // namespace sw::adapters

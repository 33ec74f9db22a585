// Integers of scenario files.
#pragma once

#include <cstdint>

namespace sw::sim {

// Above this not every reader of JSON keeps an integer exact (RFC 8259 §6).
inline constexpr int64_t kMaxExactInteger = (int64_t{1} << 53) - 1;

}  // namespace sw::sim

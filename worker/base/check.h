// Checks for our own bugs: on in every build, release included. Bytes from outside never reach one of these;
// they give an expected<> (see expected.h).
#pragma once

#include <cstdio>
#include <cstdlib>

namespace sw::internal {

[[noreturn]] inline void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: check failed: %s\n", file, line, condition);
  std::abort();
}

}  // namespace sw::internal

// Aborts with the place and the condition when it does not hold. One condition per check: split compound ones.
#define SW_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::sw::internal::check_failed(#condition, __FILE__, __LINE__))

// expected<T, E>: the result of anything that may fail because of somebody else. g++ 12 lacks std::expected, so this
// names the library (libexpected-dev) that has the same shape; docs/adr/0003-dependencies.md says why.
#pragma once

#include <tl/expected.hpp>

namespace sw {

using tl::expected;
using tl::unexpected;

}  // namespace sw

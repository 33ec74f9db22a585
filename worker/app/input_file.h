// A file that an operator names.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace sw::app {

// At most `max_bytes` from its start; none where it cannot be read. With one more than is allowed, whoever reads the
// text sees that it is too long.
std::optional<std::string> read_start(const std::string& path, std::size_t max_bytes);

}  // namespace sw::app

// What the subcommands of `sim` share: reading small files, and how they end.
#pragma once

#include <string>

#include "worker/base/expected.h"

namespace sw::sim {

inline constexpr int kHeld = 0;
inline constexpr int kViolated = 1;
inline constexpr int kBadInput = 2;

// The file's content, at most `max_bytes`; or one line that says what is wrong.
expected<std::string, std::string> read_file(const std::string& path, std::size_t max_bytes);

// One line on standard error, and kBadInput.
int refuse(const std::string& why);

}  // namespace sw::sim

// The path of a storage job, taken apart and checked.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "worker/base/expected.h"

namespace sw::adapters {

// At most this many folders and names in one path.
inline constexpr std::size_t kMaxPathParts = 8;
// At most this many bytes in one of them: a temporary's name is longer and must fit NAME_MAX (255).
inline constexpr std::size_t kMaxPartLength = 200;
// The end of the name of every temporary, and of nothing else.
inline constexpr std::string_view kTemporarySuffix = ".unfinished";

struct StoragePath {
  std::vector<std::string> folders;  // from the root down
  std::string name;

  // The path, or why it is refused: it is relative, and none of its parts is empty, "." or "..", too long, or named
  // like a temporary.
  static expected<StoragePath, std::string> parse(std::string_view text);
};

}  // namespace sw::adapters

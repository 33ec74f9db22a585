// Which paths the storage takes: the rule of ports::Storage.
#pragma once

#include <cstddef>
#include <string_view>

namespace sw::sim {

// The limits of the real arm (worker/adapters/filesystem/storage_path.h).
inline constexpr std::size_t kMaxPathParts = 8;
inline constexpr std::size_t kMaxPartLength = 200;

// Relative; no part is empty, ".", "..", or longer than allowed; no NUL.
bool is_storage_path(std::string_view path);

}  // namespace sw::sim

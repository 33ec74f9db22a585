#include "sim/storage/virtual_path.h"

namespace sw::sim {
namespace {

bool is_part(std::string_view part) {
  if (part.empty() || part == "." || part == "..") return false;
  return part.size() <= kMaxPartLength && part.find('\0') == std::string_view::npos;
}

}  // namespace

bool is_storage_path(std::string_view path) {
  for (std::size_t parts = 1; parts <= kMaxPathParts; ++parts) {
    const std::size_t slash = path.find('/');
    if (!is_part(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
  return false;
}

}  // namespace sw::sim

#include "worker/adapters/filesystem/storage_path.h"

namespace sw::adapters {
namespace {

bool acceptable(std::string_view part) {
  if (part.empty() || part == "." || part == "..") return false;
  if (part.size() > kMaxPartLength || part.ends_with(kTemporarySuffix)) return false;
  return part.find('\0') == std::string_view::npos;
}

}  // namespace

expected<StoragePath, std::string> StoragePath::parse(std::string_view text) {
  StoragePath path;
  for (;;) {
    const std::size_t slash = text.find('/');
    const std::string_view part = text.substr(0, slash);
    if (!acceptable(part)) return unexpected<std::string>("path refused");
    if (slash == std::string_view::npos) {
      path.name = part;
      return path;
    }
    path.folders.emplace_back(part);
    if (path.folders.size() == kMaxPathParts) return unexpected<std::string>("path refused");
    text.remove_prefix(slash + 1);
  }
}

}  // namespace sw::adapters

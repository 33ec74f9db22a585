#include "fakes/conformance/worker/known_ids.h"

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <functional>

namespace sw::fakes::conformance::worker {

std::string remembered(std::string_view id) {
  if (id.size() < kMaxRememberedId) return std::string(id);
  char hash[20];
  const int length = std::snprintf(hash, sizeof hash, "~%016" PRIx64, uint64_t{std::hash<std::string_view>()(id)});
  return std::string(id.substr(0, kMaxRememberedId - static_cast<std::size_t>(length))) + hash;
}

}  // namespace sw::fakes::conformance::worker

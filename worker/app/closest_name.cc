#include "worker/app/closest_name.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace sw::app {
namespace {

// Longer names are not compared: what costs time as the square of a length must not have one that anybody may choose.
constexpr std::size_t kMaxNameLength = 64;

// Levenshtein's distance, row by row.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string closest_name(std::string_view name, std::span<const std::string> names) {
  if (name.size() > kMaxNameLength) return {};
  std::string closest;
  std::size_t least = name.size() / 3 + 1;
  for (const std::string& candidate : names) {
    if (const std::size_t changes = distance(name, candidate); changes < least) {
      closest = candidate;
      least = changes;
    }
  }
  return closest;
}

}  // namespace sw::app

#include "worker/adapters/spdlog/redaction.h"

#include <cstddef>

namespace sw::adapters {
namespace {

constexpr std::string_view kAuthorityStart = "//";
constexpr std::string_view kAuthorityEnd = "/?# \t\r\n\"'<>";

}  // namespace

std::string redact_credentials(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (true) {
    const auto start = text.find(kAuthorityStart);
    if (start == std::string_view::npos) return result.append(text);
    const auto authority = start + kAuthorityStart.size();
    result.append(text.substr(0, authority));
    text.remove_prefix(authority);
    const auto at = text.substr(0, text.find_first_of(kAuthorityEnd)).rfind('@');
    if (at != std::string_view::npos) text.remove_prefix(at + 1);
  }
}

}  // namespace sw::adapters

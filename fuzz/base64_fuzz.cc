// Any bytes as base64 and as UTF-8. Each sequence of bytes has exactly one base64 text; a cut of UTF-8 is well formed
// and as long as it may be.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "contracts/base64.h"
#include "contracts/utf8.h"
#include "worker/base/check.h"

namespace sw::contracts {
namespace {

void check_text(std::string_view text) {
  const auto bytes = base64_decode(text);
  if (!bytes) {
    SW_CHECK(bytes.error().offset <= text.size());
    SW_CHECK(!bytes.error().reason.empty());
    return;
  }
  SW_CHECK(base64_encode(*bytes) == text);
  SW_CHECK(base64_length(bytes->size()) == text.size());
  if (bytes->empty()) return;
  SW_CHECK(base64_decode(text, bytes->size()).has_value());
  SW_CHECK(!base64_decode(text, bytes->size() - 1).has_value());
}

void check_bytes(std::string_view bytes) {
  const auto decoded = base64_decode(base64_encode(bytes));
  SW_CHECK(decoded.has_value());
  SW_CHECK(*decoded == bytes);
}

void check_utf8(std::string_view text) {
  const std::size_t bad = find_invalid_utf8(text);
  const std::string replaced = replace_invalid_utf8(text);
  SW_CHECK(find_invalid_utf8(replaced) == std::string_view::npos);
  if (bad != std::string_view::npos) {
    SW_CHECK(find_invalid_utf8(text.substr(0, bad)) == std::string_view::npos);
    return;
  }
  SW_CHECK(replaced == text);
  SW_CHECK(count_code_points(text) <= text.size());
  for (const std::size_t limit : {text.size() / 2, text.size() / 3}) {
    const std::string_view cut = cut_utf8(text, limit);
    SW_CHECK(find_invalid_utf8(cut) == std::string_view::npos);
    SW_CHECK(cut.size() <= limit);
    SW_CHECK(cut.size() + 4 > limit);
  }
}

}  // namespace
}  // namespace sw::contracts

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  sw::contracts::check_text(text);
  sw::contracts::check_bytes(text);
  sw::contracts::check_utf8(text);
  return 0;
}

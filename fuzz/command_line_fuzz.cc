// Any words as a command line, one a line of the input. Nothing throws, and what is refused is refused in one line.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "worker/app/command_line.h"
#include "worker/base/check.h"

namespace sw::app {
namespace {

// At most this many characters in a complaint: a word is repeated up to 40 of them.
constexpr std::size_t kMaxComplaint = 200;

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> result;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    result.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

void check(const std::vector<std::string>& arguments) {
  const auto command = parse_command_line(arguments);
  if (!command) {
    const std::string& complaint = command.error();
    SW_CHECK(!complaint.empty());
    SW_CHECK(complaint.size() <= kMaxComplaint);
    SW_CHECK(std::ranges::all_of(complaint, [](char c) { return c >= ' ' && c < 0x7f; }));
  } else if (const auto* printed = std::get_if<PrintCommand>(&*command)) {
    SW_CHECK(printed->text.ends_with('\n'));
  } else if (const auto* fake = std::get_if<FakeRtspCommand>(&*command)) {
    SW_CHECK(!fake->file.empty());
  }
}

}  // namespace
}  // namespace sw::app

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  sw::app::check(sw::app::words({reinterpret_cast<const char*>(data), size}));
  return 0;
}

// Any bytes as a script of the fake STS. What is taken can be written, and is read as the same; what is refused says
// why in one line.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fakes/sts/script_parser.h"
#include "fakes/sts/script_writer.h"
#include "fuzz/input.h"
#include "worker/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  using namespace sw::fakes::sts;
  const auto script = parse_script_text(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!script) {
    SW_CHECK(!script.error().empty());
    SW_CHECK(sw::fuzz::is_one_line(script.error()));
    return 0;
  }
  std::string written;
  append_json(written, *script);
  const auto again = parse_script_text(written);
  SW_CHECK(again.has_value());
  SW_CHECK(*again == *script);
  return 0;
}

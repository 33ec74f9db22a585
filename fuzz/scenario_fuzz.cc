// Any bytes as a scenario file. What is taken can be written, and is read as the same; what is refused says why in one
// line. Nothing is run.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/input.h"
#include "sim/scenario/scenario_reader.h"
#include "sim/scenario/scenario_writer.h"
#include "worker/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  using namespace sw::sim;
  const auto scenario = read_scenario_text(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!scenario) {
    SW_CHECK(!scenario.error().empty());
    SW_CHECK(sw::fuzz::is_one_line(scenario.error()));
    return 0;
  }
  const std::string written = to_json(*scenario);
  const auto again = read_scenario_text(written);
  SW_CHECK(again.has_value());
  SW_CHECK(to_json(*again) == written);
  return 0;
}

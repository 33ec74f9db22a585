// A target with a fault: it fails on every input that holds a word of the dictionary that its test gives.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "worker/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  SW_CHECK(std::string_view(reinterpret_cast<const char*>(data), size).find("planted") == std::string_view::npos);
  return 0;
}

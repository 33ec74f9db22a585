#include "worker/app/generated_id.h"

#include <array>
#include <cstdint>

#include "worker/base/ids.h"

namespace sw::app {
namespace {

std::string hexadecimal(uint64_t bits, std::size_t digits) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(digits, '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, bits >>= 4) *digit = kDigits[bits & 15];
  return text;
}

}  // namespace

std::string generate_id(std::string_view flag, std::string_view host_name, ports::Random& random) {
  constexpr std::size_t kSuffixDigits = 8;
  const uint64_t bits = random.draw(flag, 0, 0);
  if (flag == "run-id") return hexadecimal(bits, 16);
  std::string id(host_name.empty() ? "worker" : host_name.substr(0, kMaxIdLength - kSuffixDigits - 1));
  for (char& c : id) {
    if (!id_problem({&c, 1}).empty()) c = '-';
  }
  return id + "-" + hexadecimal(bits, kSuffixDigits);
}

}  // namespace sw::app

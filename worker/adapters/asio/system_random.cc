#include "worker/adapters/asio/system_random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstring>
#include <string>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "worker/base/check.h"

namespace sw::adapters {
namespace {

void append_number(std::string& text, uint64_t number) {
  for (int shift = 0; shift < 64; shift += 8) text.push_back(static_cast<char>((number >> shift) & 0xff));
}

}  // namespace

SystemRandom::SystemRandom() : key_{} {
  ssize_t got = 0;
  do {
    got = getrandom(key_.data(), key_.size(), 0);
  } while (got < 0 && errno == EINTR);
  SW_CHECK(got == static_cast<ssize_t>(key_.size()));  // up to 256 bytes never come short (getrandom(2))
}

uint64_t SystemRandom::draw(std::string_view name, uint64_t entity, uint64_t n) {
  std::string message;
  message.reserve(name.size() + 3 * sizeof(uint64_t));
  append_number(message, name.size());  // the length first, so that no two inputs make the same message
  message.append(name);
  append_number(message, entity);
  append_number(message, n);

  std::array<uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const auto* done = HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
                          reinterpret_cast<const uint8_t*>(message.data()), message.size(), digest.data(), &size);
  SW_CHECK(done != nullptr);
  uint64_t bits = 0;
  SW_CHECK(size >= sizeof bits);
  std::memcpy(&bits, digest.data(), sizeof bits);
  return bits;
}

}  // namespace sw::adapters

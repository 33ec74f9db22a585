#include "worker/base/random.h"

namespace sw {
namespace {

constexpr uint64_t kFnvOffset = 0xcbf29ce484222325;
constexpr uint64_t kFnvPrime = 0x100000001b3;
constexpr uint64_t kGoldenGamma = 0x9e3779b97f4a7c15;

// SplitMix64's output function: a bijection in which every input bit moves about half the output bits.
constexpr uint64_t mix(uint64_t x) {
  x += kGoldenGamma;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

}  // namespace

uint64_t keyed_draw(uint64_t seed, std::string_view name, uint64_t entity, uint64_t n) {
  uint64_t name_hash = kFnvOffset;
  for (const char c : name) name_hash = (name_hash ^ static_cast<unsigned char>(c)) * kFnvPrime;
  return mix(mix(mix(mix(seed) ^ name_hash) ^ entity) ^ n);
}

TimeDelta drawn_time(uint64_t seed, std::string_view name, uint64_t entity, uint64_t n, TimeDelta most) {
  if (most <= TimeDelta::Zero()) return TimeDelta::Zero();
  const uint64_t bits = keyed_draw(seed, name, entity, n);
  return TimeDelta::Nanos(static_cast<int64_t>(bits % (static_cast<uint64_t>(most.nanos()) + 1)));
}

}  // namespace sw

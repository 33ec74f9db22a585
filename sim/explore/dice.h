// Named draws for one scenario: a draw depends on nothing but the seed, its name and the entity, so that a new one
// never shifts those that were there before.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "worker/base/random.h"
#include "worker/base/units.h"

namespace sw::sim {

class Dice {
 public:
  Dice(uint64_t seed, uint64_t entity = 0) : seed_(seed), entity_(entity) {}
  // The same dice for the nth of several things.
  Dice of(uint64_t entity) const { return {seed_, entity_ * 1000 + entity + 1}; }

  uint64_t roll(std::string_view name) const { return keyed_draw(seed_, name, entity_, 0); }
  // True in `percent` of 100 cases.
  bool chance(std::string_view name, uint64_t percent) const { return roll(name) % 100 < percent; }
  // Both ends included.
  int64_t between(std::string_view name, int64_t low, int64_t high) const {
    return low + static_cast<int64_t>(roll(name) % static_cast<uint64_t>(high - low + 1));
  }
  int small(std::string_view name, int low, int high) const { return static_cast<int>(between(name, low, high)); }
  // To the millisecond.
  TimeDelta time(std::string_view name, TimeDelta low, TimeDelta high) const {
    return TimeDelta::Millis(between(name, low.millis(), high.millis()));
  }
  template <class T>
  T one_of(std::string_view name, std::initializer_list<T> values) const {
    return *(values.begin() + static_cast<std::ptrdiff_t>(roll(name) % values.size()));
  }

 private:
  uint64_t seed_;
  uint64_t entity_;
};

}  // namespace sw::sim

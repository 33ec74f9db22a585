// Time as types. A duration and three kinds of instant that cannot be mixed up:
//   TimeDelta   a signed length of time, in nanoseconds
//   Timestamp   an instant of the monotonic clock (deadlines, arrivals)
//   WallTime    an instant of the civil clock, since the Unix epoch (only for the wire and for logs)
//   MediaTime   a position on a media timeline: a PTS or a DTS
// Instant minus instant is a TimeDelta; instants of different kinds do not compile together. Nothing is implicitly
// zero: there is no default constructor. Sums saturate at the ends of int64, since a peer may send any timestamp.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace sw {

namespace internal {

constexpr int64_t saturating_add(int64_t a, int64_t b) {
  int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b > 0 ? std::numeric_limits<int64_t>::max() : std::numeric_limits<int64_t>::min();
}

constexpr int64_t saturating_sub(int64_t a, int64_t b) {
  int64_t difference = 0;
  if (!__builtin_sub_overflow(a, b, &difference)) return difference;
  return b < 0 ? std::numeric_limits<int64_t>::max() : std::numeric_limits<int64_t>::min();
}

constexpr int64_t saturating_mul(int64_t a, int64_t b) {
  int64_t product = 0;
  if (!__builtin_mul_overflow(a, b, &product)) return product;
  return (a < 0) == (b < 0) ? std::numeric_limits<int64_t>::max() : std::numeric_limits<int64_t>::min();
}

}  // namespace internal

// A signed length of time. Unit: nanoseconds.
class TimeDelta {
 public:
  TimeDelta() = delete;
  static constexpr TimeDelta Nanos(int64_t n) { return TimeDelta(n); }
  static constexpr TimeDelta Micros(int64_t n) { return TimeDelta(internal::saturating_mul(n, 1'000)); }
  static constexpr TimeDelta Millis(int64_t n) { return TimeDelta(internal::saturating_mul(n, 1'000'000)); }
  static constexpr TimeDelta Seconds(int64_t n) { return TimeDelta(internal::saturating_mul(n, 1'000'000'000)); }
  static constexpr TimeDelta Minutes(int64_t n) { return Seconds(internal::saturating_mul(n, 60)); }
  static constexpr TimeDelta Zero() { return TimeDelta(0); }

  // The time that `count` ticks of a clock with `rate` ticks per second take, rounded down to a nanosecond.
  // Exact for any count up to 2^63 / 1e9 seconds: whole seconds and the rest are taken apart. rate > 0.
  static constexpr TimeDelta Ticks(int64_t count, int64_t rate) {
    return TimeDelta(internal::saturating_add(internal::saturating_mul(count / rate, 1'000'000'000),
                                              (count % rate) * 1'000'000'000 / rate));
  }

  constexpr int64_t nanos() const { return ns_; }
  constexpr int64_t micros() const { return ns_ / 1'000; }
  constexpr int64_t millis() const { return ns_ / 1'000'000; }
  constexpr double seconds() const { return static_cast<double>(ns_) / 1e9; }

  constexpr auto operator<=>(const TimeDelta&) const = default;
  constexpr TimeDelta operator-() const { return TimeDelta(internal::saturating_sub(0, ns_)); }
  constexpr TimeDelta operator+(TimeDelta o) const { return TimeDelta(internal::saturating_add(ns_, o.ns_)); }
  constexpr TimeDelta operator-(TimeDelta o) const { return TimeDelta(internal::saturating_sub(ns_, o.ns_)); }
  constexpr TimeDelta operator*(int64_t k) const { return TimeDelta(internal::saturating_mul(ns_, k)); }
  constexpr TimeDelta operator/(int64_t k) const { return TimeDelta(ns_ / k); }
  constexpr int64_t operator/(TimeDelta o) const { return ns_ / o.ns_; }
  constexpr TimeDelta& operator+=(TimeDelta o) { return *this = *this + o; }
  constexpr TimeDelta& operator-=(TimeDelta o) { return *this = *this - o; }

 private:
  explicit constexpr TimeDelta(int64_t ns) : ns_(ns) {}
  int64_t ns_;
};

constexpr TimeDelta abs(TimeDelta d) { return d < TimeDelta::Zero() ? -d : d; }

// An instant of one kind. Kind is an empty tag type.
template <class Kind>
class Instant {
 public:
  Instant() = delete;
  static constexpr Instant FromNanos(int64_t ns) { return Instant(ns); }
  static constexpr Instant FromMillis(int64_t ms) { return Instant(TimeDelta::Millis(ms).nanos()); }
  static constexpr Instant FromSeconds(int64_t s) { return Instant(TimeDelta::Seconds(s).nanos()); }

  constexpr int64_t nanos() const { return ns_; }
  constexpr int64_t millis() const { return ns_ / 1'000'000; }

  constexpr auto operator<=>(const Instant&) const = default;
  constexpr TimeDelta operator-(Instant o) const { return TimeDelta::Nanos(internal::saturating_sub(ns_, o.ns_)); }
  constexpr Instant operator+(TimeDelta d) const { return Instant(internal::saturating_add(ns_, d.nanos())); }
  constexpr Instant operator-(TimeDelta d) const { return Instant(internal::saturating_sub(ns_, d.nanos())); }
  constexpr Instant& operator+=(TimeDelta d) { return *this = *this + d; }

 private:
  explicit constexpr Instant(int64_t ns) : ns_(ns) {}
  int64_t ns_;
};

using Timestamp = Instant<struct MonotonicKind>;
using WallTime = Instant<struct WallKind>;
using MediaTime = Instant<struct MediaKind>;

}  // namespace sw

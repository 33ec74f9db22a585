// How targets read their inputs: bytes and lines off the front, and how a peer's bytes arrive.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sw::fuzz {

class Input {
 public:
  Input(const uint8_t* data, std::size_t size, std::size_t max_size = std::string_view::npos)
      : rest_(reinterpret_cast<const char*>(data), std::min(size, max_size)) {}

  bool empty() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  // The next byte; zero where there is no more.
  uint8_t byte() { return rest_.empty() ? uint8_t{0} : static_cast<uint8_t>(take(1).front()); }
  // A digit where the input is to be readable: '0' is 0, and every other byte something below `count`, too.
  std::size_t choice(std::size_t count) { return static_cast<uint8_t>(byte() - '0') % count; }
  // At most so many bytes.
  std::string_view take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  // Up to the next line feed, which is gone, or the end.
  std::string_view line() {
    const std::string_view taken = take(rest_.find('\n'));
    take(1);
    return taken;
  }

 private:
  std::string_view rest_;
};

// Two bytes of the input say where its others are cut: into pieces of these two lengths in turn, zero for all that is
// left.
class Cuts {
 public:
  Cuts(std::size_t first, std::size_t second) : lengths_{first, second} {}
  static Cuts none() { return {0, 0}; }
  static Cuts of(Input& in) {
    const std::size_t first = in.byte();
    return {first, in.byte()};
  }

  template <class Deliver>
  void deliver(std::string_view bytes, Deliver&& deliver) const {
    for (std::size_t piece = 0; !bytes.empty(); ++piece) {
      const std::size_t length = lengths_[piece % 2];
      const std::size_t taken = length == 0 ? bytes.size() : std::min(length, bytes.size());
      deliver(bytes.substr(0, taken));
      bytes.remove_prefix(taken);
    }
  }

 private:
  std::size_t lengths_[2];
};

// Fit for one line of a log.
inline bool is_one_line(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<uint8_t>(c) < ' ' || c == 0x7f; });
}

// The number at the start of `text`, none being 0, at most `max`.
inline int64_t number_at_start(std::string_view text, int64_t max) {
  int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') break;
    number = std::min(number * 10 + (c - '0'), max);
  }
  return number;
}

}  // namespace sw::fuzz

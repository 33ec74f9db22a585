// New inputs out of old ones, the same ones each time: what stands in for libFuzzer where the compiler has none. It
// knows no coverage; ci/fuzz is for looking far, this for looking at every change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sw::fuzz {

class Mutator {
 public:
  // `corpus` has at least one input. The same corpus and words give the same inputs.
  Mutator(std::vector<std::string> corpus, std::vector<std::string> words);
  // One input of the corpus with up to four changes, of at most kMaxBytes.
  std::string next();

  static constexpr std::size_t kMaxBytes = 8 * 1024;

 private:
  std::size_t below(std::size_t count);
  void change(std::string& text);
  void change_bytes(std::string& text);
  void insert(std::string& text, const std::string& piece);
  std::string piece_of(const std::string& text);
  std::string line_of(const std::string& text);
  std::string number();

  std::vector<std::string> corpus_;
  std::vector<std::string> words_;
  uint64_t state_;
};

// The words of a dictionary as libFuzzer takes it: one a line in quotes, \\, \" and \xHH for others, '#' for comments.
std::vector<std::string> dictionary_words(const std::string& text);

}  // namespace sw::fuzz

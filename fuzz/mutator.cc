#include "fuzz/mutator.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace sw::fuzz {
namespace {

constexpr std::size_t kMaxChanges = 4;
constexpr std::size_t kMaxPiece = 64;

// SplitMix64.
uint64_t mix(uint64_t word) {
  word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9;
  word = (word ^ word >> 27) * 0x94d049bb133111eb;
  return word ^ word >> 31;
}

uint64_t hash(const std::vector<std::string>& texts, uint64_t seed) {
  for (const std::string& text : texts) {
    for (const char c : text) seed = mix(seed ^ static_cast<uint8_t>(c));
    seed = mix(seed + 256);
  }
  return seed;
}

}  // namespace

Mutator::Mutator(std::vector<std::string> corpus, std::vector<std::string> words)
    : corpus_(std::move(corpus)), words_(std::move(words)), state_(hash(words_, hash(corpus_, 1))) {}

std::size_t Mutator::below(std::size_t count) {
  state_ += 0x9e3779b97f4a7c15;
  return static_cast<std::size_t>(mix(state_) % count);
}

std::string Mutator::next() {
  // The longer of two: what a fuzzer kept is mostly short, and long scripts lead further.
  const std::string& one = corpus_[below(corpus_.size())];
  const std::string& other = corpus_[below(corpus_.size())];
  std::string text = one.size() < other.size() ? other : one;
  for (std::size_t changes = 1 + below(kMaxChanges); changes > 0; --changes) change(text);
  text.resize(std::min(text.size(), kMaxBytes));
  return text;
}

void Mutator::change(std::string& text) {
  switch (below(8)) {
    case 0:
      return insert(text, piece_of(corpus_[below(corpus_.size())]));
    case 1:
      return insert(text, piece_of(text));
    case 2:
      return insert(text, line_of(corpus_[below(corpus_.size())]));
    case 3:
      return insert(text, line_of(text));
    case 4:
      return insert(text, words_.empty() ? number() : words_[below(words_.size())]);
    case 5:
      return insert(text, number());
    default:
      return change_bytes(text);
  }
}

void Mutator::change_bytes(std::string& text) {
  if (text.empty()) return text.push_back(static_cast<char>(below(256)));
  const std::size_t at = below(text.size());
  switch (below(5)) {
    case 0:
      text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
      break;
    case 1:
      text[at] = static_cast<char>(below(256));
      break;
    case 2:
      text[at] = "0123456789\n\"{}[],:-+."[below(21)];
      break;
    case 3:
      text.erase(at, 1 + below(kMaxPiece));
      break;
    default:
      std::swap(text[at], text[below(text.size())]);
  }
}

// Between what is there, or in its place.
void Mutator::insert(std::string& text, const std::string& piece) {
  const std::size_t at = below(text.size() + 1);
  if (below(2) == 0) {
    text.insert(at, piece);
  } else {
    text.replace(at, piece.size(), piece);
  }
}

std::string Mutator::piece_of(const std::string& text) {
  if (text.empty()) return {};
  return text.substr(below(text.size()), 1 + below(kMaxPiece));
}

// Whole, with its line feed, so that scripts stay scripts.
std::string Mutator::line_of(const std::string& text) {
  if (text.empty()) return "\n";
  const std::size_t before = text.rfind('\n', below(text.size()));
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  const std::size_t end = std::min(text.find('\n', begin), text.size());
  return text.substr(begin, end - begin) + '\n';
}

std::string Mutator::number() {
  static constexpr std::array<const char*, 10> kEdges = {
      "0", "1", "-1", "255", "65536", "2147483648", "9223372036854775808", "1e400", "0.5", "18446744073709551616"};
  if (below(2) == 0) return std::to_string(below(100'000));
  return kEdges[below(kEdges.size())];
}

std::vector<std::string> dictionary_words(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end + 1) {
    end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    const std::size_t first = line.find('"');
    const std::size_t last = line.rfind('"');
    if (line.starts_with('#') || first == std::string::npos || first == last) continue;
    std::string word;
    for (std::size_t i = first + 1; i < last; ++i) {
      const bool hex = line.compare(i, 2, "\\x") == 0 && i + 4 <= last;
      if (hex) word.push_back(static_cast<char>(std::strtol(line.substr(i + 2, 2).c_str(), nullptr, 16)));
      if (!hex && line[i] == '\\') ++i;
      if (!hex) word.push_back(line[i]);
      if (hex) i += 3;
    }
    words.push_back(word);
  }
  return words;
}

}  // namespace sw::fuzz

#include "sim/oracle/media/toy_runs.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/media/byte_order.h"

namespace sw::sim {
namespace {

constexpr uint8_t kRamp = 0;
constexpr uint8_t kSamples = 1;
constexpr uint8_t kNote = 2;
constexpr double kSampleUnit = 0x1p23;

double take_sample(ByteReader& reader) {
  const auto bytes = reader.take_bytes(3);
  if (bytes.size() < 3) return 0;
  const uint32_t bits =
      static_cast<uint32_t>(bytes[0]) | static_cast<uint32_t>(bytes[1]) << 8 | static_cast<uint32_t>(bytes[2]) << 16;
  return static_cast<double>(static_cast<int32_t>(bits << 8) >> 8) / kSampleUnit;
}

}  // namespace

bool ToyRuns::append(std::span<const uint8_t> unit) {
  ByteReader reader(unit);
  const auto mark = reader.take<uint8_t>();
  reader.take<uint8_t>();
  int64_t left = reader.take<uint16_t>();
  if (reader.failed() || mark != 'T') return false;
  while (left > 0) {
    const auto kind = reader.take<uint8_t>();
    if (kind == kNote) {
      reader.take<uint64_t>();
      if (reader.failed()) return false;
      continue;
    }
    const int64_t count = reader.take<uint16_t>();
    if (reader.failed() || count == 0 || count > left || kind > kSamples) return false;
    if (kind == kRamp) {
      const double first = static_cast<double>(reader.take_float());
      add({count, first, static_cast<double>(reader.take_float())});
    } else {
      for (int64_t i = 0; i < count; ++i) add({1, take_sample(reader), 0});
    }
    if (reader.failed()) return false;
    left -= count;
  }
  return true;
}

void ToyRuns::add(ToyRun run) {
  size_ += run.count;
  if (!runs_.empty() && run.count > 1) {
    ToyRun& last = runs_.back();
    if (last.step == run.step && last.count > 1 && last.at(static_cast<double>(last.count)) == run.first) {
      last.count += run.count;
      return;
    }
  }
  runs_.push_back(run);
}

void ToyRuns::clear() {
  runs_.clear();
  size_ = 0;
  cursor_ = 0;
  cursor_begin_ = 0;
}

void ToyRuns::drop_front(int64_t count) {
  count = std::min(count, size_);
  size_ -= count;
  auto run = runs_.begin();
  for (; run != runs_.end() && count >= run->count; ++run) count -= run->count;
  runs_.erase(runs_.begin(), run);
  if (count > 0) {
    runs_.front().first = runs_.front().at(static_cast<double>(count));
    runs_.front().count -= count;
  }
  cursor_ = 0;
  cursor_begin_ = 0;
}

void ToyRuns::truncate(int64_t count) {
  while (size_ > count) {
    ToyRun& last = runs_.back();
    const int64_t cut = std::min(last.count, size_ - count);
    last.count -= cut;
    size_ -= cut;
    if (last.count == 0) runs_.pop_back();
  }
  cursor_ = 0;
  cursor_begin_ = 0;
}

std::size_t ToyRuns::find(int64_t place) const {
  if (place < cursor_begin_) {
    cursor_ = 0;
    cursor_begin_ = 0;
  }
  while (cursor_ + 1 < runs_.size() && place >= cursor_begin_ + runs_[cursor_].count) {
    cursor_begin_ += runs_[cursor_++].count;
  }
  return cursor_;
}

double ToyRuns::at(double place) const {
  if (runs_.empty()) return 0;
  const auto whole = static_cast<int64_t>(std::floor(place));
  const ToyRun& run = runs_[find(whole)];
  const double inside = place - static_cast<double>(cursor_begin_);
  const double last = static_cast<double>(run.count - 1);
  if (inside <= last || cursor_ + 1 == runs_.size()) return run.at(inside);
  const double next = runs_[cursor_ + 1].first;
  return run.at(last) + (next - run.at(last)) * (inside - last);
}

ToyRuns::Reach ToyRuns::run_at(int64_t place) const {
  if (runs_.empty()) return {0, 0};
  const ToyRun& run = runs_[find(place)];
  return {cursor_begin_, cursor_begin_ + run.count};
}

std::optional<ToyClip> read_toy_clip(std::string_view file) {
  ByteReader reader({reinterpret_cast<const uint8_t*>(file.data()), file.size()});
  const auto mark = reader.take_bytes(4);
  if (reader.failed() || !std::ranges::equal(mark, std::string_view("toya"))) return std::nullopt;
  reader.take_bytes(static_cast<std::size_t>(std::max<int64_t>(reader.take_signed(), 0)));
  ToyClip clip{};
  clip.sample_rate = static_cast<int>(reader.take<uint32_t>());
  clip.channels = reader.take<uint8_t>();
  const int64_t frame = reader.take<uint16_t>();
  clip.priming = reader.take_signed();
  clip.samples = reader.take_signed();
  const int64_t units = reader.take_signed();
  for (int64_t i = 0; i < units && !reader.failed(); ++i) {
    const int64_t before = clip.runs.size();
    const auto bytes = reader.take_bytes(static_cast<std::size_t>(std::max<int64_t>(reader.take_signed(), 0)));
    if (!clip.runs.append(bytes) || clip.runs.size() - before != frame) return std::nullopt;
  }
  if (reader.failed() || clip.priming < 0 || clip.samples < 0) return std::nullopt;
  clip.odd = std::max<int64_t>(0, frame - clip.priming);
  clip.runs.drop_front(clip.priming);
  clip.runs.truncate(clip.samples);
  return clip;
}

std::optional<std::vector<uint8_t>> plain_bytes(std::string_view base64) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  static constexpr auto kValues = [kAlphabet] {
    std::array<int8_t, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < kAlphabet.size(); ++i)
      values[static_cast<uint8_t>(kAlphabet[i])] = static_cast<int8_t>(i);
    return values;
  }();
  std::vector<uint8_t> bytes;
  bytes.reserve(base64.size() / 4 * 3);
  while (!base64.empty() && base64.back() == '=') base64.remove_suffix(1);
  uint32_t bits = 0;
  int held = 0;
  for (const char c : base64) {
    const int8_t value = kValues[static_cast<uint8_t>(c)];
    if (value < 0) return std::nullopt;
    bits = bits << 6 | static_cast<uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push_back(static_cast<uint8_t>(bits >> held));
  }
  return bytes;
}

}  // namespace sw::sim

// Virtual audio as runs: what a unit of the toy codec (sim/media/toy_unit.h) holds, without expanding it into samples.
// Successive runs of one ramp become one, so that a whole segment of tags is a run or two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace sw::sim {

// Samples that lie on a line; those that do not are runs of one.
struct ToyRun {
  int64_t count;
  double first;
  double step;
  double at(double i) const { return first + step * i; }
  bool silent() const { return first == 0 && step == 0; }
};

class ToyRuns {
 public:
  // Appends the first channel's samples of a unit. False, with nothing appended, for what is no unit.
  bool append(std::span<const uint8_t> unit);
  void append_silence(int64_t count) { add({count, 0, 0}); }
  // Drops so many samples at the front.
  void drop_front(int64_t count);
  // Keeps only so many.
  void truncate(int64_t count);
  void clear();

  int64_t size() const { return size_; }
  std::span<const ToyRun> runs() const { return runs_; }
  // The value at a place from 0 to size() - 1, also between two samples; asks are quick when they go forward.
  double at(double place) const;
  // Of the run that holds `place`.
  double step_at(int64_t place) const { return runs_.empty() ? 0 : runs_[find(place)].step; }
  // The first sample of the run that holds `place`, and the first behind it.
  struct Reach {
    int64_t begin;
    int64_t end;
  };
  Reach run_at(int64_t place) const;

 private:
  void add(ToyRun run);
  std::size_t find(int64_t place) const;

  std::vector<ToyRun> runs_;
  int64_t size_ = 0;
  // Where the last search ended.
  mutable std::size_t cursor_ = 0;
  mutable int64_t cursor_begin_ = 0;
};

// The audio of a file of ToyContainer, priming removed, as runs.
struct ToyClip {
  int sample_rate;
  int channels;
  int64_t priming;
  int64_t samples;
  int64_t
      odd;  // so many of the first come at half their values: nothing but priming precedes what a decoder gets right
  ToyRuns runs;
};
std::optional<ToyClip> read_toy_clip(std::string_view file);

// Bytes of base64 (RFC 4648 §4); none for what is none.
std::optional<std::vector<uint8_t>> plain_bytes(std::string_view base64);

}  // namespace sw::sim

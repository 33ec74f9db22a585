// A run as one number: a rolling hash over everything that was observed, in order. Equal scenarios give equal hashes on
// every machine and with every build: no address, no padding and no order of a container is in it. Everything that an
// observation says is in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/trace/observation.h"

namespace sw::sim {

class RunHash final : public Observer {
 public:
  // `keeps_steps`: the hash behind each observation is kept, to find where two runs part.
  explicit RunHash(bool keeps_steps = false) : keeps_steps_(keeps_steps) {}

  void on(Timestamp now, const Observation& observation) override;
  uint64_t value() const { return hash_; }
  uint64_t observations() const { return count_; }
  const std::vector<uint64_t>& steps() const { return steps_; }

 private:
  bool keeps_steps_;
  uint64_t hash_ = 0x9e3779b97f4a7c15;
  uint64_t count_ = 0;
  std::vector<uint64_t> steps_;
};

// Where two runs part, as the index of the first observation that differs or that only one of them has, from their
// steps(); none where they are the same.
std::optional<std::size_t> first_difference(std::span<const uint64_t> a, std::span<const uint64_t> b);

// A few bytes or many as one number; for traces, which tell of media without carrying it.
uint32_t short_hash(std::string_view bytes);

}  // namespace sw::sim

// Results on their last step: one may be held back behind others, and copies of it may follow.
#pragma once

#include <optional>
#include <vector>

#include "fakes/sts/emission.h"
#include "worker/base/units.h"

namespace sw::fakes::sts {

class Delivery {
 public:
  // A result that is to go out now: it, and those that were held back behind it.
  void send(Timestamp now, Emission result, const std::optional<WrongOrder>& wrong_order,
            const std::optional<Duplicate>& duplicate, Emissions& out);
  // No further result will come: what is held back goes out.
  void release_all(Timestamp now, Emissions& out);
  // Copies that are due.
  void on_time(Timestamp now, Emissions& out);
  std::optional<Timestamp> deadline() const;

 private:
  struct HeldBack {
    Emission result;
    std::optional<Duplicate> duplicate;
    int64_t behind;
  };
  struct Copies {
    Emission result;
    int64_t left;
    TimeDelta gap;
    Timestamp due;
  };

  void give_out(Timestamp now, Emission result, const std::optional<Duplicate>& duplicate, Emissions& out);
  void count_down(Timestamp now, Emissions& out);

  std::vector<HeldBack> held_back_;  // at most kMaxHeldFragments
  std::vector<Copies> copies_;       // at most kMaxHeldFragments
};

}  // namespace sw::fakes::sts

// One instance of a parametrised test for each row of the table of events.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "contracts/events.h"

namespace sw::contracts {

class EachEvent : public testing::TestWithParam<EventContract> {
 protected:
  // The row itself, whose address is what schema_problem() knows it by.
  const EventContract& event() const { return *find_event(GetParam().name, GetParam().direction); }
};

inline std::string row_name(const testing::TestParamInfo<EventContract>& info) {
  std::string name(info.param.schema);
  for (char& c : name) c = c == '.' ? '_' : c;
  return name;
}

inline void PrintTo(const EventContract& event, std::ostream* out) { *out << event.schema; }

}  // namespace sw::contracts

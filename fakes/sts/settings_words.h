// The words of the service's settings, on the command line and in scenarios.
#pragma once

#include "contracts/enum_names.h"
#include "fakes/sts/settings.h"

namespace sw::contracts {

template <>
struct EnumNames<fakes::sts::SlotRelease> {
  static constexpr std::string_view kNames[] = {"result", "acknowledged", "applied"};
};
template <>
struct EnumNames<fakes::sts::PressureRelease> {
  static constexpr std::string_view kNames[] = {"at_once", "next_fragment", "never"};
};

}  // namespace sw::contracts

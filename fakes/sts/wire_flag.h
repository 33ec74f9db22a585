// How a flag that may also be null or missing is written, in scripts as on the wire.
#pragma once

#include <string_view>

#include "contracts/object_writer.h"
#include "fakes/sts/script.h"

namespace sw::fakes::sts {

inline void write_flag(contracts::ObjectWriter& out, std::string_view name, WireFlag flag) {
  if (flag == WireFlag::kNull) out.json_member(name, "null");
  if (flag == WireFlag::kTrue || flag == WireFlag::kFalse) out.member(name, flag == WireFlag::kTrue);
}

}  // namespace sw::fakes::sts

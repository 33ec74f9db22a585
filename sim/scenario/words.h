// The words of a scenario's JSON form for enums.
#pragma once

#include "contracts/enum_names.h"
#include "fakes/sts/settings_words.h"
#include "sim/scenario/scenario.h"

namespace sw::contracts {

template <>
struct EnumNames<engine::StsMode> {
  static constexpr std::string_view kNames[] = {"enabled", "passthrough", "disabled"};
};
template <>
struct EnumNames<sim::Pieces> {
  static constexpr std::string_view kNames[] = {"as_written", "drawn", "bytewise", "joined"};
};
template <>
struct EnumNames<sim::Way> {  // counts from 1
  static constexpr std::string_view kNames[] = {"", "to_server", "to_worker", "both"};
};
template <>
struct EnumNames<sim::AfterPartition> {
  static constexpr std::string_view kNames[] = {"resume", "reset", "silent"};
};
template <>
struct EnumNames<sim::CutEffect> {
  static constexpr std::string_view kNames[] = {"reset", "end", "silence"};
};
template <>
struct EnumNames<fakes::SlowReader> {
  static constexpr std::string_view kNames[] = {"discard", "close"};
};
template <>
struct EnumNames<ports::PipelineErrorType> {
  static constexpr std::string_view kNames[] = {"pipeline_error", "element_error", "stream_error", "negotiation_error"};
};

}  // namespace sw::contracts

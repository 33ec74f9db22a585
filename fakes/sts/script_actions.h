// The table of a script's actions: the word that stands in "do", and how its fields are read and written.
#pragma once

#include <span>
#include <string_view>

#include "fakes/sts/script.h"
#include "fakes/sts/strict_object.h"

namespace sw::fakes::sts {

enum class ActionKind : uint8_t { kOfFragments, kOfSpan, kOfMoment };

struct ActionRow {
  std::string_view word;
  ActionKind kind;
  bool picks_sessions;  // whether "stream" and "session" make sense
  bool is_counted;      // whether it has uses, and so "limit"
  FaultAction (*read)(StrictObject& in);
};
std::span<const ActionRow> action_rows();
// nullptr for a word that is no action.
const ActionRow* find_action(std::string_view word);
const ActionRow& row_of(const FaultAction& action);

}  // namespace sw::fakes::sts

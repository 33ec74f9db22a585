// Enums that travel as words. Beside each enum stands a specialisation of EnumNames with the words in the order of the
// enumerators, which count from 0: that table is all that reading, writing and error texts need.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace sw::contracts {

// template <> struct EnumNames<Colour> { static constexpr std::string_view kNames[] = {"red", "green"}; };
template <class E>
struct EnumNames;

template <class E>
concept NamedEnum = requires {
  EnumNames<E>::kNames[0];
};

template <NamedEnum E>
constexpr std::string_view to_text(E value) {
  return EnumNames<E>::kNames[static_cast<std::size_t>(value)];
}

// The enumerator that `text` names, exactly and in this case; none where no enumerator has that name.
template <NamedEnum E>
constexpr std::optional<E> parse_enum(std::string_view text) {
  for (std::size_t i = 0; i < std::size(EnumNames<E>::kNames); ++i) {
    if (EnumNames<E>::kNames[i] == text) return static_cast<E>(i);
  }
  return std::nullopt;
}

}  // namespace sw::contracts

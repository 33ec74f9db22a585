// What somebody probably meant who mistyped a name.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sw::app {

// The first of `names` with the fewest letters to insert, delete or replace, where these are at most a third of
// `name`; empty when none is that close.
std::string closest_name(std::string_view name, std::span<const std::string> names);

}  // namespace sw::app

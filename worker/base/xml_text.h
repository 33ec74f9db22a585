// Text as XML 1.0 takes it, for the reports that a CI reads.
#pragma once

#include <string>
#include <string_view>

namespace sw {

// `text` with <, >, & and " as entities, fit for an element and for an attribute in double quotes. Control characters,
// which XML has no form for, become spaces.
std::string xml(std::string_view text);

}  // namespace sw

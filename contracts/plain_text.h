// Characters that a string of JSON holds as they stand, as base64 is: looked at eight at a time, so that a long
// fragment is passed over in a fraction of the time that going character by character takes.
#pragma once

#include <cstddef>
#include <string_view>

namespace sw::contracts {

// How many characters at the start of `text` are plain: printable ASCII but '"' and '\\' (RFC 8259 §7).
std::size_t plain_prefix(std::string_view text);

}  // namespace sw::contracts

// The JSON of an event, read in place and within the limits of the contracts, whatever a peer has made of it.
#pragma once

#include <rapidjson/document.h>

#include <string_view>

namespace sw::fakes::wire {

// Puts the value of `text`, which ends with a NUL byte, into `document`; strings stay in the text. Says what is wrong
// with it, which is nothing where it could be read: then the value has at most contracts::kMaxJsonDepth levels, which
// is how deep whoever looks at it may have to recurse, and contracts::kMaxJsonValues values.
std::string_view read_json(rapidjson::Document& document, char* text);

}  // namespace sw::fakes::wire

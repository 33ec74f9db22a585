// The end of a text. C++17, see limits.h.
#pragma once

#include <string_view>

namespace sw::protocol::websocket {

// Whether `text`, UTF-8 up to there, ends in the middle of a code point (RFC 3629 §3).
bool ends_inside_code_point(std::string_view text);

}  // namespace sw::protocol::websocket

// UTF-8 (RFC 3629): what JSON text is made of. Everything here is linear in the text and fast where it is ASCII.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sw::contracts {

// The offset of the first byte that does not belong to well-formed UTF-8, or npos. Overlong forms, surrogates and
// anything above U+10FFFF are not well formed (RFC 3629 §3).
std::size_t find_invalid_utf8(std::string_view text);

// Code points in well-formed text: what JSON Schema calls the length of a string (draft 7 validation §6.3.1).
std::size_t count_code_points(std::string_view text);

// The longest prefix of well-formed text that has at most `max_bytes` bytes and ends at a code point.
std::string_view cut_utf8(std::string_view text, std::size_t max_bytes);

// `text` with U+FFFD in place of each byte that is not well formed.
std::string replace_invalid_utf8(std::string_view text);

}  // namespace sw::contracts

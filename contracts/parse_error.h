// Why a payload does not keep its contract.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <string_view>

namespace sw::contracts {

struct ParseError {
  std::string pointer;   // JSON pointer (RFC 6901) to the first offending value; empty for the payload itself
  std::string expected;  // "integer 8000..96000"
  std::string got;       // "string \"44100\""; never more than a few words of what the peer sent, and printable
  bool operator==(const ParseError&) const = default;
};

// "at /audio/sample_rate_hz: expected integer 8000..96000, got string "44100"", fit for one line of a log.
std::string to_text(const ParseError& error);

// A value in a few words for ParseError::got: its type, and its content where that is short. Longer strings are told
// by their length alone: audio and transcripts are never logged.
std::string describe(const rapidjson::Value& value);
// A string likewise.
std::string describe_text(std::string_view text);

}  // namespace sw::contracts

// Generators of what travels, for rapidcheck: to be called within a property.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sw::protocol::testing {

// UTF-8 of at most so many characters, those among them that have to be escaped somewhere.
std::string any_word(std::size_t max_characters);
// A JSON value, compact, a few levels deep.
std::string any_json(int levels = 2);

struct WireEvent {
  std::string nsp = "/";
  std::optional<uint64_t> id = {};
  std::string name = {};
  std::string arguments = {};  // JSON, comma-separated; the placeholders of the attachments stand last
  std::vector<std::string> attachments = {};
  std::string text() const;  // of the packet
};
WireEvent any_event();

// `text` with one to three bytes changed, put in, or taken out; what is put in is among `alphabet`.
std::string damaged(std::string text, std::string_view alphabet);

// `text` in pieces, by any number of cuts anywhere; now and then byte by byte.
std::vector<std::string> cut_up(std::string_view text);

}  // namespace sw::protocol::testing

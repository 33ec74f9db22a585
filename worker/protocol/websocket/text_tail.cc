#include "worker/protocol/websocket/text_tail.h"

#include <cstddef>

namespace sw::protocol::websocket {

bool ends_inside_code_point(std::string_view text) {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte < 0x80) return false;
    if (byte < 0xC0) continue;  // a continuation byte: its lead stands further left
    const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
    return back < length;
  }
  return false;
}

}  // namespace sw::protocol::websocket

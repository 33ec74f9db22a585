#include "tests/unit/protocol/arbitrary_wire.h"

#include <rapidcheck.h>

#include <algorithm>

#include "worker/protocol/json/json_document.h"
#include "worker/protocol/limits.h"
#include "worker/protocol/socket_io/packet.h"

namespace sw::protocol::testing {
namespace {

std::string any_scalar() {
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      return quote(any_word(6));
    case 1:
      return std::to_string(*rc::gen::arbitrary<int64_t>());
    case 2:
      return *rc::gen::element<std::string>("true", "false", "null");
    default:
      return *rc::gen::element<std::string>("0.5", "-1e300", "0");
  }
}

void append(std::string& list, const std::string& item) {
  if (!list.empty()) list += ',';
  list += item;
}

}  // namespace

std::string any_word(std::size_t max_characters) {
  static const std::vector<std::string> kCharacters = {"a", "7", " ", "\"", "\\", "/", ",", "\n", "ü", "😀"};
  std::string word;
  for (auto left = *rc::gen::inRange<std::size_t>(0, max_characters + 1); left > 0; --left) {
    word += *rc::gen::elementOf(kCharacters);
  }
  return word;
}

std::string any_json(int levels) {
  const int kind = levels == 0 ? 0 : *rc::gen::inRange(0, 4);
  if (kind < 2) return any_scalar();
  std::string items;
  for (int count = *rc::gen::inRange(0, 4); count > 0; --count) {
    const std::string key = kind == 2 ? "" : quote(std::to_string(count) + any_word(2)) + ":";
    append(items, key + any_json(levels - 1));
  }
  return kind == 2 ? "[" + items + "]" : "{" + items + "}";
}

std::string WireEvent::text() const {
  return socket_io::encode(socket_io::OutgoingEvent{nsp, id, name, arguments, attachments.size()});
}

WireEvent any_event() {
  WireEvent event;
  event.nsp = *rc::gen::element<std::string>("/", "/custom", "/a/b-c");
  if (*rc::gen::arbitrary<bool>()) event.id = *rc::gen::element<uint64_t>(0, 1, 12, kMaxAckId);
  event.name = "e" + any_word(4);
  for (int count = *rc::gen::inRange(0, 3); count > 0; --count) append(event.arguments, any_json());
  for (auto count = *rc::gen::inRange<std::size_t>(0, 4); count > 0; --count) {
    append(event.arguments, socket_io::placeholder_json(event.attachments.size()));
    event.attachments.push_back(*rc::gen::arbitrary<std::string>());
  }
  return event;
}

std::string damaged(std::string text, std::string_view alphabet) {
  for (int changes = *rc::gen::inRange(1, 4); changes > 0 && !text.empty(); --changes) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const char byte = alphabet[*rc::gen::inRange<std::size_t>(0, alphabet.size())];
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        text[at] = byte;
        break;
      case 1:
        text.insert(at, 1, byte);
        break;
      default:
        text.erase(at, 1);
    }
  }
  return text;
}

std::vector<std::string> cut_up(std::string_view text) {
  std::vector<std::size_t> cuts;
  if (*rc::gen::inRange(0, 5) == 0) {
    for (std::size_t at = 1; at < text.size(); ++at) cuts.push_back(at);
  } else {
    cuts = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, text.size() + 1));
  }
  cuts.push_back(text.size());
  std::ranges::sort(cuts);
  std::vector<std::string> pieces;
  std::size_t from = 0;
  for (const std::size_t cut : cuts) {
    pieces.emplace_back(text.substr(from, cut - from));
    from = cut;
  }
  return pieces;
}

}  // namespace sw::protocol::testing

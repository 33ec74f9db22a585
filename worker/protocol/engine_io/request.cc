#include "worker/protocol/engine_io/request.h"

#include <cstdint>
#include <string_view>

namespace sw::protocol::engine_io {
namespace {

constexpr std::string_view kSidAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr int kSidWords = 4;
constexpr int kCharactersPerWord = 5;

// The value of the first parameter `name` in a query, absent where there is none. No value that is looked for needs
// percent-encoding.
std::optional<std::string_view> find_parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(pair.size() == query.size() ? pair.size() : pair.size() + 1);
    if (pair.substr(0, pair.find('=')) != name) continue;
    return pair.size() == name.size() ? std::string_view() : pair.substr(name.size() + 1);
  }
  return std::nullopt;
}

websocket::Refusal refusal(int code, std::string_view message) {
  return {400, "application/json",
          "{\"code\":" + std::to_string(code) + ",\"message\":\"" + std::string(message) + "\"}"};
}

}  // namespace

std::optional<websocket::Refusal> find_refusal(const websocket::Request& request) {
  if (find_parameter(request.query, "transport") != "websocket") return refusal(0, "Transport unknown");
  if (find_parameter(request.query, "sid")) return refusal(1, "Session ID unknown");
  if (request.method != "GET") return refusal(2, "Bad handshake method");
  if (!request.upgrade) return refusal(3, "Bad request");
  if (find_parameter(request.query, "EIO") != "4") return refusal(5, "Unsupported protocol version");
  return std::nullopt;
}

std::string make_sid(const RandomWords& random) {
  std::string sid;
  for (int i = 0; i < kSidWords; ++i) {
    uint32_t word = random();
    for (int j = 0; j < kCharactersPerWord; ++j, word >>= 6) sid.push_back(kSidAlphabet[word % 64]);
  }
  return sid;
}

}  // namespace sw::protocol::engine_io

#include "worker/protocol/websocket/handshake.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace sw::protocol::websocket {
namespace {

// What the handshake itself sets (RFC 6455 §4.1), or what would change how the request is framed.
constexpr std::array<std::string_view, 7> kReserved = {
    "host", "upgrade", "connection", "content-length", "transfer-encoding", "user-agent", "expect"};
constexpr std::string_view kReservedPrefix = "sec-websocket-";
constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool is_visible(char c) { return c > ' ' && c < '\x7F'; }

// RFC 9110 §5.6.2.
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || kTokenMarks.find(c) != std::string_view::npos;
  });
}

bool is_header_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == ' ' || is_visible(c); });
}

bool is_reserved(std::string_view name) {
  return equal_ignoring_case(name.substr(0, kReservedPrefix.size()), kReservedPrefix) ||
         std::any_of(kReserved.begin(), kReserved.end(), [&](auto r) { return equal_ignoring_case(name, r); });
}

}  // namespace

std::string_view find_problem(const ClientOptions& options) {
  if (options.host.empty() || !std::all_of(options.host.begin(), options.host.end(), is_visible)) return "bad host";
  if (options.port == 0) return "bad port";
  const std::string& resource = options.resource;
  if (resource.empty() || resource.front() != '/') return "bad resource";
  if (!std::all_of(resource.begin(), resource.end(), is_visible)) return "bad resource";
  for (const Header& header : options.headers) {
    if (!is_token(header.name)) return "bad header name";
    if (is_reserved(header.name)) return "reserved header name";
    if (!is_header_value(header.value)) return "bad header value";
  }
  return {};
}

const std::string& Request::header(std::string_view name) const {
  static const std::string absent;
  for (const Header& header : headers) {
    if (equal_ignoring_case(header.name, name)) return header.value;
  }
  return absent;
}

}  // namespace sw::protocol::websocket

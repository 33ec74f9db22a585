#include "worker/protocol/websocket/client_link.h"

#include <exception>
#include <memory>
#include <string>
#include <utility>

namespace sw::protocol::websocket {
namespace {

constexpr std::string_view kUserAgent = "stream-worker";
constexpr unsigned kSwitchingProtocols = 101;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The status in "HTTP/1.1 101 Switching Protocols" (RFC 9112 §4); 0 where the line is no such thing. The library would
// store any number in an enumeration. Some servers leave out the space before an empty reason.
unsigned status_of(std::string_view head) {
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  constexpr std::size_t kDigits = 3;
  if (head.substr(0, kVersion.size()) != kVersion) return 0;
  const std::string_view rest = head.substr(kVersion.size());
  if (rest.size() <= kDigits || !is_digit(rest[0]) || !is_digit(rest[1]) || !is_digit(rest[2])) return 0;
  if (rest[kDigits] != ' ' && rest[kDigits] != '\r') return 0;
  const auto digit = [&](std::size_t i) { return static_cast<unsigned>(rest[i] - '0'); };
  return digit(0) * 100 + digit(1) * 10 + digit(2);
}

std::string bracketed(const std::string& host) { return host.find(':') == std::string::npos ? host : "[" + host + "]"; }

}  // namespace

ClientLink::ClientLink(ClientOptions options, RandomWords random)
    : Link(false, options.max_message_bytes, std::move(random)), options_(std::move(options)) {}

void ClientLink::on_start() {
  if (const auto problem = find_problem(options_); !problem.empty()) {
    end(EndKind::kBadOptions, 0, problem);
    return;
  }
  try {
    library().set_uri(std::make_shared<websocketpp::uri>(options_.secure, bracketed(options_.host), options_.port,
                                                         options_.resource));
    library().replace_header("User-Agent", std::string(kUserAgent));
    for (const Header& header : options_.headers) library().replace_header(header.name, header.value);
    start_library();
  } catch (const std::exception& problem) {
    end(EndKind::kBadOptions, 0, problem.what());
  }
}

void ClientLink::on_head() {
  const unsigned status = status_of(head());
  if (status < 100) return end(EndKind::kHandshake, 0, "not an answer in HTTP/1.1");
  if (status != kSwitchingProtocols) return end(EndKind::kRefused, status, "HTTP status " + std::to_string(status));
  feed_head();
}

// We offered neither extension nor subprotocol, so an answer that names one fails the connection (RFC 6455 §4.1); and a
// 101 has no body (RFC 9110 §8.6), whatever its headers say.
std::string_view ClientLink::find_handshake_problem() const {
  if (!library().get_response_header("Sec-WebSocket-Extensions").empty()) return "an extension that was not offered";
  if (!library().get_response_header("Sec-WebSocket-Protocol").empty()) return "a subprotocol that was not offered";
  const std::string& length = library().get_response_header("Content-Length");
  if (!length.empty() && length != "0") return "a body behind status 101";
  if (!library().get_response_header("Transfer-Encoding").empty()) return "a body behind status 101";
  return {};
}

}  // namespace sw::protocol::websocket

#include "worker/protocol/websocket/client_link.h"

#include <exception>
#include <memory>
#include <string>
#include <utility>

namespace sw::protocol::websocket {
namespace {

constexpr std::string_view kUserAgent = "stream-worker";

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

void ClientLink::on_head() { feed_head(); }

Ended ClientLink::handshake_failure(unsigned status, std::string text) const {
  const bool answered = status != 0 && status != websocketpp::http::status_code::switching_protocols;
  if (answered) return {EndKind::kRefused, status, "HTTP status " + std::to_string(status)};
  return {EndKind::kHandshake, 0, std::move(text)};
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

#include "worker/protocol/websocket/server_link.h"

#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <websocketpp/http/request.hpp>
#include <websocketpp/http/response.hpp>

namespace sw::protocol::websocket {
namespace {

namespace http = websocketpp::http;

constexpr std::string_view kVersion = "13";  // RFC 6455 §4.1
// 16 bytes as base64 (RFC 6455 §4.1).
constexpr std::size_t kKeyCharacters = 24;

Refusal plain(unsigned status, std::string text) { return {status, "text/plain", std::move(text) + "\n"}; }

std::optional<Request> parse(const std::string& head) {
  http::parser::request parsed;
  // The body is none of ours, however long it claims to be.
  parsed.set_max_body_size(static_cast<std::size_t>(-1));
  try {
    parsed.consume(head.data(), head.size());
  } catch (const std::exception&) {
    return std::nullopt;
  }
  Request request;
  request.method = parsed.get_method();
  const std::string& resource = parsed.get_uri();
  const std::size_t mark = resource.find('?');
  request.path = resource.substr(0, mark);
  if (mark != std::string::npos) request.query = resource.substr(mark + 1);
  request.upgrade = websocketpp::processor::is_websocket_handshake(parsed);
  for (const auto& [name, value] : parsed.get_headers()) request.headers.push_back({name, value});
  return request;
}

// What RFC 6455 §4.2.1 asks of a request beyond what the library looks at.
std::optional<Refusal> find_fault(const Request& request) {
  if (!request.upgrade) return plain(400, "not a WebSocket handshake");
  if (request.header("Sec-WebSocket-Version") != kVersion) return plain(426, "WebSocket version 13 only");
  if (request.header("Sec-WebSocket-Key").size() != kKeyCharacters) return plain(400, "bad Sec-WebSocket-Key");
  if (!request.header("Content-Length").empty()) return plain(400, "a handshake has no body");
  if (!request.header("Transfer-Encoding").empty()) return plain(400, "a handshake has no body");
  return std::nullopt;
}

}  // namespace

// A server draws nothing: it sends no key and masks no frame (RFC 6455 §5.1).
ServerLink::ServerLink(ServerOptions options)
    : Link(true, options.max_message_bytes, [] { return 0u; }), options_(std::move(options)) {}

void ServerLink::on_start() { start_library(); }

void ServerLink::on_head() {
  const std::optional<Request> request = parse(head());
  if (!request) return refuse(plain(400, "not an HTTP request"));
  if (options_.judge) {
    if (const auto refusal = options_.judge(*request)) return refuse(*refusal);
  }
  if (const auto refusal = find_fault(*request)) return refuse(*refusal);
  feed_head();
}

void ServerLink::refuse(const Refusal& refusal) {
  http::parser::response response;
  response.set_version("HTTP/1.1");
  response.set_status(static_cast<http::status_code::value>(refusal.status));
  response.replace_header("Connection", "close");
  response.replace_header("Content-Type", refusal.content_type);
  if (refusal.status == http::status_code::upgrade_required) {
    response.replace_header("Sec-WebSocket-Version", std::string(kVersion));
  }
  response.set_body(refusal.body);
  write(response.raw());
  end(EndKind::kRefused, refusal.status, "refused with HTTP status " + std::to_string(refusal.status));
}

}  // namespace sw::protocol::websocket

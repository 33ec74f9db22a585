// The two sides of the opening handshake (RFC 6455 §4) as far as their users see them. C++17, see limits.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "worker/protocol/limits.h"

namespace sw::protocol::websocket {

struct Header {
  std::string name;
  std::string value;
};

struct ClientOptions {
  std::string host;  // as in a URL, an IPv6 address without its brackets
  std::uint16_t port = 80;
  bool secure = false;         // only for the Host header: the default port is left out of it
  std::string resource = "/";  // path and query
  std::vector<Header> headers;
  std::size_t max_message_bytes = kMaxMessageBytes;
};

// Why these options cannot become a request (static text), empty when they can: a value must be printable ASCII, so
// that it cannot break out of its line, a name must be a token and not one that the handshake itself sets.
std::string_view find_problem(const ClientOptions& options);

// What a client asked for.
struct Request {
  std::string method;
  std::string path;             // of the resource, without the query
  std::string query;            // behind the '?', empty where there is none
  bool upgrade = false;         // the headers ask for a WebSocket
  std::vector<Header> headers;  // by name, case-insensitive; a name that stood twice has its values joined by ", "

  // The value of the header `name`, in whatever case; empty where it is absent.
  const std::string& header(std::string_view name) const;
};

// The answer to a request that is not to become a WebSocket.
struct Refusal {
  unsigned status;
  std::string content_type;
  std::string body;
};

// Says whether a request is refused, and with what. Called once per connection, from within receive(). A request that
// is let through and asks for no WebSocket is refused with 400.
using RequestJudge = std::function<std::optional<Refusal>(const Request&)>;

struct ServerOptions {
  RequestJudge judge;
  std::size_t max_message_bytes = kMaxMessageBytes;
};

}  // namespace sw::protocol::websocket

// A URL of a media server or service, taken apart and checked (RFC 3986 §3; no fragment, no relative form).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "worker/base/expected.h"

namespace sw {

// At most this many characters in a URL.
inline constexpr std::size_t kMaxUrlLength = 2048;

class Url {
 public:
  Url() = delete;
  // The URL, or the reason it is refused (static text that does not repeat the input: it may hold a password).
  // Refused: control characters and spaces (no header injection), a missing or empty host, a port outside 1..65535.
  static expected<Url, std::string_view> parse(std::string_view text);

  const std::string& scheme() const { return scheme_; }  // lower case
  const std::string& host() const { return host_; }      // without the brackets of an IPv6 address
  uint16_t port() const { return port_; }                // the scheme's default where none was given
  const std::string& path() const { return path_; }      // from the first '/', query included; "/" at least
  bool has_password() const { return has_password_; }
  // The whole URL for whoever connects, credentials included: never for a log.
  const std::string& secret_text() const { return text_; }
  // The URL with its user info cut out: for logs and messages.
  std::string text() const;

 private:
  Url(std::string text, std::string scheme, std::string host, uint16_t port, std::string path, bool has_password);
  std::string text_, scheme_, host_, path_;
  uint16_t port_;
  bool has_password_;
};

}  // namespace sw

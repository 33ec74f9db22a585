#include "worker/base/url.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace sw {
namespace {

struct SchemePort {
  std::string_view scheme;
  uint16_t port;
};
constexpr std::array<SchemePort, 8> kDefaultPorts{{{"rtsp", 554},
                                                   {"rtsps", 322},
                                                   {"rtmp", 1935},
                                                   {"rtmps", 443},
                                                   {"http", 80},
                                                   {"https", 443},
                                                   {"ws", 80},
                                                   {"wss", 443}}};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

bool is_printable(char c) { return c > ' ' && c < 0x7f; }

bool is_host_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' ||
         c == '_' || c == ':';
}

// "host", "host:port" or "[v6]:port", split; port is empty where absent.
expected<std::pair<std::string_view, std::string_view>, std::string_view> split_authority(std::string_view text) {
  std::string_view host = text;
  std::string_view rest;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return unexpected(std::string_view("has an unclosed '['"));
    host = text.substr(1, end - 1);
    rest = text.substr(end + 1);
  } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    rest = text.substr(colon);
  }
  if (host.empty()) return unexpected(std::string_view("has no host"));
  if (!std::ranges::all_of(host, is_host_character)) return unexpected(std::string_view("has a bad host"));
  if (rest.empty()) return std::pair(host, std::string_view());
  if (rest.front() != ':' || rest.size() == 1) return unexpected(std::string_view("has a bad port"));
  return std::pair(host, rest.substr(1));
}

expected<uint16_t, std::string_view> parse_port(std::string_view text, std::string_view scheme) {
  if (text.empty()) {
    const auto* known = std::ranges::find(kDefaultPorts, scheme, &SchemePort::scheme);
    return known == kDefaultPorts.end() ? uint16_t{0} : known->port;
  }
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || value == 0 || value > 65535) return unexpected(std::string_view("has a port outside 1..65535"));
  return static_cast<uint16_t>(value);
}

}  // namespace

expected<Url, std::string_view> Url::parse(std::string_view text) {
  if (text.size() > kMaxUrlLength) return unexpected(std::string_view("is longer than 2048 characters"));
  if (!std::ranges::all_of(text, is_printable)) return unexpected(std::string_view("has a space or control character"));
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos || scheme_end == 0) return unexpected(std::string_view("has no scheme"));
  if (text.find('#') != std::string_view::npos) return unexpected(std::string_view("has a fragment ('#')"));
  std::string scheme = lower(text.substr(0, scheme_end));

  std::string_view rest = text.substr(scheme_end + 3);
  const auto authority_end = rest.find_first_of("/?");
  std::string_view authority = rest.substr(0, authority_end);
  std::string path(authority_end == std::string_view::npos ? std::string_view() : rest.substr(authority_end));
  if (!path.starts_with('/')) path.insert(path.begin(), '/');

  bool has_password = false;
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    has_password = authority.substr(0, at).find(':') != std::string_view::npos;
    authority.remove_prefix(at + 1);
  }
  auto host_and_port = split_authority(authority);
  if (!host_and_port) return unexpected(host_and_port.error());
  auto port = parse_port(host_and_port->second, scheme);
  if (!port) return unexpected(port.error());
  return Url(std::string(text), std::move(scheme), std::string(host_and_port->first), *port, std::move(path),
             has_password);
}

Url::Url(std::string text, std::string scheme, std::string host, uint16_t port, std::string path, bool has_password)
    : text_(std::move(text)),
      scheme_(std::move(scheme)),
      host_(std::move(host)),
      path_(std::move(path)),
      port_(port),
      has_password_(has_password) {}

std::string Url::text() const {
  const auto authority = text_.find("://") + 3;
  const auto authority_end = std::min(text_.find_first_of("/?", authority), text_.size());
  const auto at = text_.rfind('@', authority_end);
  if (at == std::string::npos || at < authority) return text_;
  return text_.substr(0, authority) + text_.substr(at + 1);
}

}  // namespace sw

// Any bytes as a URL. What is taken has a host, a path and no way to smuggle a line into a request, and shows nothing
// of its credentials.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "worker/base/check.h"
#include "worker/base/url.h"

namespace sw {
namespace {

bool is_printable(const std::string& text) {
  for (const char c : text) {
    if (c <= ' ' || c >= 0x7f) return false;
  }
  return true;
}

void check_parts(const Url& url) {
  SW_CHECK(!url.scheme().empty());
  SW_CHECK(!url.host().empty());
  SW_CHECK(url.path().starts_with('/'));
  SW_CHECK(is_printable(url.scheme()));
  SW_CHECK(is_printable(url.host()));
  SW_CHECK(is_printable(url.path()));
}

// What may be shown is the same URL without its user info.
void check_shown(const Url& url) {
  const auto shown = Url::parse(url.text());
  SW_CHECK(shown.has_value());
  SW_CHECK(!shown->has_password());
  SW_CHECK(shown->text() == url.text());
  SW_CHECK(shown->secret_text() == url.text());
  SW_CHECK(shown->scheme() == url.scheme());
  SW_CHECK(shown->host() == url.host());
  SW_CHECK(shown->port() == url.port());
  SW_CHECK(shown->path() == url.path());
}

}  // namespace
}  // namespace sw

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto url = sw::Url::parse(text);
  if (!url) {
    SW_CHECK(!url.error().empty());
    return 0;
  }
  SW_CHECK(url->secret_text() == text);
  sw::check_parts(*url);
  sw::check_shown(*url);
  return 0;
}

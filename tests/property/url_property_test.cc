// A URL put together from its parts is taken apart into the same parts, and shows none of its credentials.
#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include <array>
#include <string>

#include "worker/base/url.h"

namespace sw {
namespace {

// Text of `min` to `max` characters out of `alphabet`.
rc::Gen<std::string> text_of(std::string alphabet, std::size_t min, std::size_t max) {
  return rc::gen::mapcat(rc::gen::inRange(min, max + 1), [alphabet = std::move(alphabet)](std::size_t length) {
    return rc::gen::container<std::string>(length, rc::gen::elementOf(alphabet));
  });
}

const std::string kHostCharacters = "abcXYZ019-._";
const std::string kPathCharacters = "abcXYZ019-._~/%?=&:@!$'()*+,;[]";
const std::string kPasswordCharacters = "abcXYZ019-._~%=&:@!$'()*+,;";
const std::array<std::string, 8> kSchemes{"rtsp", "rtsps", "rtmp", "rtmps", "http", "https", "ws", "wss"};

struct Parts {
  std::string scheme = *rc::gen::elementOf(kSchemes);
  std::string user = *text_of("abc019", 1, 8);
  std::string password = *text_of(kPasswordCharacters, 1, 12);
  std::string host = *text_of(kHostCharacters, 1, 30);
  uint16_t port = *rc::gen::inRange<uint16_t>(1, 65535);
  std::string path = "/" + *text_of(kPathCharacters, 0, 40);

  std::string without_secret() const { return scheme + "://" + host + ":" + std::to_string(port) + path; }
  std::string with_secret() const {
    return scheme + "://" + user + ":" + password + "@" + host + ":" + std::to_string(port) + path;
  }
};

RC_GTEST_PROP(UrlProperty, GivesBackThePartsItWasMadeOf, ()) {
  const Parts parts;
  const Url url = Url::parse(parts.without_secret()).value();
  RC_ASSERT(url.scheme() == parts.scheme);
  RC_ASSERT(url.host() == parts.host);
  RC_ASSERT(url.port() == parts.port);
  RC_ASSERT(url.path() == parts.path);
  RC_ASSERT(!url.has_password());
  RC_ASSERT(url.text() == parts.without_secret());
}

RC_GTEST_PROP(UrlProperty, ShowsItselfWithoutUserInfo, ()) {
  const Parts parts;
  const Url url = Url::parse(parts.with_secret()).value();
  RC_ASSERT(url.has_password());
  RC_ASSERT(url.text() == parts.without_secret());
  RC_ASSERT(url.secret_text() == parts.with_secret());
}

RC_GTEST_PROP(UrlProperty, CanBeReadAgainAsItIsShown, ()) {
  const Url url = Url::parse(Parts().with_secret()).value();
  const Url shown = Url::parse(url.text()).value();
  RC_ASSERT(shown.host() == url.host());
  RC_ASSERT(shown.port() == url.port());
  RC_ASSERT(shown.path() == url.path());
}

RC_GTEST_PROP(UrlProperty, IsRefusedWithAControlCharacterAnywhere, ()) {
  std::string text = Parts().without_secret();
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
  text.insert(at, 1, static_cast<char>(*rc::gen::inRange(0, 0x21)));
  RC_ASSERT(!Url::parse(text));
}

}  // namespace
}  // namespace sw

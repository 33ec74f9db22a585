#include "worker/base/url.h"

#include <gtest/gtest.h>

namespace sw {
namespace {

TEST(Url, IsTakenApart) {
  const Url url = Url::parse("rtsp://media.example:8554/live/test/in?a=b").value();
  EXPECT_EQ(url.scheme(), "rtsp");
  EXPECT_EQ(url.host(), "media.example");
  EXPECT_EQ(url.port(), 8554);
  EXPECT_EQ(url.path(), "/live/test/in?a=b");
  EXPECT_FALSE(url.has_password());
}

struct SchemePort {
  std::string text;
  uint16_t port;
};
class DefaultPort : public testing::TestWithParam<SchemePort> {};

TEST_P(DefaultPort, IsTheSchemes) { EXPECT_EQ(Url::parse(GetParam().text).value().port(), GetParam().port); }

INSTANTIATE_TEST_SUITE_P(Schemes, DefaultPort,
                         testing::Values(SchemePort{"rtsp://h", 554}, SchemePort{"rtsps://h", 322},
                                         SchemePort{"rtmp://h", 1935}, SchemePort{"rtmps://h", 443},
                                         SchemePort{"http://h", 80}, SchemePort{"https://h", 443},
                                         SchemePort{"ws://h", 80}, SchemePort{"wss://h", 443}, SchemePort{"x://h", 0}));

TEST(Url, SchemeIsLowerCaseWhateverWasGiven) { EXPECT_EQ(Url::parse("RTSP://h").value().scheme(), "rtsp"); }

TEST(Url, PathIsASlashWhereNoneWasGiven) {
  EXPECT_EQ(Url::parse("http://h").value().path(), "/");
  EXPECT_EQ(Url::parse("http://h?q=1").value().path(), "/?q=1");
}

TEST(Url, Ipv6HostLosesItsBrackets) {
  const Url url = Url::parse("rtsp://[fe80::1]:8554/x").value();
  EXPECT_EQ(url.host(), "fe80::1");
  EXPECT_EQ(url.port(), 8554);
}

TEST(Url, TextHidesUserInfoAndKeepsTheRest) {
  EXPECT_EQ(Url::parse("rtsp://u:p@h:1/x?y=z").value().text(), "rtsp://h:1/x?y=z");
  EXPECT_EQ(Url::parse("rtsp://u@h/x").value().text(), "rtsp://h/x");
  EXPECT_EQ(Url::parse("rtsp://h/x").value().text(), "rtsp://h/x");
}

TEST(Url, SecretTextIsWhatWasGiven) {
  EXPECT_EQ(Url::parse("rtsp://u:p@h:1/x").value().secret_text(), "rtsp://u:p@h:1/x");
}

TEST(Url, AnAtSignInThePathIsNoUserInfo) {
  const Url url = Url::parse("rtsp://h/live@2x").value();
  EXPECT_EQ(url.host(), "h");
  EXPECT_EQ(url.text(), "rtsp://h/live@2x");
}

TEST(Url, APasswordMayHoldAnAtSign) {
  const Url url = Url::parse("rtsp://u:p@ss@h/x").value();
  EXPECT_TRUE(url.has_password());
  EXPECT_EQ(url.host(), "h");
  EXPECT_EQ(url.text(), "rtsp://h/x");
}

TEST(Url, AUserAloneIsNoPassword) {
  EXPECT_FALSE(Url::parse("rtsp://u@h").value().has_password());
  EXPECT_TRUE(Url::parse("rtsp://u:@h").value().has_password());
}

struct Refusal {
  std::string text;
  std::string_view why;
};
class BadUrl : public testing::TestWithParam<Refusal> {};

TEST_P(BadUrl, IsRefusedWithAReason) { EXPECT_EQ(Url::parse(GetParam().text).error(), GetParam().why); }

INSTANTIATE_TEST_SUITE_P(
    Texts, BadUrl,
    testing::Values(
        Refusal{"", "has no scheme"}, Refusal{"h/x", "has no scheme"}, Refusal{"://h", "has no scheme"},
        Refusal{"rtsp:/h", "has no scheme"}, Refusal{"rtsp://", "has no host"}, Refusal{"rtsp:///x", "has no host"},
        Refusal{"rtsp://:80/", "has no host"}, Refusal{"rtsp://u:p@/x", "has no host"},
        Refusal{"rtsp://[]/", "has no host"}, Refusal{"rtsp://[::1", "has an unclosed '['"},
        Refusal{"rtsp://[::1]x", "has a bad port"}, Refusal{"rtsp://h:", "has a bad port"},
        Refusal{"rtsp://a\"b", "has a bad host"}, Refusal{"rtsp://h%00", "has a bad host"},
        Refusal{"rtsp://h:0", "has a port outside 1..65535"}, Refusal{"rtsp://h:65536", "has a port outside 1..65535"},
        Refusal{"rtsp://h:-1", "has a port outside 1..65535"}, Refusal{"rtsp://h:8554x", "has a port outside 1..65535"},
        Refusal{"rtsp://h:99999999999999999999", "has a port outside 1..65535"},
        Refusal{"rtsp://h/#top", "has a fragment ('#')"}, Refusal{"rtsp://h/a b", "has a space or control character"},
        Refusal{"rtsp://h/\r\nX: y", "has a space or control character"},
        Refusal{"rtsp://h/\xC3\xA9", "has a space or control character"},
        Refusal{"rtsp://h/" + std::string(kMaxUrlLength, 'x'), "is longer than 2048 characters"}));

TEST(Url, TakesTheLongestThatIsAllowed) {
  const std::string start = "rtsp://h/";
  EXPECT_TRUE(Url::parse(start + std::string(kMaxUrlLength - start.size(), 'x')));
}

}  // namespace
}  // namespace sw

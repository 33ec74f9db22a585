#include "worker/base/duration.h"

#include <gtest/gtest.h>

namespace sw::app {
namespace {

struct Written {
  std::string_view text;
  TimeDelta duration;
};
class GoodDuration : public testing::TestWithParam<Written> {};

TEST_P(GoodDuration, IsRead) { EXPECT_EQ(parse_duration(GetParam().text), GetParam().duration); }

INSTANTIATE_TEST_SUITE_P(Texts, GoodDuration,
                         testing::Values(Written{"0", TimeDelta::Zero()}, Written{"0s", TimeDelta::Zero()},
                                         Written{"250ms", TimeDelta::Millis(250)}, Written{"6s", TimeDelta::Seconds(6)},
                                         Written{"1m30s", TimeDelta::Seconds(90)},
                                         Written{"1h", TimeDelta::Minutes(60)}, Written{"1.5h", TimeDelta::Minutes(90)},
                                         Written{"1.5s", TimeDelta::Millis(1500)},
                                         Written{".5s", TimeDelta::Millis(500)}, Written{"2.s", TimeDelta::Seconds(2)},
                                         Written{"7us", TimeDelta::Micros(7)}, Written{"9ns", TimeDelta::Nanos(9)},
                                         Written{"0.0000000019s", TimeDelta::Nanos(1)},
                                         Written{"30s1m", TimeDelta::Seconds(90)},
                                         Written{"1h1m1s1ms1us1ns", TimeDelta::Nanos(3'661'001'001'001)},
                                         Written{"1000h", TimeDelta::Minutes(60'000)}));

class BadDuration : public testing::TestWithParam<std::string_view> {};

TEST_P(BadDuration, IsRefused) { EXPECT_FALSE(parse_duration(GetParam())); }

INSTANTIATE_TEST_SUITE_P(Texts, BadDuration,
                         testing::Values("", "6", "s", ".", ".s", "6 s", " 6s", "6s ", "-6s", "+6s", "6S", "6sec", "1d",
                                         "1e3s", "6s5", "00", "1000h1ns", "9223372036854775808ns",
                                         "99999999999999999999999999h", "1,5s", "0x1s", std::string_view("6s\0", 3)));

TEST(DurationText, LeavesOutWhatIsZero) {
  EXPECT_EQ(duration_text(TimeDelta::Zero()), "0");
  EXPECT_EQ(duration_text(TimeDelta::Seconds(90)), "1m30s");
  EXPECT_EQ(duration_text(TimeDelta::Millis(6250)), "6s250ms");
  EXPECT_EQ(duration_text(TimeDelta::Minutes(60)), "1h");
}

}  // namespace
}  // namespace sw::app

#include "worker/app/closest_name.h"

#include <gtest/gtest.h>

#include <vector>

namespace sw::app {
namespace {

const std::vector<std::string> kNames{"--input-url", "--output-url", "--log-dir"};

TEST(ClosestName, FindsALetterMissingAddedOrReplaced) {
  EXPECT_EQ(closest_name("--input-ur", kNames), "--input-url");
  EXPECT_EQ(closest_name("--inputt-url", kNames), "--input-url");
  EXPECT_EQ(closest_name("--log-dic", kNames), "--log-dir");
}

TEST(ClosestName, PrefersTheOneWithFewerChanges) { EXPECT_EQ(closest_name("--outptu-url", kNames), "--output-url"); }

TEST(ClosestName, IsNothingWhereMoreThanAThirdDiffers) { EXPECT_EQ(closest_name("--stream", kNames), ""); }

TEST(ClosestName, IsNothingForAnEmptyOrAnEndlessName) {
  EXPECT_EQ(closest_name("", kNames), "");
  EXPECT_EQ(closest_name(std::string(100'000, '-'), kNames), "");
}

}  // namespace
}  // namespace sw::app

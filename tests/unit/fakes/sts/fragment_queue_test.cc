#include "fakes/sts/fragment_queue.h"

#include <gtest/gtest.h>

#include <string>

#include "contracts/limits.h"
#include "fakes/sts/limits.h"

namespace sw::fakes::sts {
namespace {

constexpr Timestamp kNow = Timestamp::FromSeconds(1'000);

contracts::FragmentData with_audio(std::size_t characters) {
  contracts::FragmentData fragment;
  fragment.audio.data_base64.assign(characters, 'A');
  return fragment;
}

TEST(FragmentQueue, HasRoomForSoMuchAudioUntilSomeHasLeft) {
  constexpr std::size_t kLargest = contracts::kFragmentTooLargeCharacters;
  FragmentQueue queue;
  for (std::size_t held = 0; held < kMaxHeldAudio; held += kLargest) {
    ASSERT_TRUE(queue.has_room_for(with_audio(kLargest))) << held;
    queue.push({with_audio(kLargest), kNow, kNow});
  }
  EXPECT_FALSE(queue.has_room_for(with_audio(1)));
  EXPECT_TRUE(queue.has_room_for(with_audio(0)));
  EXPECT_TRUE(queue.take_done(kNow));
  EXPECT_TRUE(queue.has_room_for(with_audio(kLargest)));
  EXPECT_FALSE(queue.has_room_for(with_audio(kLargest + 1)));
}

}  // namespace
}  // namespace sw::fakes::sts

// Half an hour of output for each of several series of round trips, with the holds that they cost. A segment closes at
// its boundary; its round trip begins there. The first takes 1 s, so the schedule leaves each 1.5 s.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "tests/unit/core/playout/playout_rig.h"

namespace sw::core {
namespace {

constexpr int64_t kSegments = 300;  // 30 minutes

// From segment `from` on, round trips take this long; `until` another row says so.
struct RoundTrips {
  int64_t from;
  TimeDelta length;
};
struct Hold {
  TimeDelta length;
  TimeDelta lateness;  // after it
  bool operator==(const Hold&) const = default;
};
struct Series {
  std::string name;
  std::vector<RoundTrips> round_trips;
  std::map<int64_t, Hold> holds;  // by segment
  TimeDelta lateness_at_end;
};
void PrintTo(const Series& series, std::ostream* out) { *out << series.name; }

constexpr TimeDelta kNormal = TimeDelta::Seconds(1);

TimeDelta round_trip(const Series& series, int64_t segment) {
  TimeDelta length = kNormal;
  for (const RoundTrips& row : series.round_trips) {
    if (row.from <= segment) length = row.length;
  }
  return length;
}

class PlayoutSeries : public testing::TestWithParam<Series> {};

// The segment's close and its reply, as they come; a hold that expires makes it ready with its original audio.
void play(const Series& series, PlayoutRig& rig) {
  std::map<int64_t, Timestamp> awaited;
  std::size_t expired = 0;
  for (Timestamp now = kOrigin; now <= at(kSegment * (kSegments + 8)); now += TimeDelta::Millis(50)) {
    rig.run_to(now);
    const int64_t boundary = (now - kOrigin) / kSegment;
    if (now == at(kSegment * boundary) && boundary >= 1 && boundary <= kSegments) {
      rig.close_segment(boundary - 1);
      awaited.emplace(boundary - 1, now + round_trip(series, boundary - 1));
    }
    for (; expired < rig.expired.size(); ++expired) {
      awaited.at(static_cast<int64_t>(rig.expired[expired].value())) = now;
    }
    for (auto it = awaited.begin(); it != awaited.end();) {
      if (it->second > now) {
        ++it;
        continue;
      }
      rig.ready_segment(it->first);
      it = awaited.erase(it);
    }
  }
}

TEST_P(PlayoutSeries, HoldsAsTheTableSays) {
  PlayoutRig rig;
  play(GetParam(), rig);
  ASSERT_EQ(rig.count<BeginPiece>(), static_cast<std::size_t>(kSegments));
  std::map<int64_t, Hold> holds;
  const std::vector<Timestamp> begun = rig.times_of<BeginPiece>();
  for (const auto& [when, hold] : rig.of<HoldEnded>()) {
    const auto segment = std::ranges::find(begun, when) - begun.begin();
    holds.emplace(segment, Hold{hold.length, hold.lateness});
  }
  std::string got;
  for (const auto& [segment, hold] : holds) {
    got += std::to_string(segment) + ": " + std::to_string(hold.length.millis()) + " ms, late by " +
           std::to_string(hold.lateness.millis()) + " ms\n";
  }
  EXPECT_EQ(holds, GetParam().holds) << got;
  EXPECT_EQ(rig.playout.lateness(), GetParam().lateness_at_end);
}

TEST_P(PlayoutSeries, PublishesEverySegmentWholeAndNeverFasterThanOneHundredAndOnePercent) {
  PlayoutRig rig;
  play(GetParam(), rig);
  MediaTime last = kMediaStart;
  Timestamp last_at = kOrigin;
  for (const auto& [when, release] : rig.of<Release>()) {
    const TimeDelta step = release.until - last;
    ASSERT_GT(step, TimeDelta::Zero());
    ASSERT_LE(step, TimeDelta::Millis(101)) << "at " << (when - kOrigin).millis() << " ms";
    ASSERT_GT(when, last_at);
    last = release.until;
    last_at = when;
  }
  EXPECT_EQ(last, start_of(kSegments));
}

// What one segment at 1.01x gains.
constexpr TimeDelta kGained = kSegment / 101;
constexpr TimeDelta ms(int64_t n) { return TimeDelta::Millis(n); }

INSTANTIATE_TEST_SUITE_P(
    HalfAnHour, PlayoutSeries,
    testing::Values(
        Series{"Steady", {}, {}, TimeDelta::Zero()},
        // Up to 1.5 s a reply is in time.
        Series{"JustInTime", {{10, ms(1'450)}}, {}, TimeDelta::Zero()},
        // 3 s: 1.5 s late, and 0.5 s of margin. What is no later than that costs nothing any more.
        Series{"OneStepUp", {{50, ms(3'000)}}, {{50, {ms(2'000), ms(2'000)}}}, ms(2'000)},
        // One late reply: nothing is caught up for ten minutes, then 59.4 ms a segment, 34 times.
        Series{"OneSpike", {{50, ms(3'000)}, {51, kNormal}}, {{50, {ms(2'000), ms(2'000)}}}, TimeDelta::Zero()},
        // Each rise beyond the margin holds again, by what it rose and the margin.
        Series{"ARamp",
               {{20, ms(2'000)}, {40, ms(2'400)}, {60, ms(2'900)}, {80, ms(3'500)}},
               {{20, {ms(1'000), ms(1'000)}},  // 0.5 late
                {60, {ms(900), ms(1'900)}},    // 2.9 - 1.5 = 1.4 late; 2.4 was within the 1.0 that there were
                {80, {ms(600), ms(2'500)}}},   // 2.0 late
               ms(2'500)},
        // 8 s after it was due it falls back, and what follows is 8 s late. It was due at 607.5 s, so that is forgotten
        // behind 1215.5 s, when segment 200 begins: the 99 that follow catch up.
        Series{"AReplyThatNeverComes",
               {{100, TimeDelta::Minutes(100)}, {101, kNormal}},
               {{100, {ms(8'000), ms(8'000)}}},
               ms(8'000) - kGained * 99},
        // The margin is cut off where 8 s are full. Ready at 615.3 s: segment 200 catches up, too.
        Series{"JustBeforeItExpires",
               {{100, ms(9'300)}, {101, kNormal}},
               {{100, {ms(8'000), ms(8'000)}}},
               ms(8'000) - kGained * 100}),
    [](const auto& series) { return series.param.name; });

}  // namespace
}  // namespace sw::core

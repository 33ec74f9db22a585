// Whatever sources and services do, viewers get one continuous stream, and every segment ends once.
#include <gtest/gtest.h>
// rapidcheck's header needs GoogleTest's before it.
#include <rapidcheck/gtest.h>

#include "tests/unit/engine/dubbing/dubbing_world.h"

namespace sw::engine {
namespace {

using ports::Counter;

TimeDelta time_in(int64_t from_ms, int64_t to_ms) { return ms(*rc::gen::inRange<int64_t>(from_ms, to_ms)); }

// Forty seconds with gaps, jumps and changes of format; nothing that counts as the loss of the input.
sim::SourcePlan some_source() {
  sim::SourcePlan source = plan(sec(40));
  source.video.gop = *rc::gen::element(15, 30, 75);
  source.video.b_frames = *rc::gen::inRange(0, 4);
  source.audio->lag = time_in(0, 400);
  source.audio->pts_ppm = *rc::gen::inRange(-300, 300);
  source.clock_ppm = *rc::gen::inRange(-200, 200);
  TimeDelta at = kSourceStart + sec(3);
  const int events = *rc::gen::inRange(0, 5);
  for (int i = 0; i < events && at < sec(36); ++i) {
    at += time_in(500, 9'000);
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        source.gaps.push_back({.at = at, .length = time_in(50, 4'000)});
        break;
      case 1:
        source.gaps.push_back({.at = at, .length = time_in(50, 4'000), .video = *rc::gen::arbitrary<bool>()});
        source.gaps.back().audio = !source.gaps.back().video;
        break;
      case 2:
        source.jumps.push_back({.at = at, .by = time_in(-8'000, 8'000)});
        break;
      case 3:
        source.video_changes.push_back({.at = at, .variant = static_cast<uint8_t>(i + 1)});
        break;
      default:
        source.audio_changes.push_back({.at = at,
                                        .sample_rate = *rc::gen::element(16'000, 32'000, 44'100, 48'000),
                                        .channels = *rc::gen::element(1, 2, 6)});
    }
    if (!source.gaps.empty()) at = std::max(at, source.gaps.back().at + source.gaps.back().length);
  }
  return source;
}

// Replies on time, late, never, of a wrong length, damaged, or the connection breaks instead.
void answer(DubbingWorld& world, const contracts::FragmentData& fragment, uint64_t seed) {
  const auto draw = [&](uint64_t n) {
    return keyed_draw(seed, "answer", static_cast<uint64_t>(fragment.timestamp_ms), n);
  };
  world.peer.delay = ms(static_cast<int64_t>(draw(0) % 3'000));
  world.peer.dub = {};
  switch (draw(1) % 8) {
    case 0:
      world.peer.delay = sec(9);
      break;
    case 1:
      world.peer.dub.length_per_mille = static_cast<int64_t>(800 + draw(2) % 400);
      break;
    case 2:
      world.peer.dub.damage = sim::Dub::Damage::kUnits;
      break;
    case 3:
      if (draw(3) % 4 == 0) return world.peer.reset();
      return;
    default:
      break;
  }
  world.peer.reply(fragment);
}

RC_GTEST_PROP(DubbingProperty, ViewersGetOneContinuousStreamAndEverySegmentEndsOnce, ()) {
  DubbingOptions options;
  options.source = some_source();
  options.alarm_lateness = *rc::gen::element(TimeDelta::Zero(), ms(50));
  options.mode = *rc::gen::weightedElement<StsMode>({{3, StsMode::kEnabled}, {1, StsMode::kDisabled}});
  const auto seed = *rc::gen::arbitrary<uint64_t>();
  DubbingWorld world(options);
  world.peer.on_fragment = [&](const contracts::FragmentData& fragment) { answer(world, fragment, seed); };
  RC_ASSERT(world.run() == 0);
  RC_ASSERT(world.out.opened.size() == 1u);
  RC_ASSERT(world.out.audio_breaks() == 0);
  RC_ASSERT(world.count(Counter::kDroppedUnits, "late") == 0u);
  for (std::size_t i = 1; i < world.out.video.size(); ++i) {
    RC_ASSERT(world.out.video[i].second.dts > world.out.video[i - 1].second.dts);
    RC_ASSERT(world.out.video[i].second.pts >= world.out.video[i].second.dts);
  }
  const auto closed = static_cast<uint64_t>(world.logged("segment closed"));
  RC_ASSERT(world.count(Counter::kAudioFragments) == closed);
  if (options.mode == StsMode::kDisabled) return;
  RC_ASSERT(world.applied() + world.count(Counter::kFallbacks) == closed);
  RC_ASSERT(world.telemetry.total(Counter::kFallbackReasons) == world.count(Counter::kFallbacks));
  RC_ASSERT(world.telemetry.lines(ports::Level::kError) == 0u);
}

}  // namespace
}  // namespace sw::engine

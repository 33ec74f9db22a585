// The numbers of the rules as the media's oracles know them: written down once more from the spec and the design (§4),
// because an oracle that asked the worker for its own numbers would find every one of them right.
#pragma once

#include <cstdint>

#include "worker/base/units.h"

namespace sw::sim::numbers {

// Timeline.
inline constexpr TimeDelta kJump = TimeDelta::Millis(500);      // a PTS step may exceed its arrival step by this much
inline constexpr TimeDelta kTrackSkew = TimeDelta::Seconds(5);  // audio further from video is of another timeline
inline constexpr std::size_t kHeldAudio = 240;                  // units that wait for an IDR
inline constexpr int kMostReordered = 16;                       // ITU-T H.264 §A.3.1
inline constexpr int kUsuallyReordered = 2;                     // where the SPS does not say

// Segments: "both within ±100 ms of 6 s, or one frame"; 1 s of patience; at least 1 s.
inline constexpr TimeDelta kCutTolerance = TimeDelta::Millis(100);
inline constexpr TimeDelta kPatience = TimeDelta::Seconds(1);
inline constexpr TimeDelta kLeastSegment = TimeDelta::Seconds(1);

// A/V sync (SC-004: 120 ms; FR-018 to FR-020).
inline constexpr TimeDelta kSyncLimit = TimeDelta::Millis(120);
inline constexpr TimeDelta kSlewStart = TimeDelta::Millis(15);
inline constexpr TimeDelta kSlewEnd = TimeDelta::Millis(5);
inline constexpr TimeDelta kSlewStep = TimeDelta::Millis(10);
// What is about to be seen is closed at once, not slewed.
inline constexpr TimeDelta kGapClosed = TimeDelta::Millis(100);
inline constexpr TimeDelta kCrossFade = TimeDelta::Millis(5);

// Playout.
inline constexpr TimeDelta kStep = TimeDelta::Millis(100);
inline constexpr TimeDelta kLongestHold = TimeDelta::Seconds(8);
inline constexpr TimeDelta kHoldMargin = TimeDelta::Millis(500);
inline constexpr TimeDelta kConnectLead = TimeDelta::Seconds(1);
inline constexpr TimeDelta kDry = TimeDelta::Seconds(1);
inline constexpr TimeDelta kPicturePeriod = TimeDelta::Seconds(1);
inline constexpr TimeDelta kLatenessMemory = TimeDelta::Minutes(10);
inline constexpr TimeDelta kPassthroughStart = TimeDelta::Seconds(1);
// The source's clock is followed by at most this much in each of these (500 ppm).
inline constexpr TimeDelta kClockStep = TimeDelta::Millis(3);
inline constexpr TimeDelta kClockSpan = TimeDelta::Seconds(6);
inline constexpr std::size_t kClockSpans = 10;
inline constexpr TimeDelta kClockDead = TimeDelta::Millis(1);

// Input and output loss.
inline constexpr TimeDelta kSilence = TimeDelta::Seconds(5);
inline constexpr TimeDelta kWarningMemory = TimeDelta::Seconds(5);
inline constexpr TimeDelta kWedged = TimeDelta::Seconds(10);
inline constexpr TimeDelta kDtsStep = TimeDelta::Millis(1);
inline constexpr TimeDelta kPassthroughStable = TimeDelta::Seconds(6);

// Drain.
inline constexpr int kDrainFallbackPercent = 60;
inline constexpr int kDrainFlushPercent = 85;
inline constexpr TimeDelta kLostStsFlush = TimeDelta::Seconds(10);

}  // namespace sw::sim::numbers

// How an Echo STS behaves when no script makes it misbehave.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "contracts/fragment_events.h"
#include "contracts/limits.h"
#include "worker/base/units.h"
#include "worker/protocol/limits.h"

namespace sw::fakes::sts {

// Until when a fragment counts as in flight. Services differ: some that are in use count until the worker's ack.
enum class SlotRelease : uint8_t {
  kResult,        // its result is sent
  kAcknowledged,  // its result is acked, as received or as applied
  kApplied,       // its result is acked as applied
};

// When `none` follows a backpressure warning. Some services that are in use only speak when a fragment arrives.
enum class PressureRelease : uint8_t { kAtOnce, kWithNextFragment, kNever };

// The warning about too many fragments in flight.
struct PressureSettings {
  std::optional<int64_t> threshold = {};  // in flight above this; absent: the confirmed max_inflight
  contracts::BackpressureSeverity severity = contracts::BackpressureSeverity::kMedium;
  contracts::BackpressureAction action = contracts::BackpressureAction::kSlowDown;
  std::optional<int64_t> recommended_delay_ms = 500;
  PressureRelease release = PressureRelease::kAtOnce;
};

// Changes audio, M4A to M4A; none where it cannot, and then the audio is used as it came.
using AudioMark = std::function<std::optional<std::string>(std::string_view m4a)>;
// The same audio, longer or shorter by `by`; for results of a wrong duration.
using AudioStretch = std::function<std::optional<std::string>(std::string_view m4a, TimeDelta by)>;

struct StsSettings {
  std::string path = "/socket.io/";
  TimeDelta ping_interval = TimeDelta::Seconds(25);  // Engine.IO, spec 017
  TimeDelta ping_timeout = TimeDelta::Seconds(10);
  // Of one message, and announced. Above what FRAGMENT_TOO_LARGE needs: that answer takes reading the fragment.
  std::size_t max_payload = protocol::kMaxMessageBytes;

  // Each fragment takes delay + [0, jitter], all at the same time; results go out in sequence order.
  TimeDelta processing_delay = TimeDelta::Zero();
  TimeDelta processing_jitter = TimeDelta::Zero();
  int64_t max_inflight = contracts::kMaxInflight;  // stream:ready confirms no more than this
  SlotRelease slot_release = SlotRelease::kResult;
  PressureSettings pressure = {};
  TimeDelta close_after_complete = TimeDelta::Seconds(5);

  std::size_t max_connections = 64;  // one more is refused
  uint64_t seed = 1;                 // of session ids and jitter
  bool record = false;               // whether Records are made
  bool suites = false;               // answers the protocols' own test suites too, see suite_echo.h
  bool check_contracts = false;      // whether each event is held against its schema; a breach is always a Record
  AudioMark mark = {};               // none: the audio comes back as it is
  AudioStretch stretch = {};         // none: a wrong duration is only said, not done
};

}  // namespace sw::fakes::sts

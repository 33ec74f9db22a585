// A scenario: everything that a simulated run depends on, as a value. The same scenario gives the same run, down to the
// last byte of its trace. docs/SCENARIOS.md describes its JSON form; scenario_reader.h and scenario_writer.h convert.
//
// Times are counted from the start of the run, which is also the start of the worker, of the services and of the
// source.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "fakes/mediamtx/media_mtx.h"
#include "fakes/sts/script.h"
#include "fakes/sts/settings.h"
#include "sim/media/source_plan.h"
#include "sim/network/link.h"
#include "sim/network/network_faults.h"
#include "sim/network/pipe.h"
#include "worker/base/units.h"
#include "worker/engine/settings.h"
#include "worker/ports/media_pipeline.h"

namespace sw::sim {

// ---- The worker.

// Settings as an operator has them; ids and URLs are the world's own.
struct WorkerPlan {
  engine::StsMode sts_mode = engine::StsMode::kEnabled;
  TimeDelta ready_timeout = TimeDelta::Seconds(15);
  TimeDelta sts_timeout = TimeDelta::Seconds(8);
  int sts_max_inflight = 3;
  TimeDelta segment_duration = TimeDelta::Seconds(6);
  TimeDelta segment_retention = TimeDelta::Minutes(60);
  TimeDelta av_offset = TimeDelta::Seconds(6);
  TimeDelta playout_delay = TimeDelta::Millis(500);
  TimeDelta backpressure_pause_limit = TimeDelta::Seconds(60);
  TimeDelta drain_timeout = TimeDelta::Seconds(20);
  bool sts_tls = false;
};

// ---- The world.

// What the simulated STS makes of audio: its echo is marked as dubbed, so that oracles can tell it from the source's.
struct StsPlan {
  bool marks_audio = true;
  TimeDelta ping_interval = TimeDelta::Seconds(25);
  TimeDelta ping_timeout = TimeDelta::Seconds(10);
  TimeDelta processing_delay = TimeDelta::Zero();
  TimeDelta processing_jitter = TimeDelta::Zero();
  int64_t max_inflight = 10;
  std::size_t max_payload = protocol::kMaxMessageBytes;
  fakes::sts::SlotRelease slot_release = fakes::sts::SlotRelease::kResult;
  fakes::sts::PressureSettings pressure = {};
  fakes::sts::StsScript script = {};
};

struct MediaPlan {
  TimeDelta input_round_trip = TimeDelta::Millis(2);
  TimeDelta input_jitter = TimeDelta::Zero();
  TimeDelta input_batch = TimeDelta::Millis(100);
  TimeDelta output_round_trip = TimeDelta::Millis(2);
  std::optional<int64_t> output_bytes_per_second = std::nullopt;
  fakes::MediaMtxSettings mediamtx = {};
  int encoder_delay = 1024;
};

struct StoragePlan {
  TimeDelta min_time = TimeDelta::Millis(1);
  TimeDelta max_time = TimeDelta::Millis(5);
};

// How unkind time is. All zero: exact, and the oracles demand exact times.
struct TimingPlan {
  bool permutes_equal_times = false;
  TimeDelta alarm_lateness = TimeDelta::Zero();  // at most
  TimeDelta handling_time = TimeDelta::Zero();   // at most, for each event
};

// ---- Faults, each with an id. Those of the STS itself are in its script.

// Of the network on the way to the STS; see network_faults.h.
struct RefuseConnections {};
struct UnresolveHost {};
struct FailTls {};
struct ResetConnections {};
struct LoseSight {};  // half-open
struct BlackholeWay {
  Way way = Way::kBoth;
};
struct PartitionNetwork {
  AfterPartition after = AfterPartition::kResume;
};
struct ChangeLink {
  Way way = Way::kBoth;
  LinkSettings link;
};
struct CutStream {
  Way way = Way::kBoth;
  Cut cut;
};

// Of the source and the media server.
struct SourceLeaves {  // with `lasting`: returns after it, PTS beginning at `first_pts`
  MediaTime first_pts = MediaTime::FromSeconds(100);
};
struct SourceEnds {};  // the publisher is gone, and the path with it; for good
struct HidePath {};    // "not found", whoever publishes
struct ForbidReading {};
struct KickReader {};
struct KillServer {};  // with `lasting`: it runs again after it, and the source with it
struct HangServer {};
struct StallInput {};  // nothing arrives for `lasting`
struct FailInput {
  ports::PipelineErrorType type = ports::PipelineErrorType::kElement;
};
struct WarnInput {};
struct ForbidPublishing {};
struct KickPublisher {};
struct WedgeOutput {};
struct LimitOutput {
  int64_t bytes_per_second = 10'000;
};
struct FailOutput {
  ports::PipelineErrorType type = ports::PipelineErrorType::kElement;
  bool connection = true;
};

// Of the disk, the civil clock and the operator.
struct FillDisk {};
struct SlowDisk {
  TimeDelta extra = TimeDelta::Seconds(1);
};
struct FailWrites {
  uint64_t every = 2;
};
struct StickDisk {};
struct JumpWallClock {
  TimeDelta by = TimeDelta::Seconds(3600);
};
struct SendSignal {
  int signal = 15;
};

using FaultAction =
    std::variant<RefuseConnections, UnresolveHost, FailTls, ResetConnections, LoseSight, BlackholeWay, PartitionNetwork,
                 ChangeLink, CutStream,  //
                 SourceLeaves, SourceEnds, HidePath, ForbidReading, KickReader, KillServer, HangServer, StallInput,
                 FailInput, WarnInput, ForbidPublishing, KickPublisher, WedgeOutput, LimitOutput, FailOutput,  //
                 FillDisk, SlowDisk, FailWrites, StickDisk, JumpWallClock, SendSignal>;

struct WorldFault {
  std::string id;
  TimeDelta at = TimeDelta::Zero();
  std::optional<TimeDelta> lasting = {};  // absent: for ever, or for an instant where that makes sense
  FaultAction action;
};

// ---- What is expected of the run, beyond what the oracles demand of every run.

// The nth occurrence (counted from 1) of something visible from outside is at exactly this time.
struct ExpectEvent {
  std::string event;  // of sim/trace/happening.h, or of ExpectationWatch: "sts.connecting", "fragment:data"
  int64_t nth = 1;
  std::optional<int64_t> batch = {};  // only those of this segment
  TimeDelta at;
};
// So many of them in the whole run, or from one instant on until just before another.
struct ExpectCount {
  std::string event;
  std::optional<int64_t> batch = {};
  std::optional<TimeDelta> from = {};
  std::optional<TimeDelta> until = {};
  int64_t count;
};
// As it is published at the end of the run; of a histogram, how many values it has.
struct ExpectMetric {
  std::string metric;  // worker_fallback_reason_total
  std::string label;   // the value of its label; empty: the sum over all
  double value;
};
inline constexpr int kStillRunning = -1;
struct ExpectExit {
  int code;  // kStillRunning: the worker has not ended by the scenario's limit
  std::optional<TimeDelta> at = {};
};
struct Expectation {
  std::variant<ExpectEvent, ExpectCount, ExpectMetric, ExpectExit> what;
  TimeDelta tolerance = TimeDelta::Zero();
  std::string why;  // the arithmetic: "loss 12.0 + 2 + 4"
};

struct Scenario {
  std::string name;
  std::string about;                // a sentence or two, for people
  std::vector<std::string> covers;  // clauses of the spec and of the design: "US3-11", "FR-016f", "D4-reconnect"
  uint64_t seed = 1;
  // A run that has not ended by itself is over then, and that is right only where no exit is expected.
  TimeDelta limit = TimeDelta::Minutes(5);
  WorkerPlan worker = {};
  SourcePlan source = {};
  MediaPlan media = {};
  LinkSettings sts_link = {};
  StsPlan sts = {};
  StoragePlan storage = {};
  TimingPlan timing = {};
  std::vector<WorldFault> faults = {};
  std::vector<Expectation> expect = {};
};

}  // namespace sw::sim

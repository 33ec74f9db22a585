// The world of a worker's STS side, whose peer and time are whoever drives it: virtual audio, random words that leave
// frames readable, a network of one connection at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "fuzz/worker_watch.h"
#include "sim/kernel/recording_telemetry.h"
#include "sim/media/toy_codec.h"
#include "sim/media/toy_container.h"
#include "tests/unit/protocol/bytes.h"
#include "worker/base/check.h"
#include "worker/core/playout/due_schedule.h"
#include "worker/ports/world.h"

namespace sw::fuzz {

// The STS side has no business with these.
class Untouched final : public ports::Alarm,
                        public ports::MediaInput,
                        public ports::MediaOutput,
                        public ports::Storage {
 public:
  void set(Timestamp) override { SW_CHECK(false); }
  void clear() override { SW_CHECK(false); }
  void open(ports::PipelineRunId, const Url&, TimeDelta) override { SW_CHECK(false); }
  void open(ports::PipelineRunId, const Url&, const VideoFormat&, const AudioFormat&) override { SW_CHECK(false); }
  void write(const ports::OutputUnit&) override { SW_CHECK(false); }
  void advance(Track, MediaTime) override { SW_CHECK(false); }
  void set_video_format(const VideoFormat&) override { SW_CHECK(false); }
  void end() override { SW_CHECK(false); }
  void close() override { SW_CHECK(false); }
  ports::OutputProgress progress() const override {
    SW_CHECK(false);
    return {};
  }
  void write(ports::StorageJobId, std::string, std::string) override { SW_CHECK(false); }
  void remove(ports::StorageJobId, std::string) override { SW_CHECK(false); }
};

class SetClock final : public ports::Clock {
 public:
  Timestamp now() const override { return time; }
  WallTime wall_now() const override { return WallTime::FromSeconds(1'700'000'000) + (time - kStart); }
  static constexpr Timestamp kStart = Timestamp::FromSeconds(1'000);
  Timestamp time = kStart;
};

// The key of each connection is the example of RFC 6455, so that its answer is known; masks are zero.
class ReadableRandom final : public ports::Random {
 public:
  uint64_t draw(std::string_view, uint64_t, uint64_t n) override {
    if (n == 0) words_ = protocol::testing::example_key_then_zero_masks();
    return words_();
  }

 private:
  protocol::RandomWords words_;
};

class SetSchedule final : public core::DueSchedule {
 public:
  std::map<core::SegmentNumber, Timestamp> times;
  Timestamp due(core::SegmentNumber segment) const override { return times.at(segment); }
};

class OneConnection final : public ports::Network {
 public:
  enum class State : uint8_t { kNone, kConnecting, kUp };

  void connect(ports::ConnectionId connection, const ports::Endpoint&) override {
    SW_CHECK(state == State::kNone);
    SW_CHECK(!id || *id < connection);
    id = connection;
    state = State::kConnecting;
  }
  void send(ports::ConnectionId connection, std::string bytes) override {
    SW_CHECK(id == connection);
    if (state == State::kUp) watch.add(bytes);
  }
  std::size_t pending(ports::ConnectionId) const override { return 0; }
  void close(ports::ConnectionId connection) override {
    SW_CHECK(id == connection);
    state = State::kNone;
  }

  std::optional<ports::ConnectionId> id;  // of the last
  State state = State::kNone;
  WorkerWatch watch;
};

// The fragments in flight never exceed what the session confirmed.
class InflightWatch final : public sim::TelemetryObserver {
 public:
  void on_log(ports::Level, std::string_view, std::string_view message, std::span<const ports::Field> fields) override {
    if (message != "session ready") return;
    for (const ports::Field& field : fields) {
      if (field.name == "maxInflight") limit_ = static_cast<double>(std::get<int64_t>(field.value));
    }
    SW_CHECK(limit_ >= 1);
  }
  void on_gauge(ports::Gauge gauge, double value) override {
    if (gauge == ports::Gauge::kInflightFragments) SW_CHECK(value <= limit_);
  }

 private:
  double limit_ = 0;
};

struct StsSideWorld {
  StsSideWorld() { telemetry.set_observer(&inflight); }
  StsSideWorld(const StsSideWorld&) = delete;
  StsSideWorld& operator=(const StsSideWorld&) = delete;
  ports::World ports() {
    return {clock, untouched, untouched, untouched, network, codec, container, untouched, random, telemetry};
  }

  SetClock clock;
  Untouched untouched;
  ReadableRandom random;
  SetSchedule schedule;
  OneConnection network;
  sim::ToyCodec codec;
  sim::ToyContainer container;
  InflightWatch inflight;
  sim::RecordingTelemetry telemetry;
};

}  // namespace sw::fuzz

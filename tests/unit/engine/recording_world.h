// A world for the engine that does nothing and remembers everything: what was asked of each port, in order.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "worker/ports/event.h"
#include "worker/ports/world.h"

namespace sw::engine {

using Calls = std::vector<std::string>;  // "open input", "write", "end output", …

class RecordingInput : public ports::MediaInput {
 public:
  explicit RecordingInput(Calls& calls) : calls_(calls) {}
  void open(ports::PipelineRunId id, const Url&, TimeDelta) override {
    run = id;
    is_open = true;
    calls_.emplace_back("open input");
  }
  void close() override {
    is_open = false;
    calls_.emplace_back("close input");
  }
  ports::PipelineRunId run{0};
  bool is_open = false;

 private:
  Calls& calls_;
};

class RecordingOutput : public ports::MediaOutput {
 public:
  explicit RecordingOutput(Calls& calls) : calls_(calls) {}
  void open(ports::PipelineRunId id, const Url&, const VideoFormat& video, const AudioFormat&) override {
    run = id;
    is_open = true;
    calls_.emplace_back("open output " + std::to_string(video.width));
  }
  void write(const ports::OutputUnit& unit) override { written.push_back(unit); }
  void advance(Track track, MediaTime until) override {
    calls_.push_back((track == Track::kVideo ? "advance video " : "advance audio ") + std::to_string(until.millis()));
  }
  void set_video_format(const VideoFormat& format) override {
    calls_.push_back("set video format " + std::to_string(format.width));
  }
  void end() override { calls_.emplace_back("end output"); }
  void close() override {
    is_open = false;
    calls_.emplace_back("close output");
  }
  ports::OutputProgress progress() const override { return now_at; }
  ports::PipelineRunId run{0};
  bool is_open = false;
  std::vector<ports::OutputUnit> written;
  ports::OutputProgress now_at;

 private:
  Calls& calls_;
};

// Ports that passthrough never touches: each call is remembered, so that a test can demand that there was none.
class UntouchedPorts : public ports::Network,
                       public ports::AudioCodec,
                       public ports::Container,
                       public ports::Storage,
                       public ports::Random {
 public:
  explicit UntouchedPorts(Calls& calls) : calls_(calls) {}
  void connect(ports::ConnectionId, const ports::Endpoint&) override { calls_.emplace_back("connect"); }
  void send(ports::ConnectionId, std::string) override { calls_.emplace_back("send"); }
  std::size_t pending(ports::ConnectionId) const override { return 0; }
  void close(ports::ConnectionId) override { calls_.emplace_back("close connection"); }
  expected<std::unique_ptr<ports::AudioDecoder>, ports::CodecError> decoder(const AudioFormat&) override {
    calls_.emplace_back("make decoder");
    return unexpected(ports::CodecError{"none here"});
  }
  expected<std::unique_ptr<ports::AudioEncoder>, ports::CodecError> encoder(int, int, int) override {
    calls_.emplace_back("make encoder");
    return unexpected(ports::CodecError{"none here"});
  }
  expected<ports::Pcm, ports::CodecError> convert(const ports::Pcm&, int, int, std::size_t) override {
    calls_.emplace_back("convert");
    return unexpected(ports::CodecError{"none here"});
  }
  expected<std::string, ports::ContainerError> write_video(const VideoFormat&,
                                                           std::span<const ports::VideoSample>) override {
    calls_.emplace_back("write video file");
    return unexpected(ports::ContainerError{"none here"});
  }
  expected<std::string, ports::ContainerError> write_audio(const ports::AudioClip&) override {
    calls_.emplace_back("write audio file");
    return unexpected(ports::ContainerError{"none here"});
  }
  expected<ports::AudioClip, ports::ContainerError> read_audio(std::string_view) override {
    calls_.emplace_back("read audio file");
    return unexpected(ports::ContainerError{"none here"});
  }
  void write(ports::StorageJobId, std::string, std::string) override { calls_.emplace_back("store"); }
  void remove(ports::StorageJobId, std::string) override { calls_.emplace_back("remove"); }
  uint64_t draw(std::string_view, uint64_t, uint64_t) override { return 0; }

 private:
  Calls& calls_;
};

class RecordingTelemetry : public ports::Telemetry {
 public:
  void log(ports::Level level, std::string_view, std::string_view message, std::span<const ports::Field>) override {
    lines.emplace_back(message);
    if (level == ports::Level::kError) ++errors;
  }
  void count(ports::Counter counter, std::string_view label, uint64_t n) override {
    counts.insert(counts.end(), n, {counter, std::string(label)});
  }
  void set(ports::Gauge, double) override {}
  void observe(ports::Histogram, double) override {}
  void set_ready(bool is_ready) override { ready = is_ready; }

  long counted(ports::Counter counter, std::string_view label = {}) const {
    return std::ranges::count(counts, std::pair(counter, std::string(label)));
  }
  std::vector<std::string> lines;
  std::vector<std::pair<ports::Counter, std::string>> counts;
  int errors = 0;
  bool ready = false;
};

class StoppedClock : public ports::Clock, public ports::Alarm {
 public:
  Timestamp now() const override { return Timestamp::FromSeconds(1); }
  WallTime wall_now() const override { return WallTime::FromSeconds(1); }
  void set(Timestamp at) override { alarm = at; }
  void clear() override { alarm.reset(); }
  std::optional<Timestamp> alarm;
};

struct RecordingWorld {
  Calls calls;
  StoppedClock clock;
  RecordingInput input{calls};
  RecordingOutput output{calls};
  UntouchedPorts others{calls};
  RecordingTelemetry telemetry;

  ports::World world() { return {clock, clock, input, output, others, others, others, others, others, telemetry}; }
  bool was_called(const std::string& call) const { return std::ranges::find(calls, call) != calls.end(); }
};

}  // namespace sw::engine

// The ports of a simulated world as the worker gets them: each call is told to an observer, then carried out.
#pragma once

#include "sim/kernel/recording_telemetry.h"
#include "sim/kernel/scheduler.h"
#include "sim/network/observer.h"
#include "sim/storage/virtual_storage.h"
#include "sim/trace/observation.h"
#include "worker/ports/media_pipeline.h"

namespace sw::sim {

// Tells what happens now. The observer may be null.
class Stage {
 public:
  Stage(const Scheduler& scheduler, Observer* observer) : scheduler_(scheduler), observer_(observer) {}
  void tell(const Observation& observation) const {
    if (observer_ != nullptr) observer_->on(scheduler_.now(), observation);
  }

 private:
  const Scheduler& scheduler_;
  Observer* observer_;
};

class TappedInput final : public ports::MediaInput {
 public:
  TappedInput(ports::MediaInput& input, const Stage& stage) : input_(input), stage_(stage) {}
  void open(ports::PipelineRunId run, const Url& url, TimeDelta latency) override {
    stage_.tell(InputOpened{run});
    input_.open(run, url, latency);
  }
  void close() override {
    stage_.tell(InputClosed{});
    input_.close();
  }

 private:
  ports::MediaInput& input_;
  const Stage& stage_;
};

class TappedOutput final : public ports::MediaOutput {
 public:
  TappedOutput(ports::MediaOutput& output, const Stage& stage) : output_(output), stage_(stage) {}
  void open(ports::PipelineRunId run, const Url& url, const VideoFormat& video, const AudioFormat& audio) override {
    stage_.tell(OutputOpened{run, video, audio});
    output_.open(run, url, video, audio);
  }
  void write(const ports::OutputUnit& unit) override {
    stage_.tell(OutputWritten{unit});
    output_.write(unit);
  }
  void advance(Track track, MediaTime until) override {
    stage_.tell(OutputAdvanced{track, until});
    output_.advance(track, until);
  }
  void set_video_format(const VideoFormat& format) override {
    stage_.tell(OutputFormatSet{format});
    output_.set_video_format(format);
  }
  void end() override {
    stage_.tell(OutputEnded{});
    output_.end();
  }
  void close() override {
    stage_.tell(OutputClosed{});
    output_.close();
  }
  ports::OutputProgress progress() const override { return output_.progress(); }

 private:
  ports::MediaOutput& output_;
  const Stage& stage_;
};

// What the virtual network, storage and telemetry tell of themselves, as observations.
class WireTap final : public NetworkObserver {
 public:
  explicit WireTap(const Stage& stage) : stage_(stage) {}
  void on_connecting(Timestamp, ports::ConnectionId connection, std::string_view service) override {
    stage_.tell(Connecting{connection, service});
  }
  void on_sent(Timestamp, ports::ConnectionId connection, Way way, std::string_view bytes) override {
    if (way == Way::kToServer) stage_.tell(BytesSent{connection, bytes});
  }
  void on_worker_closes(Timestamp, ports::ConnectionId connection) override {
    stage_.tell(ConnectionClosed{connection});
  }

 private:
  const Stage& stage_;
};

class DiskTap final : public StorageObserver {
 public:
  explicit DiskTap(const Stage& stage) : stage_(stage) {}
  void on_written(Timestamp, std::string_view path, std::string_view bytes) override {
    stage_.tell(FileWritten{path, bytes});
  }
  void on_removed(Timestamp, std::string_view path) override { stage_.tell(FileRemoved{path}); }
  void on_failed(Timestamp, std::string_view path, std::string_view error) override {
    stage_.tell(FileFailed{path, error});
  }

 private:
  const Stage& stage_;
};

class SpeechTap final : public TelemetryObserver {
 public:
  explicit SpeechTap(const Stage& stage) : stage_(stage) {}
  void on_log(ports::Level level, std::string_view component, std::string_view message,
              std::span<const ports::Field> fields) override {
    stage_.tell(Logged{level, component, message, fields});
  }
  void on_count(ports::Counter counter, std::string_view label, uint64_t n) override {
    stage_.tell(Counted{counter, label, n});
  }
  void on_gauge(ports::Gauge gauge, double value) override { stage_.tell(GaugeSet{gauge, value}); }
  void on_observation(ports::Histogram histogram, double value) override { stage_.tell(Observed{histogram, value}); }
  void on_ready(bool ready) override { stage_.tell(ReadySet{ready}); }

 private:
  const Stage& stage_;
};

}  // namespace sw::sim

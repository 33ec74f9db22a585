// Passthrough: media goes out as it comes, both tracks untouched; the output is taken down with the input and put up
// again on its return.
#pragma once

#include "worker/engine/media_path.h"
#include "worker/engine/output_side.h"

namespace sw::engine {

class Passthrough final : public MediaPath {
 public:
  Passthrough(const WorkerSettings& settings, const ports::World& world) : output_(settings, world) {}

  void start(Timestamp) override {}
  void set_video(Timestamp, const VideoFormat& format) override { output_.set_video(format); }
  void set_audio(Timestamp, const AudioFormat& format) override { output_.set_audio(format); }
  void on_unit(Timestamp now, core::PlacedUnit unit) override;
  void on_input_lost(Timestamp now) override;
  void drain(Timestamp now, core::DrainKind kind) override;
  void flush(Timestamp) override {}
  bool delivered() const override { return output_.closed(); }
  void close() override { output_.close(); }

  void on(Timestamp now, const ports::OutputStarted& event) override { judge(output_.on(now, event)); }
  void on(Timestamp now, const ports::OutputDrained& event) override;
  void on(Timestamp now, const ports::OutputFailed& event) override { judge(output_.on(now, event)); }
  // Passthrough connects to nobody and stores nothing.
  void on(Timestamp, const ports::Connected&) override {}
  void on(Timestamp, const ports::Received&) override {}
  void on(Timestamp, const ports::Closed&) override {}
  void on(Timestamp, const ports::StorageDone&) override {}

  std::optional<Timestamp> deadline() const override { return output_.deadline(); }
  void on_time(Timestamp now) override { judge(output_.on_time(now)); }

 private:
  void tell_if_drained();

  OutputSide output_;
  bool draining_ = false;
};

}  // namespace sw::engine

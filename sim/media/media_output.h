// The simulated arm of ports::MediaOutput: publishes to the world's media server and shows what flvmux and rtmp2sink
// show (checked against them by tests/conformance/media/output_suite.h):
//   - tracks are interleaved by DTS: one waits for the other, or for advance(), or for the end;
//   - OutputStarted once the second unit went out, OutputDrained when the network and the peer have taken all;
//   - refused, kicked, overridden, a server that dies: OutputFailed at once;
//   - a peer that stalls or hangs: nothing at all, but bytes_pending grows while bytes_sent stands still, once the
//     network's buffer is full and one unit is stuck on the way to it.
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "sim/kernel/scheduler.h"
#include "sim/media/media_server.h"
#include "sim/media/output_observer.h"
#include "worker/ports/event.h"

namespace sw::sim {

struct OutputLink {
  TimeDelta round_trip = TimeDelta::Millis(2);
  // Nothing: what is written is gone at once.
  std::optional<int64_t> bytes_per_second = std::nullopt;
  // What the network takes ahead of what it has carried.
  int64_t buffer_bytes = 256 * 1024;
};

class SimMediaOutput final : public ports::MediaOutput, private StreamPublisher {
 public:
  // `observer` may be null; it outlives this.
  SimMediaOutput(Scheduler& scheduler, MediaServer& server, ports::EventSink& sink, OutputLink link = {},
                 OutputObserver* observer = nullptr);
  ~SimMediaOutput() override;
  SimMediaOutput(const SimMediaOutput&) = delete;
  SimMediaOutput& operator=(const SimMediaOutput&) = delete;

  void open(ports::PipelineRunId run, const Url& url, const VideoFormat& video, const AudioFormat& audio) override;
  void write(const ports::OutputUnit& unit) override;
  void advance(Track track, MediaTime until) override;
  void set_video_format(const VideoFormat& format) override;
  void end() override;
  void close() override;
  ports::OutputProgress progress() const override;

  // ---- Faults, by a scenario's events.

  // The peer takes nothing any more, and says nothing, not even that it has closed the connection; until it does again.
  void wedge(bool wedged);
  // From now on; nothing: without a limit.
  void set_bandwidth(std::optional<int64_t> bytes_per_second);
  // The pipeline fails; without an open run nothing happens.
  void fail(ports::PipelineErrorType type, bool connection, const std::string& text);

 private:
  struct Queued {
    ports::OutputUnit unit;
    std::shared_ptr<const VideoFormat> format;  // announced ahead of it
  };
  struct Lane {
    std::deque<Queued> waiting;  // for the other track
    std::optional<MediaTime> until;
  };
  struct Run {
    ports::PipelineRunId id;
    Url url;
    VideoFormat video;
    AudioFormat audio;
    std::array<Lane, 2> lanes = {};
    std::deque<Queued> ready = {};                    // could go out
    std::optional<Queued> on_the_way = std::nullopt;  // left the queue, and the network has not taken it
    std::deque<Queued> in_network = {};               // taken, and not at the peer: only while that takes nothing
    int64_t network_bytes = 0;
    std::shared_ptr<const VideoFormat> next_format = nullptr;
    std::optional<fakes::PublisherId> publisher = std::nullopt;  // once accepted
    uint64_t bytes_sent = 0;
    uint64_t bytes_pending = 0;
    uint64_t units_sent = 0;
    bool started = false;  // announced
    bool ended = false;    // end() was called
    bool lost = false;     // the connection is; known once the peer is heard again
    bool over = false;     // drained or failed, or about to be told so
    bool down = false;     // the observer knows the end
    EventHandle step = {};
    EventHandle start = {};
  };

  Timestamp last_sent() const override { return last_sent_; }
  void on_connection_lost() override;
  void on_hang(bool hangs) override;

  Timestamp now() const { return scheduler_.now(); }
  Lane& lane(Track track) { return run_->lanes[track == Track::kVideo ? 0 : 1]; }
  void later(TimeDelta delay, void (SimMediaOutput::*step)());
  void connect();
  void publish();
  // Moves what need not wait for the other track to `ready`, and on from there.
  void merge();
  bool may_pass(Track track);
  void send();
  bool takes_nothing() const { return wedged_ || hangs_; }
  bool has_room() const;
  void set_taking(bool& obstacle, bool there);
  void hand_over(const Queued& queued);
  void deliver(Timestamp at, const Queued& queued);
  void announce_start();
  void drain();
  void finish();
  void break_off(ports::PipelineErrorType type, bool connection, const std::string& text, TimeDelta delay);
  void take_down(OutputEnd end);

  Scheduler& scheduler_;
  MediaServer& server_;
  ports::EventSink& sink_;
  OutputLink link_;
  OutputObserver* observer_;
  std::optional<Run> run_;
  bool wedged_ = false;
  bool hangs_ = false;
  Timestamp link_free_;  // when the network will have carried what it has taken
  Timestamp last_sent_;
};

}  // namespace sw::sim

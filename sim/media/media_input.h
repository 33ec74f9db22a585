// The simulated arm of ports::MediaInput: reads from the world's media server and shows what rtspsrc shows, raw
// (checked against it by tests/conformance/media/input_suite.h):
//   - units in decode order with a PTS and no DTS, the audio's duration unknown; a format before the first unit of its
//     track and with every change; PTS counted anew with every connection, from the first unit that comes;
//   - a server that dies, or closes the connection (kicked, publisher gone): InputWarned, then InputEnded;
//   - the end of a source that ends by itself: InputEnded alone;
//   - a server that hangs: silence, then InputEnded after 20 s;
//   - nobody listening, an answer that is no RTSP, a path that is not there: InputFailed at once.
// `latency` is ignored: over TCP nothing is held back.
//
// Units travel in batches: one scheduler event posts what has arrived since the last, each unit with its own arrival.
// The last thing of a run always comes after all that was sent before it.
#pragma once

#include <deque>
#include <string>
#include <variant>

#include "sim/kernel/scheduler.h"
#include "sim/media/media_server.h"
#include "worker/ports/event.h"

namespace sw::sim {

// How long rtspsrc waits for a server that neither sends nor answers.
inline constexpr TimeDelta kServerPatience = TimeDelta::Seconds(20);

struct InputLink {
  TimeDelta round_trip = TimeDelta::Millis(2);
  // Each unit is late by up to this much more; order is kept.
  TimeDelta jitter = TimeDelta::Zero();
  uint64_t seed = 1;
  // How long what has arrived may wait for the next event; zero: one event per arrival.
  TimeDelta batch = TimeDelta::Millis(100);
};

class SimMediaInput final : public ports::MediaInput, private StreamReader {
 public:
  SimMediaInput(Scheduler& scheduler, MediaServer& server, ports::EventSink& sink, InputLink link = {});
  ~SimMediaInput() override;
  SimMediaInput(const SimMediaInput&) = delete;
  SimMediaInput& operator=(const SimMediaInput&) = delete;

  void open(ports::PipelineRunId run, const Url& url, TimeDelta latency) override;
  void close() override;

  // ---- Faults, by a scenario's events.

  // The network to here carries nothing for so long; what was sent meanwhile comes at once when it does again, as far
  // as the server has kept it. A later call replaces the end.
  void stall(TimeDelta length);
  // The pipeline fails; without an open run nothing happens.
  void fail(ports::PipelineErrorType type, ports::InputFailure failure, const std::string& text);
  // Something is reported, and the run goes on.
  void warn(const std::string& text);

 private:
  struct Closed {};
  struct Connecting {
    ports::PipelineRunId run;
    Url url;
    Timestamp patient_until;
  };
  struct Reading {
    ports::PipelineRunId run;
    MediaServer::Reading from;
    std::optional<uint32_t> video_format;  // last shown
    std::optional<uint32_t> audio_format;
    std::optional<TimeDelta> shift;  // of all PTS
    Timestamp last_arrival;
    std::deque<ports::Event> held;  // sent, and not here yet: the server's queue bounds it
    bool blocked = false;           // the server knows that the connection takes nothing
  };
  // The connection is lost: what was on its way, then the end.
  struct Ending {
    ports::PipelineRunId run;
    std::deque<ports::Event> held;
    bool late;  // what is held comes at the end of a stall
  };

  void on_connection_lost() override;
  void on_hang(bool hangs) override;

  Timestamp now() const { return scheduler_.now(); }
  bool is_stalled() const { return stalled_until_ && now() < *stalled_until_; }
  void later(TimeDelta delay, void (SimMediaInput::*step)());
  // The steps of a connection, each half of a round trip or more after the one before.
  void connect();
  void describe();
  void play();
  // What comes while units do.
  void schedule_reading();
  void read();
  void finish();
  // What comes when they do not.
  void end_stall();
  void release_held(std::deque<ports::Event>& held, bool late);
  void await_server();
  void lose_patience();
  void end_lost();
  void give_up(ports::PipelineRunId run, ports::PipelineErrorType type, ports::InputFailure failure,
               const std::string& text);
  void give_up(ports::PipelineRunId run, fakes::ReadRefusal refusal);
  std::optional<ports::PipelineRunId> run() const;

  Timestamp arrival_of(const SourceUnit& unit, const Reading& reading) const;
  // Posts the stream's next unit, behind its format where that is new; or holds both.
  void take(Reading& reading, Timestamp arrival, bool holds);
  void hold_all_sent(Reading& reading);

  Scheduler& scheduler_;
  MediaServer& server_;
  ports::EventSink& sink_;
  InputLink link_;
  std::variant<Closed, Connecting, Reading, Ending> state_ = Closed{};
  std::optional<Timestamp> stalled_until_;
  bool hangs_ = false;
  EventHandle step_;      // the next step of the state
  EventHandle patience_;  // while nothing comes and nothing answers
  EventHandle stall_end_;
};

}  // namespace sw::sim

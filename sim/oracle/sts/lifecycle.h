// The life of a session on the wire (FR-012, FR-013; design §4, STS session):
//   - the handshake carries both ids; stream:init goes out at the instant at which the namespace is connected, is the
//     first event and comes once, and says what the settings say;
//   - while the input is lost a ready session is paused: stream:pause once everything that closed before is sent or
//     given up, stream:resume at the first epoch after it, and neither at any other time;
//   - once the stream is over, stream:end goes out as soon as no segment waits to be sent, and only acks after it;
//   - then results are awaited for one STS time-out, or until none is missing, and stream:complete for 5 s more: the
//     connection is closed at that instant, neither before it, unless it broke or the worker ended, nor after;
//   - before the worker closes a connection of its own will it says DISCONNECT, unless the service has closed it: its
//     close frame is answered by one, and nothing may follow that (RFC 6455 §5.5.1).
// "Over" and "lost" are known from the worker's log and the operator's signals.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "sim/oracle/oracle.h"

namespace sw::sim {

class LifecycleOracle final : public Oracle {
 public:
  LifecycleOracle(const Scenario& scenario, Verdict& verdict) : Oracle("lifecycle", scenario, verdict) {}
  void on(Timestamp now, const Observation& observation) override;

 private:
  struct Session {
    ports::ConnectionId connection;
    std::optional<Timestamp> connected = {};
    std::optional<Timestamp> init = {};
    bool ready = false;
    bool paused = false;
    bool said_goodbye = false;
    bool left = false;  // by the service, with a close frame
    std::optional<Timestamp> end = {};
    std::optional<Timestamp> complete = {};
    std::optional<Timestamp> results_over = {};                 // nothing is awaited any more
    std::map<std::string, Timestamp, std::less<>> flying = {};  // until when
  };
  // Closed by the worker in the handling that is under way.
  struct Closing {
    Session session;
    Timestamp at;
    bool broken;  // it was over already
  };

  void on_handed(Timestamp now, const ports::Event& event);
  void on_line(const Logged& line);
  void on_packet(Timestamp now, const WirePacket& packet);
  void on_worker(Timestamp now, const WireEvent& event);
  void on_service(Timestamp now, const WireEvent& event);
  void check_handshake(Timestamp now, std::string_view request);
  void check_init(Timestamp now, const rapidjson::Value& payload);
  void check_flow(Timestamp now, std::string_view name);
  void check_owed(Timestamp now);
  void check_closing();
  void note_results(Timestamp now);
  std::optional<Timestamp> close_due() const;

  std::optional<Session> session_;
  std::optional<Closing> closing_;
  std::set<std::string, std::less<>> waiting_;  // closed segments, neither sent nor given up
  bool input_lost_ = false;
  bool returned_ = false;  // in the handling that is under way
  bool over_ = false;      // the stream, or it was stopped
};

}  // namespace sw::sim

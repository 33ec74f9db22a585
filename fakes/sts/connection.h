// One client of the Echo STS: its bytes, its Socket.IO session, the stream that it has opened, and what the script
// does to the bytes in between.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "contracts/messages.h"
#include "fakes/sts/entrance.h"
#include "fakes/sts/session.h"
#include "fakes/sts/shared_state.h"
#include "worker/protocol/sio_server.h"

namespace sw::fakes::sts {

class StsConnection {
 public:
  StsConnection(SharedState& shared, ConnectionId id);

  void start(Timestamp now);
  void on_bytes(Timestamp now, std::string_view bytes);
  void on_closed(Timestamp now);
  void on_time(Timestamp now);
  std::optional<Timestamp> deadline(Timestamp now) const;

  // It has given out its CloseConnection or ResetConnection, or the peer has gone: nothing more happens.
  bool is_over() const { return over_; }
  // A client that has a stream speaks for its stream, one without for the service: this client wants everybody who has
  // a stream disconnected at that time.
  std::optional<Timestamp> take_general_disconnect();
  void disconnect_at(Timestamp at);
  bool has_stream() const { return session_.has_value(); }

  // Faults of moments, for connections that the pick names. What a connection cannot do now is not done.
  bool is_picked(const Pick& pick) const;
  bool is_frozen(Timestamp now) const;
  void act(Timestamp now, const SendPressure& pressure);
  void act(Timestamp now, const SendError& error);
  void act(Timestamp now, const SendEvent& event);
  void act(Timestamp now, const SendStray& stray);
  void act(Timestamp now, const SendPacket& packet);
  void act(Timestamp now, const EndConnection& end);
  void reset(Timestamp now, std::string_view why);

 private:
  static constexpr std::string_view kNamespace = "/";
  struct PendingReady {
    Timestamp due;
    contracts::StreamInit init;
    std::optional<AnswerInit> answer;
  };

  SessionFacts facts() const;
  void admit(Timestamp now, std::string_view bytes);
  void pass(Timestamp now, const Pass& pass);
  void drain(Timestamp now);
  void take(Timestamp now, protocol::ServerOutput output);
  void on_connect(Timestamp now, const protocol::socket_io::Connected& connected);
  bool answers_suite(Timestamp now, const protocol::socket_io::EventReceived& event);
  void on_event(Timestamp now, const protocol::socket_io::EventReceived& event);
  void on_malformed(Timestamp now, const std::string& name, const rapidjson::Value& payload,
                    const contracts::ParseError& error);

  void handle(Timestamp now, contracts::StreamInit init);
  void handle(Timestamp now, contracts::FragmentData fragment);
  void handle(Timestamp now, const contracts::WorkerFragmentAck& ack);
  void handle(Timestamp now, const contracts::StreamPause& pause);
  void handle(Timestamp now, const contracts::StreamResume& resume);
  void handle(Timestamp now, const contracts::StreamEnd& end);
  void handle(Timestamp now, const contracts::ErrorSimulation& simulation);
  void handle(Timestamp now, const contracts::SimulateDisconnect& disconnect);
  void handle(Timestamp now, const contracts::UnknownEvent& unknown);

  template <class Message, class Take>
  void for_session(Timestamp now, const Message& message, Take take);
  void open_session(Timestamp now, const contracts::StreamInit& init, const std::optional<AnswerInit>& answer);
  void refuse(Timestamp now, const Blame& blame, const std::string& stream_id, const std::string& fragment_id = {});
  void emit(Timestamp now, const Emissions& emissions);
  void emit(Timestamp now, const Emission& emission);
  void send(std::string bytes);
  void say_goodbye(Timestamp now, std::string_view why);
  void close(Timestamp now, std::string_view why);
  void end(Timestamp now, std::string_view why);
  void leave();
  void record(Record record);
  void record_breach(Timestamp now, contracts::Direction direction, const std::string& event,
                     const std::optional<std::string>& problem);

  SharedState& shared_;
  const ConnectionId id_;
  protocol::SioServerConnection sio_;
  Entrance entrance_;
  bool open_ = false;    // the WebSocket
  bool joined_ = false;  // the namespace "/"
  bool muted_ = false;   // what the protocol wants sent is dropped
  bool over_ = false;
  std::string why_;     // it ends
  std::string frozen_;  // bytes that came meanwhile
  std::string header_stream_;
  std::string header_worker_;
  std::optional<PendingReady> pending_ready_;
  std::optional<StsSession> session_;
  std::optional<Timestamp> disconnect_at_;
  std::optional<Timestamp> general_disconnect_;
};

}  // namespace sw::fakes::sts

// One connection to the service under examination: the protocol as a worker speaks it, everything that came over it,
// and the ways in which a worker may fall silent or break off.
//
// Order of calls: the constructor asks for a Connect; then on_connected(), on_bytes(), on_time() and on_closed() as
// they come. leave() and drop() end it from our side.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "contracts/messages.h"
#include "fakes/conformance/sts/effect.h"
#include "fakes/conformance/sts/exam_settings.h"
#include "fakes/conformance/sts/observations.h"
#include "worker/protocol/sio_client.h"

namespace sw::fakes::conformance {

// One connection that brings more is cut off: no rule makes a service say that much.
inline constexpr std::size_t kMaxHeardBytes = 128 * 1024 * 1024;

class ServiceClient {
 public:
  // How the connection ended. `by_service`: not by our own heartbeat, nor by our own doing.
  struct Ending {
    bool by_service;
    std::string text;
    Timestamp at;
  };

  // `settings`, `effects` and observations outlive it.
  ServiceClient(ConnectionId id, const ExamSettings& settings, std::string stream_id, Effects& effects,
                Observations& observations);

  void on_connected(Timestamp now);
  void on_bytes(Timestamp now, std::string_view bytes);
  void on_closed(Timestamp now, const std::string& why);
  void on_time(Timestamp now);
  std::optional<Timestamp> deadline() const;

  // As a worker leaves: DISCONNECT, a close frame, the end.
  void leave();
  // As a worker dies: the end, without a word.
  void drop();
  // Nothing is sent any more, pongs neither; what comes is still read.
  void fall_silent() { silent_ = true; }

  protocol::socket_io::SendResult send(const contracts::WorkerMessage& message);
  protocol::socket_io::SendResult send_json(std::string_view event, std::string_view payload);
  protocol::socket_io::SendResult send_fragment(Timestamp now, const contracts::FragmentData& fragment,
                                                const std::string& payload);
  // A WebSocket text message of these characters, past all that knows better; at most 125.
  void send_raw(std::string_view text);

  ConnectionId id() const { return id_; }
  const std::string& stream_id() const { return traffic_.stream_id; }
  bool has_websocket() const { return reached(protocol::SioClient::State::kAwaitingOpen); }
  bool has_open_packet() const { return sio_.open_packet().has_value(); }
  bool is_joined() const { return joined_; }
  const std::optional<protocol::engine_io::OpenPacket>& open_packet() const { return sio_.open_packet(); }
  std::size_t max_send_bytes() const { return sio_.max_send_bytes(); }
  const std::optional<Ending>& ending() const { return ending_; }
  std::size_t pings() const { return pings_; }  // that came
  const Traffic& traffic() const { return traffic_; }

 private:
  bool reached(protocol::SioClient::State state) const { return furthest_ >= state; }
  void settle(Timestamp now);
  void take(Timestamp now, protocol::ClientOutput output);
  void on_event(Timestamp now, const protocol::socket_io::EventReceived& event);

  const ConnectionId id_;
  Effects& effects_;
  Observations& observations_;
  protocol::SioClient sio_;
  protocol::SioClient::State furthest_ = protocol::SioClient::State::kIdle;
  Timestamp now_ = Timestamp::FromNanos(0);
  bool joined_ = false;
  bool silent_ = false;
  std::size_t received_bytes_ = 0;
  std::size_t unknown_heard_ = 0;
  std::size_t pings_ = 0;
  bool over_ = false;  // nothing of it is wanted any more
  std::optional<Ending> ending_;
  Traffic traffic_;
};

}  // namespace sw::fakes::conformance

// Reads the bytes that a worker sends to its STS service, and holds them to the protocol: whole frames, packets that
// decode, messages that keep their schemas, in an order that the contracts allow, none above the service's limit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/messages.h"
// Before timings.h, whose kPingTimeout g++ holds to be shadowed by an enumerator otherwise.
#include "worker/protocol/disconnect_reason.h"
#include "worker/protocol/socket_io/decoder.h"

namespace sw::fuzz {

// One connection after another; begin() starts each.
class WorkerWatch {
 public:
  // A new connection, whose service takes messages of so many bytes; none: that is not known.
  void begin(std::optional<std::size_t> max_payload);
  void add(std::string_view bytes);

  // Of all connections, in order: the fragments that were sent.
  const std::vector<contracts::FragmentData>& sent() const { return sent_; }
  // Those that were acked as applied.
  const std::set<std::string>& applied() const { return applied_; }

 private:
  bool take_frame();
  void on_text(std::string_view text);
  void on_packet(const protocol::socket_io::Packet& packet);
  void on_event(const std::string& name, const rapidjson::Value& payload);
  void on(const contracts::StreamInit& message);
  void on(const contracts::StreamPause& message);
  void on(const contracts::StreamResume& message);
  void on(const contracts::StreamEnd& message);
  void on(const contracts::FragmentData& message);
  void on(const contracts::WorkerFragmentAck& message);
  template <class Other>
  void on(const Other& other);

  // Of the connection.
  std::optional<std::size_t> max_payload_;
  std::string unread_;
  protocol::socket_io::Decoder decoder_;
  bool head_over_ = false;
  bool farewell_ = false;  // a close frame, or DISCONNECT: nothing may follow but a close frame
  bool initialised_ = false;
  bool paused_ = false;
  bool ended_ = false;
  int64_t next_sequence_ = 0;

  std::vector<contracts::FragmentData> sent_;
  std::set<std::string> ids_;
  std::set<std::string> applied_;
};

}  // namespace sw::fuzz

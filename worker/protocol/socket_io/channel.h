// One connected namespace, the same on both sides: emits, acks, and what the peer emits and acks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "worker/protocol/socket_io/action.h"
#include "worker/protocol/socket_io/packet.h"

namespace sw::protocol::socket_io {

// What became of something that was to be sent. Only kSent has sent anything.
enum class SendResult : uint8_t {
  kSent,
  kNotConnected,
  kTooLarge,  // more than the peer takes, or than we send, in one message
  kBadName,   // reserved, or longer than its limit
  kBadText,   // not UTF-8
  kBadAck,    // the ack id is in use or above its limit, or kMaxPendingAcks are awaited
  kTooManyAttachments,
};
std::string_view to_text(SendResult result);

// Texts are valid JSON values separated by commas; where there are attachments, placeholder_json() stands for each.
struct Emission {
  std::string_view name;
  std::string_view arguments;
  std::span<const std::string> attachments = {};
  std::optional<uint64_t> ack_id = std::nullopt;  // asks the peer for an ack
};
struct Acknowledgement {
  uint64_t id;
  std::string_view arguments;
  std::span<const std::string> attachments = {};
};

class Channel {
 public:
  explicit Channel(std::string nsp) : nsp_(std::move(nsp)) {}
  const std::string& nsp() const { return nsp_; }

  // `max_bytes`: of one Engine.IO message, its type digit included.
  SendResult emit(const Emission& emission, std::size_t max_bytes, Actions& actions);
  SendResult acknowledge(const Acknowledgement& ack, std::size_t max_bytes, Actions& actions);

  // An event or an ack.
  void on_packet(Packet packet, Actions& actions);

 private:
  SendResult send(std::string text, std::span<const std::string> attachments, std::size_t max_bytes, Actions& actions);

  std::string nsp_;
  std::set<uint64_t> awaited_acks_;  // at most kMaxPendingAcks
};

}  // namespace sw::protocol::socket_io

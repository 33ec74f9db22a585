#include "fakes/wire/reader.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "fakes/wire/json.h"
#include "fakes/wire/text.h"

namespace sw::fakes::wire {
namespace {

constexpr std::size_t kMaxHead = 64 * 1024;
constexpr std::size_t kMaxControl = 125;  // RFC 6455 §5.5
constexpr std::size_t kMaxEarly = 64;
// A buffer that has grown beyond this is given back once it is empty.
constexpr std::size_t kKeptBuffer = 1024 * 1024;

constexpr uint8_t kFinal = 0x80;
constexpr uint8_t kReserved = 0x70;
constexpr uint8_t kOpcode = 0x0f;
constexpr uint8_t kMasked = 0x80;
constexpr uint8_t kLength = 0x7f;
enum Opcode : uint8_t { kContinuation = 0, kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10 };

struct FrameHead {
  std::size_t size;     // of the head itself
  uint64_t length;      // of the payload
  std::size_t mask_at;  // 0: not masked
  bool minimal;         // no shorter head could say the length
};

uint8_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<uint8_t>(bytes[at]); }

// Nothing while the head is incomplete.
std::optional<FrameHead> frame_head(std::string_view bytes) {
  if (bytes.size() < 2) return std::nullopt;
  const bool masked = (byte_at(bytes, 1) & kMasked) != 0;
  const uint8_t short_length = byte_at(bytes, 1) & kLength;
  const std::size_t extra = short_length == 126 ? 2 : short_length == 127 ? 8 : 0;
  FrameHead head{.size = 2 + extra, .length = short_length, .mask_at = 0, .minimal = true};
  if (bytes.size() < head.size + (masked ? 4 : 0)) return std::nullopt;
  if (extra > 0) {
    head.length = 0;
    for (std::size_t i = 0; i < extra; ++i) head.length = head.length << 8 | byte_at(bytes, 2 + i);
    head.minimal = head.length >= (extra == 2 ? 126U : 65'536U);
  }
  if (masked) {
    head.mask_at = head.size;
    head.size += 4;
  }
  return head;
}

// Eight bytes at a time: the pattern of eight is that of four, twice.
void unmask(std::span<char> payload, std::string_view mask) {
  std::array<char, 8> pattern{};
  for (std::size_t i = 0; i < pattern.size(); ++i) pattern[i] = mask[i % 4];
  uint64_t wide = 0;
  std::memcpy(&wide, pattern.data(), sizeof wide);
  std::size_t at = 0;
  for (; at + sizeof wide <= payload.size(); at += sizeof wide) {
    uint64_t part = 0;
    std::memcpy(&part, payload.data() + at, sizeof part);
    part ^= wide;
    std::memcpy(payload.data() + at, &part, sizeof part);
  }
  for (; at < payload.size(); ++at) payload[at] = static_cast<char>(payload[at] ^ pattern[at % 8]);
}

std::string_view view(std::span<const char> bytes) { return {bytes.data(), bytes.size()}; }

}  // namespace

void WireReader::on_worker(Timestamp now, ports::ConnectionId connection, std::string_view bytes) {
  read({now, connection, connections_[connection].worker}, bytes);
}

void WireReader::on_service(Timestamp now, ports::ConnectionId connection, std::string_view bytes) {
  const auto found = connections_.find(connection);
  if (found != connections_.end()) read({now, connection, found->second.service}, bytes);
}

void WireReader::on_end(ports::ConnectionId connection) { connections_.erase(connection); }

void WireReader::read(Place at, std::string_view bytes) {
  Lane& lane = at.lane;
  if (lane.broken || lane.closing) return;
  lane.buffer += bytes;
  if (!lane.upgraded && !read_head(at)) return;
  while (!lane.broken && !lane.closing && read_frame(at)) {
  }
  lane.buffer.erase(0, lane.head);
  lane.head = 0;
  if (lane.buffer.empty() && lane.buffer.capacity() > kKeptBuffer) lane.buffer = {};
}

// The head of the HTTP request or answer, up to its blank line.
bool WireReader::read_head(Place at) {
  Lane& lane = at.lane;
  const auto end = lane.buffer.find("\r\n\r\n");
  if (end == std::string::npos) {
    if (lane.buffer.size() > kMaxHead) give_up(at, "an endless HTTP head");
    return false;
  }
  const std::string_view head = std::string_view(lane.buffer).substr(0, end + 2);
  if (lane.sender == Sender::kWorker) {
    if (!head.starts_with("GET ")) return give_up(at, "no GET request"), false;
    out_.on(at.now, WireOpened{at.connection, head});
  } else if (!head.starts_with("HTTP/1.1 101")) {
    return give_up(at, "no 101 answer"), false;
  }
  lane.upgraded = true;
  lane.head = end + 4;
  return true;
}

bool WireReader::read_frame(Place at) {
  Lane& lane = at.lane;
  const std::string_view rest = std::string_view(lane.buffer).substr(lane.head);
  const auto head = frame_head(rest);
  if (!head) return false;
  const uint8_t first = byte_at(rest, 0);
  const bool is_worker = lane.sender == Sender::kWorker;
  if ((first & kReserved) != 0) return give_up(at, "reserved bits are set"), false;
  if (is_worker != (head->mask_at != 0)) return give_up(at, "masked by the wrong side"), false;
  if (!head->minimal) return give_up(at, "a length in more bytes than it needs"), false;
  if (head->length > max_message_ - lane.message.size()) return give_up(at, kTooLong), false;
  if (rest.size() - head->size < head->length) return false;
  const Bytes payload(lane.buffer.data() + lane.head + head->size, static_cast<std::size_t>(head->length));
  if (head->mask_at != 0) unmask(payload, rest.substr(head->mask_at, 4));
  lane.head += head->size + payload.size();
  take_frame(at, first, payload);
  return true;
}

void WireReader::take_frame(Place at, uint8_t first, Bytes payload) {
  Lane& lane = at.lane;
  const uint8_t opcode = first & kOpcode;
  const bool final = (first & kFinal) != 0;
  if (opcode >= kClose) return take_control(at, first, payload.size());
  if (opcode > kBinary) return give_up(at, "an unknown opcode");
  if ((opcode == kContinuation) != lane.in_message) return give_up(at, "frames out of order");
  if (opcode != kContinuation) lane.message_is_text = opcode == kText;
  if (final && !lane.in_message) return take_message(at, payload);
  lane.message.append(payload.data(), payload.size());
  lane.in_message = !final;
  if (!final) return;
  std::string whole = std::exchange(lane.message, {});
  take_message(at, whole);
}

void WireReader::take_control(Place at, uint8_t first, std::size_t size) {
  const uint8_t opcode = first & kOpcode;
  if (opcode > kPong) return give_up(at, "an unknown opcode");
  if ((first & kFinal) == 0) return give_up(at, "a control frame in parts");
  if (size > kMaxControl) return give_up(at, "a control frame of more than 125 bytes");
  if (opcode == kClose && size == 1) return give_up(at, "half a close code");
  if (opcode != kClose) return;
  at.lane.closing = true;
  out_.on(at.now, WireClosing{at.connection, at.lane.sender});
}

void WireReader::take_message(Place at, Bytes message) {
  Lane& lane = at.lane;
  if (!lane.message_is_text) {
    if (lane.attachments == 0) return give_up(at, kUnannounced);
    --lane.attachments;
    return;
  }
  if (lane.attachments > 0) return give_up(at, "a text where an attachment belongs");
  if (!is_utf8(view(message))) return give_up(at, "a text that is no UTF-8");
  take_packet(at, message);
}

// An Engine.IO packet: its type, and behind type 4 a Socket.IO packet.
void WireReader::take_packet(Place at, Bytes packet) {
  if (packet.empty() || packet[0] < '0' || packet[0] > '6') return give_up(at, "no Engine.IO packet");
  if (packet[0] == '4') return take_socket_packet(at, packet.subspan(1));
  out_.on(at.now, WirePacket{at.connection, at.lane.sender, packet[0], ' ', view(packet.subspan(1))});
}

void WireReader::take_socket_packet(Place at, Bytes packet) {
  Lane& lane = at.lane;
  const auto head = socket_head(view(packet));
  if (!head) return give_up(at, "no Socket.IO packet");
  const Bytes rest = packet.subspan(head->size);
  const bool is_ours = head->nsp == "/";
  if (head->type == '2' && is_ours) {
    if (lane.sender == Sender::kWorker || lane.connected) return take_event(at, rest, packet.size() + 1);
    if (lane.early.size() < kMaxEarly) lane.early.emplace_back(view(rest));
    return;
  }
  lane.attachments = head->attachments;
  out_.on(at.now, WirePacket{at.connection, lane.sender, '4', head->type, view(packet.subspan(1))});
  if (head->type != '0' || !is_ours || lane.sender == Sender::kWorker) return;
  lane.connected = true;
  for (std::string& early : std::exchange(lane.early, {})) {
    if (!lane.broken) take_event(at, early, early.size() + 2);
  }
}

// ["name", payload…]
void WireReader::take_event(Place at, Bytes text, std::size_t bytes) {
  if (std::memchr(text.data(), '\0', text.size()) != nullptr) return give_up(at, "an event with a zero byte");
  char* const end = text.data() + text.size();
  const char behind = std::exchange(*end, '\0');
  {
    rapidjson::Document document(&values_);
    const std::string_view fault = read_json(document, text.data());
    if (!fault.empty()) {
      give_up(at, fault);
    } else if (document.IsArray() && document.Size() > 0 && document[0].IsString()) {
      static const rapidjson::Value kNothing;
      const rapidjson::Value& payload = document.Size() > 1 ? document[1] : kNothing;
      const std::string_view name(document[0].GetString(), document[0].GetStringLength());
      out_.on(at.now, WireEvent{at.connection, at.lane.sender, name, payload, bytes});
    } else {
      give_up(at, "no event");
    }
  }
  values_.Clear();
  *end = behind;
}

void WireReader::give_up(Place at, std::string_view why) {
  Lane& lane = at.lane;
  lane.broken = true;
  out_.on(at.now, WireBroken{at.connection, lane.sender, why});
}

}  // namespace sw::fakes::wire

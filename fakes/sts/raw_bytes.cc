#include "fakes/sts/raw_bytes.h"

namespace sw::fakes::sts {
namespace {

constexpr uint8_t kFinal = 0x80;
constexpr uint8_t kReservedBits = 0x70;
constexpr uint8_t kTextOpcode = 1;
constexpr uint8_t kBinaryOpcode = 2;
constexpr uint8_t kCloseOpcode = 8;

void append_length(std::string& out, std::size_t size) {
  int bytes = 0;
  if (size < 126) {
    out.push_back(static_cast<char>(size));
  } else if (size < 65'536) {
    out.push_back(static_cast<char>(126));
    bytes = 2;
  } else {
    out.push_back(static_cast<char>(127));
    bytes = 8;
  }
  for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<char>(size >> (8 * i)));
}

// A WebSocket frame of a server (RFC 6455 §5.2: unmasked), whole, with these first four bits and this opcode.
std::string raw_frame(uint8_t opcode, std::string_view payload, uint8_t flags = kFinal) {
  std::string frame(1, static_cast<char>(flags | opcode));
  append_length(frame, payload.size());
  return frame.append(payload);
}

std::string text_frame(std::string_view payload) { return raw_frame(kTextOpcode, payload); }

// 4: an Engine.IO message; 2: a Socket.IO event; 5: a binary one.
std::string huge_event(int64_t bytes) {
  constexpr std::string_view kBefore = R"(42["fragment:processed",{"transcript":")";
  constexpr std::string_view kBehind = R"("}])";
  const auto wanted = static_cast<std::size_t>(bytes);
  const std::size_t around = kBefore.size() + kBehind.size();
  std::string payload(kBefore);
  payload.append(wanted > around ? wanted - around : 0, 'x').append(kBehind);
  return text_frame(payload);
}

std::string_view reason_phrase(int64_t status) {
  switch (status) {
    case 200:
      return "OK";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 429:
      return "Too Many Requests";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

}  // namespace

std::string faulty_packet(const SendPacket& packet) {
  switch (packet.fault) {
    case PacketFault::kText:
      return text_frame(packet.text);
    case PacketFault::kBadPacketType:
      return text_frame("49[\"fragment:ack\"]");
    case PacketFault::kBadJson:
      return text_frame(R"(42["fragment:processed",{"fragment_id":)");
    case PacketFault::kNoEventName:
      return text_frame(R"(42{"fragment_id":"x"})");
    case PacketFault::kBadAttachments:
      return text_frame(R"(4599999999-["fragment:processed",{"_placeholder":true,"num":0}])");
    case PacketFault::kUnexpectedBinary:
      return raw_frame(kBinaryOpcode, std::string("\x00\x01\x02\x03", 4));
    case PacketFault::kUnfinishedBinary:
      return text_frame(R"(451-["fragment:processed",{"_placeholder":true,"num":0}])");
    case PacketFault::kNotUtf8:
      return text_frame("42[\"error\",{\"message\":\"\xC3\x28\xFF\"}]");
    case PacketFault::kHuge:
      return huge_event(packet.bytes);
    case PacketFault::kBadFrame:
      return raw_frame(kTextOpcode, "42[]", kFinal | kReservedBits);
  }
  return {};
}

std::string close_frame(int64_t code) {
  return raw_frame(kCloseOpcode, std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)});
}

std::string http_response(int64_t status, std::string_view content_type, std::string_view body) {
  std::string response = "HTTP/1.1 " + std::to_string(status) + " ";
  response.append(reason_phrase(status)).append("\r\nContent-Type: ").append(content_type);
  response.append("\r\nContent-Length: " + std::to_string(body.size()) + "\r\nCache-Control: no-store");
  return response.append("\r\nConnection: close\r\n\r\n").append(body);
}

std::string_view garbage() { return "\x16\x03\x01 this is no HTTP at all\r\n\r\n\x80\xFF\xFE"; }

std::string wrong_accept() {
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n";
}

std::string bad_open_packet() { return raw_frame(kTextOpcode, R"(0{"sid":"x","pingInterval":)"); }

}  // namespace sw::fakes::sts

// Bytes that a well-behaved server never sends, and those that it sends outside of any WebSocket.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "fakes/sts/script.h"

namespace sw::fakes::sts {

// The frame or frames of this fault.
std::string faulty_packet(const SendPacket& packet);
std::string close_frame(int64_t code);

// An HTTP/1.1 response that closes.
std::string http_response(int64_t status, std::string_view content_type, std::string_view body);
// What comes instead of a handshake's answer.
std::string_view garbage();
std::string wrong_accept();
std::string bad_open_packet();

}  // namespace sw::fakes::sts

// What worker and service say to one another in a conversation that keeps all rules: for tests that change one thing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sw::conversation {

inline constexpr std::string_view kHandshake =
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
    "Host: sts.test:8080\r\n"
    "Upgrade: websocket\r\n"
    "Connection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    "X-Stream-ID: sim\r\n"
    "X-Worker-ID: sim-worker\r\n";

inline constexpr std::string_view kInit =
    R"({"stream_id":"sim","worker_id":"sim-worker","config":{"source_language":"en","target_language":"es",)"
    R"("format":"m4a","sample_rate_hz":48000,"channels":2},"max_inflight":3,"timeout_ms":8000})";

inline std::string ready(int64_t max_inflight = 3) {
  return R"({"session_id":"one","stream_id":"sim","max_inflight":)" + std::to_string(max_inflight) +
         R"(,"capabilities":{"batch_processing":false,"async_delivery":true}})";
}
// A fragment's id: one for each number.
inline std::string fragment(int64_t n) {
  std::string digits = std::to_string(n);
  return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}
inline std::string data(int64_t n, int64_t sequence) {
  return R"({"fragment_id":")" + fragment(n) + R"(","stream_id":"sim","sequence_number":)" + std::to_string(sequence) +
         R"(,"timestamp":1,"audio":{"format":"m4a","sample_rate_hz":48000,"channels":2,"duration_ms":6000,)"
         R"("data_base64":"AAAA"},"metadata":{"pts_ns":0}})";
}
// The service's answer; `more` holds further members, each behind a comma.
inline std::string result(int64_t n, std::string_view status, std::string_view more = {},
                          std::string_view stream = "sim") {
  return R"({"fragment_id":")" + fragment(n) + R"(","stream_id":")" + std::string(stream) +
         R"(","sequence_number":0,"status":")" + std::string(status) + R"(","processing_time_ms":1)" +
         std::string(more) + "}";
}
inline constexpr std::string_view kAudio =
    R"(,"dubbed_audio":{"format":"m4a","sample_rate_hz":48000,"channels":2,"duration_ms":6000,"data_base64":"AAAA"})";
inline std::string failure(std::string_view code, std::string_view retryable = "true") {
  return R"(,"error":{"code":")" + std::string(code) + R"(","message":"no","retryable":)" + std::string(retryable) +
         "}";
}
inline std::string ack(int64_t n, std::string_view status) {
  return R"({"fragment_id":")" + fragment(n) + R"(","status":")" + std::string(status) + R"(","timestamp":1})";
}

// A text with a part taken out, or with another in its place.
inline std::string without(std::string_view text, std::string_view part) {
  std::string rest(text);
  const auto at = rest.find(part);
  if (at != std::string::npos) rest.erase(at, part.size());
  return rest;
}
inline std::string replaced(std::string_view text, std::string_view part, std::string_view by) {
  std::string whole(text);
  const auto at = whole.find(part);
  if (at != std::string::npos) whole.replace(at, part.size(), by);
  return whole;
}

}  // namespace sw::conversation

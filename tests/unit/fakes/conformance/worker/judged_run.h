// A run that never was, told byte by byte to the judge of workers: what came and went, and when. A conversation that
// keeps all rules leaves it content, so that a test can break one rule alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fakes/conformance/worker/worker_judge.h"
#include "tests/unit/conversation/texts.h"
#include "tests/unit/conversation/wire_bytes.h"

namespace sw::fakes::conformance::worker::test {

using namespace conversation;

class JudgedRun {
 public:
  static constexpr std::size_t kMaxPayload = 4'000;
  explicit JudgedRun(std::size_t max_payload = kMaxPayload) : judge_(kStart, {.max_payload = max_payload}) {}

  // What follows happens at this time since the start.
  JudgedRun& at(TimeDelta since_start) {
    now_ = kStart + since_start;
    return *this;
  }

  // ---- Bytes and packets.

  JudgedRun& opens(uint64_t connection) {
    connection_ = ports::ConnectionId(connection);
    judge_.on_connected(now_, connection_);
    return *this;
  }
  JudgedRun& from_worker(std::string_view bytes) {
    judge_.on_received(now_, connection_, bytes);
    return *this;
  }
  JudgedRun& from_service(std::string_view bytes) {
    judge_.on_sent(now_, connection_, bytes);
    return *this;
  }
  JudgedRun& worker_text(std::string_view text) { return from_worker(masked(kText, text)); }
  JudgedRun& service_text(std::string_view text) { return from_service(plain(kText, text)); }
  JudgedRun& worker(std::string_view event, std::string_view payload) {
    return worker_text(event_text(event, payload));
  }
  JudgedRun& service(std::string_view event, std::string_view payload) {
    return service_text(event_text(event, payload));
  }

  // ---- The connection.

  // Up to the answer to CONNECT.
  JudgedRun& connected(uint64_t connection, std::string_view request = kHandshake) {
    opens(connection).from_worker(std::string(request) + "\r\n");
    from_service("HTTP/1.1 101 Switching Protocols\r\n\r\n").service_text(R"(0{"sid":"a"})");
    return worker_text("40").service_text(R"(40{"sid":"b"})");
  }
  // Up to stream:ready.
  JudgedRun& session(uint64_t connection, int64_t max_inflight = 3) {
    return connected(connection).worker("stream:init", kInit).service("stream:ready", ready(max_inflight));
  }
  JudgedRun& worker_closes() {
    return worker_text("41").from_worker(masked(kClose, "\x03\xe8")).ends(sts::ClosedBy::kPeer);
  }
  JudgedRun& service_resets() { return ends(sts::ClosedBy::kService); }
  JudgedRun& ends(sts::ClosedBy who) {
    judge_.on_closed(now_, connection_, who);
    return *this;
  }
  JudgedRun& accepting(bool open) {
    judge_.on_accepting(now_, open);
    return *this;
  }

  // ---- Fragments.

  JudgedRun& sends(int64_t n, int64_t sequence) { return worker("fragment:data", data(n, sequence)); }
  JudgedRun& succeeds(int64_t n) { return service("fragment:processed", result(n, "success", kAudio)); }
  JudgedRun& fails(int64_t n) { return service("fragment:processed", result(n, "failed", failure("MODEL_ERROR"))); }
  JudgedRun& acks(int64_t n, std::string_view status) { return worker("fragment:ack", ack(n, status)); }
  // A fragment, its result and the ack of that.
  JudgedRun& dubs(int64_t n, int64_t sequence) { return sends(n, sequence).succeeds(n).acks(n, "applied"); }
  JudgedRun& pressure(std::string_view action, std::string_view more = {}) {
    return service("backpressure", R"({"stream_id":"sim","severity":"high","current_inflight":1,"queue_depth":1,)"
                                   R"("action":")" +
                                       std::string(action) + "\"" + std::string(more) + "}");
  }

  // ---- The verdict.

  bool is_over() const { return judge_.is_over(); }
  Report report() { return judge_.report(now_); }
  // Names of the rules with this verdict, the run being over.
  std::vector<std::string> rules(Verdict verdict) {
    std::vector<std::string> names;
    for (const Finding& finding : report().findings) {
      if (finding.verdict == verdict) names.push_back(finding.rule);
    }
    return names;
  }
  std::vector<std::string> failed() { return rules(Verdict::kFailed); }

 private:
  // The clock starts above zero, so that zero cannot pass for a time.
  static constexpr Timestamp kStart = Timestamp::FromSeconds(1'000);

  static std::string event_text(std::string_view event, std::string_view payload) {
    return "42[\"" + std::string(event) + "\"," + std::string(payload) + "]";
  }

  WorkerJudge judge_;
  Timestamp now_ = kStart;
  ports::ConnectionId connection_{0};
};

constexpr TimeDelta s(int64_t n) { return TimeDelta::Seconds(n); }
constexpr TimeDelta ms(int64_t n) { return TimeDelta::Millis(n); }

inline constexpr std::string_view kError =
    R"({"error_id":"e1","stream_id":"sim","code":"MODEL_ERROR","message":"no","severity":"error","retryable":true})";
inline constexpr std::string_view kEnd = R"({"stream_id":"sim"})";
inline constexpr std::string_view kComplete =
    R"({"stream_id":"sim","total_fragments":1,"total_duration_ms":1,"statistics":{"success_count":1,)"
    R"("partial_count":0,"failed_count":0,"avg_processing_time_ms":1.0,"p95_processing_time_ms":1.0}})";

}  // namespace sw::fakes::conformance::worker::test

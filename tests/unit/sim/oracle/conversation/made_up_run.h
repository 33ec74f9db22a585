// A run that never was, told observation by observation to the oracles of the STS side: what happens, when, and what
// each side says. A conversation that keeps all rules leaves them silent, so that a test can break one rule alone.
#pragma once

#include <rapidjson/document.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/kernel/scheduler.h"
#include "sim/oracle/oracle.h"
#include "sim/oracle/sts/sts_oracles.h"
#include "tests/unit/conversation/texts.h"

namespace sw::sim::test {

constexpr TimeDelta seconds(int64_t s) { return TimeDelta::Seconds(s); }
constexpr TimeDelta millis(int64_t ms) { return TimeDelta::Millis(ms); }

using namespace conversation;

class MadeUpRun {
 public:
  explicit MadeUpRun(Scenario scenario = {}) : scenario_(std::move(scenario)) {
    append_sts_oracles(scenario_, verdict_, oracles_);
  }
  MadeUpRun(const MadeUpRun&) = delete;
  MadeUpRun& operator=(const MadeUpRun&) = delete;

  // What follows happens at this time since the start, with an event that is handed to the worker.
  MadeUpRun& at(TimeDelta since_start) {
    now_ = kSimulationStart + since_start;
    return hand(ports::AlarmRang{});
  }
  MadeUpRun& hand(const ports::Event& event) { return see(EventHanded{event}); }

  // ---- The connection.

  MadeUpRun& connecting(uint64_t connection) {
    connection_ = ports::ConnectionId(connection);
    return see(Connecting{connection_, "sts"});
  }
  MadeUpRun& handshake(std::string_view request = kHandshake) { return see(WireOpened{connection_, request}); }
  MadeUpRun& packet(Sender sender, char engine_type, char socket_type = ' ', std::string_view text = {}) {
    carry(sender);
    return see(WirePacket{connection_, sender, engine_type, socket_type, text});
  }
  // Up to the answer to CONNECT.
  MadeUpRun& connected(uint64_t connection) {
    connecting(connection).handshake().packet(Sender::kService, '0').packet(Sender::kWorker, '4', '0');
    return packet(Sender::kService, '4', '0');
  }
  // Up to stream:ready.
  MadeUpRun& session(uint64_t connection, int64_t max_inflight = 3) {
    return connected(connection).worker("stream:init", kInit).service("stream:ready", ready(max_inflight));
  }
  // The worker gives a session up for the next one, and says so.
  MadeUpRun& recycles(uint64_t next) {
    return line("sts", "the session is to be replaced").packet(Sender::kWorker, '4', '1').worker_closes().session(next);
  }
  MadeUpRun& close_frame(Sender sender) {
    carry(sender);
    return see(WireClosing{connection_, sender});
  }
  MadeUpRun& worker_closes() { return see(ConnectionClosed{connection_}); }
  MadeUpRun& lost(ports::CloseReason why = ports::CloseReason::kReset) {
    return hand(ports::Closed{connection_, why, "lost"});
  }

  // ---- What is said.

  MadeUpRun& worker(std::string_view name, std::string_view payload) { return say(Sender::kWorker, name, payload); }
  MadeUpRun& service(std::string_view name, std::string_view payload) { return say(Sender::kService, name, payload); }
  // In the same bytes as what the service said before it; the worker has answered nothing yet.
  MadeUpRun& service_as_well(std::string_view name, std::string_view payload) {
    return tell(Sender::kService, name, payload);
  }
  MadeUpRun& closes_segment(int64_t n) { return log("segment closed", n); }
  // The segment that was under way when a session got ready: it is not sent, and the next one began in the session.
  MadeUpRun& discards(int64_t n) { return closes_segment(n).falls_back(n, "disconnected"); }
  MadeUpRun& sends(int64_t n, int64_t sequence) { return worker("fragment:data", data(n, sequence)); }
  // A segment closes and is sent.
  MadeUpRun& closes_and_sends(int64_t n, int64_t sequence) { return closes_segment(n).sends(n, sequence); }
  MadeUpRun& applies(int64_t n) {
    count(ports::Counter::kFragmentsApplied).count(ports::Counter::kAudioFragments);
    return log("fragment applied", n).worker("fragment:ack", ack(n, "applied"));
  }
  MadeUpRun& falls_back(int64_t n, std::string_view reason) {
    count(ports::Counter::kFallbacks).count(ports::Counter::kFallbackReasons, reason);
    count(ports::Counter::kAudioFragments);
    return log("the segment keeps its original audio", n, reason);
  }
  // It is answered, and the worker makes the right thing of that.
  MadeUpRun& succeeds(int64_t n) {
    return service("fragment:processed", result(n, "success", kAudio)).round_trip().applies(n);
  }
  MadeUpRun& fails(int64_t n, std::string_view code = "MODEL_ERROR", std::string_view retryable = "true") {
    service("fragment:processed", result(n, "failed", failure(code, retryable))).round_trip();
    return falls_back(n, "error").worker("fragment:ack", ack(n, "received"));
  }

  // ---- What the worker says of itself.

  MadeUpRun& log(std::string_view message, int64_t n, std::string_view reason = {}) {
    const std::string id = fragment(n);
    const std::array<ports::Field, 2> fields{{{"fragmentId", std::string_view(id)}, {"reason", reason}}};
    return see(Logged{ports::Level::kInfo, "sts", message, fields});
  }
  MadeUpRun& alert(std::string_view cause) {
    const std::array<ports::Field, 1> fields{{{"cause", cause}}};
    return see(Logged{ports::Level::kWarn, "sts", "alert", fields});
  }
  MadeUpRun& line(std::string_view component, std::string_view message) {
    return see(Logged{ports::Level::kInfo, component, message, {}});
  }
  MadeUpRun& count(ports::Counter counter, std::string_view label = {}) {
    metrics_.count(counter, label, 1);
    return see(Counted{counter, label, 1});
  }
  MadeUpRun& breaker(int state) { return see(GaugeSet{ports::Gauge::kBreakerState, static_cast<double>(state)}); }
  MadeUpRun& round_trip() { return see(Observed{ports::Histogram::kStsRttMs, 1}); }

  MadeUpRun& see(const Observation& observation) {
    for (const auto& oracle : oracles_) oracle->on(now_, observation);
    return *this;
  }

  // What the oracles find when the worker ends here, each as "oracle/rule", once.
  std::vector<std::string> found(std::optional<int> exit_code = 0) {
    const RunEnd end{now_, exit_code, {}, metrics_};
    for (const auto& oracle : oracles_) oracle->at_end(end);
    std::vector<std::string> names;
    for (const Violation& violation : verdict_.violations()) {
      std::string name = violation.oracle + "/" + violation.rule;
      if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    }
    return names;
  }

 private:
  // The bytes of the service come to the worker as an event; what they say follows.
  void carry(Sender sender) {
    if (sender == Sender::kService) hand(ports::Received{connection_, "bytes"});
  }
  MadeUpRun& say(Sender sender, std::string_view name, std::string_view payload) {
    carry(sender);
    return tell(sender, name, payload);
  }
  MadeUpRun& tell(Sender sender, std::string_view name, std::string_view payload) {
    rapidjson::Document document;
    document.Parse(payload.data(), payload.size());
    return see(WireEvent{connection_, sender, name, document, payload.size()});
  }

  Scenario scenario_;
  Verdict verdict_;
  std::vector<std::unique_ptr<Oracle>> oracles_;
  Timestamp now_ = kSimulationStart;
  ports::ConnectionId connection_{0};
  RecordingTelemetry metrics_;
};

}  // namespace sw::sim::test

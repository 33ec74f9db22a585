// What a minute with the Echo STS costs in virtual time: both ends of WebSocket and Socket.IO, the service, the link.
#include <benchmark/benchmark.h>

#include <string>
#include <utility>

#include "sim/kernel/event_queue.h"
#include "sim/services/sts_host.h"
#include "worker/base/check.h"
#include "worker/protocol/sio_client.h"

namespace sw::sim {
namespace {

constexpr ports::ConnectionId kConnection{1};

// Connects, opens a stream, and sends a fragment every 6 s, as the worker would.
class StsMinute {
 public:
  explicit StsMinute(const LinkSettings& link) : host_(scheduler_, network_, {.link = link}) {
    queue_.set_handler([this](Timestamp now, ports::Event&& event) {
      if (std::holds_alternative<ports::Connected>(event)) client_.start(now);
      if (const auto* got = std::get_if<ports::Received>(&event)) client_.on_bytes(now, got->bytes);
      settle();
    });
  }

  uint64_t run(std::size_t audio_bytes) {
    network_.connect(kConnection, {"sts.test", 8080, false});
    run_for(TimeDelta::Seconds(6));
    emit("stream:init",
         R"({"stream_id":"s","worker_id":"w","config":{"source_language":"en","target_language":"es"}})");
    const std::string audio(audio_bytes / 4 * 4, 'A');
    for (int64_t i = 0; i < 9; ++i) {
      run_for(TimeDelta::Seconds(6));
      emit("fragment:data", R"({"fragment_id":"f)" + std::to_string(i) + R"(","stream_id":"s","sequence_number":)" +
                                std::to_string(i) +
                                R"(,"timestamp":0,"audio":{"format":"m4a","sample_rate_hz":48000,"channels":2,)"
                                R"("duration_ms":6000,"data_base64":")" +
                                audio + R"("}})");
    }
    run_for(TimeDelta::Millis(100));
    SW_CHECK(host_.statistics().results_success == 9u);
    return scheduler_.events_run();
  }

 private:
  void run_for(TimeDelta time) { scheduler_.run_until(scheduler_.now() + time); }
  void emit(const char* name, const std::string& payload) {
    client_.emit({name, payload});
    settle();
  }
  void settle() {
    for (auto& output : client_.take_outputs()) {
      if (auto* send = std::get_if<protocol::SendBytes>(&output)) network_.send(kConnection, std::move(send->bytes));
    }
  }

  Scheduler scheduler_;
  EventQueue queue_{scheduler_};
  VirtualNetwork network_{scheduler_, queue_, 1};
  StsHost host_;
  protocol::SioClient client_{{.host = "sts.test", .port = 8080, .headers = {}}, [] { return 4u; }};
};

void sts_minute(benchmark::State& state, const LinkSettings& link) {
  uint64_t events = 0;
  for (auto _ : state) events = StsMinute(link).run(static_cast<std::size_t>(state.range(0)));
  state.counters["events"] = static_cast<double>(events);
}
void StsMinuteAsWritten(benchmark::State& state) { sts_minute(state, {.latency = TimeDelta::Millis(10)}); }
void StsMinuteCutAndJoined(benchmark::State& state) {
  sts_minute(state, {.latency = TimeDelta::Millis(10), .pieces = Pieces::kDrawn});
}
BENCHMARK(StsMinuteAsWritten)->Arg(400)->Arg(130'000);
BENCHMARK(StsMinuteCutAndJoined)->Arg(400);

}  // namespace
}  // namespace sw::sim

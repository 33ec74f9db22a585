// A client of the fake STS that says anything. The input is lines: the first is a script (or is none), and each line
// after it is a Socket.IO message of a client that has connected, with these exceptions:
//   "+N"   N ms pass (at most 60000)
//   "!..." these bytes, past the WebSocket
//   "x"    the client hangs up, and another connects
// Whatever comes, the service stays within its promises: outputs are for connections that are there, on_time() at its
// deadline makes progress, and its counters agree.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "fakes/sts/script_parser.h"
#include "fakes/sts/service.h"
#include "worker/base/check.h"

namespace sw::fakes::sts {
namespace {

constexpr std::string_view kRequest =
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: sts\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-Stream-ID: live-1\r\n\r\n";
constexpr int kMaxAlarms = 2'000;
constexpr std::size_t kMaxInput = 8 * 1024;

// A client's text frame with a mask of zeros (RFC 6455 §5.2).
std::string frame(std::string_view text) {
  std::string bytes = "\x81";
  if (text.size() < 126) {
    bytes.push_back(static_cast<char>(0x80 | text.size()));
  } else {
    bytes.push_back(static_cast<char>(0xFE));
    bytes.push_back(static_cast<char>(text.size() >> 8));
    bytes.push_back(static_cast<char>(text.size()));
  }
  return bytes.append(4, '\0').append(text);
}

class Play {
 public:
  explicit Play(StsScript script) : service_(now_, settings(), std::move(script)) { connect(); }

  void line(std::string_view text) {
    if (text == "x") return hang_up();
    if (text.starts_with('+')) return wait(std::min(std::atoi(std::string(text.substr(1)).c_str()), 60'000));
    if (text.starts_with('!')) return receive(text.substr(1));
    receive(frame("4" + std::string(text)));
  }

 private:
  static StsSettings settings() {
    StsSettings settings;
    settings.record = true;
    settings.processing_delay = TimeDelta::Millis(100);
    return settings;
  }

  void connect() {
    id_ = ConnectionId(id_.value() + 1);
    alive_ = true;
    service_.on_connected(now_, id_);
    drain();
    receive(kRequest);
    receive(frame("40"));
  }
  void hang_up() {
    service_.on_closed(now_, id_);
    alive_ = false;
    drain();
    connect();
  }
  void receive(std::string_view bytes) {
    service_.on_bytes(now_, id_, bytes);
    drain();
  }

  void wait(int ms) {
    const Timestamp end = now_ + TimeDelta::Millis(std::max(ms, 0));
    for (int alarms = 0; alarms < kMaxAlarms; ++alarms) {
      const auto due = service_.deadline();
      if (!due || *due > end) break;
      now_ = std::max(now_, *due);
      service_.on_time(now_);
      drain();
      const auto next = service_.deadline();
      SW_CHECK(!next || *next > now_);  // what was due is done
    }
    now_ = std::max(now_, end);
    service_.on_time(now_);
    drain();
  }

  void drain() {
    for (const StsOutput& output : service_.take_outputs()) {
      if (std::holds_alternative<Record>(output)) continue;
      const ConnectionId id = std::visit([](const auto& o) { return o.connection; }, output);
      SW_CHECK(id == id_);
      SW_CHECK(alive_);
      if (!std::holds_alternative<SendBytes>(output)) alive_ = false;
    }
    const StsStatistics statistics = service_.statistics();
    SW_CHECK(statistics.connections_open == (alive_ ? 1u : 0u));
    SW_CHECK(statistics.fragments_received >= statistics.fragments_accepted);
    SW_CHECK(statistics.fragments_accepted >=
             statistics.results_success + statistics.results_partial + statistics.results_failed);
  }

  Timestamp now_ = Timestamp::FromSeconds(100);
  ConnectionId id_{0};
  bool alive_ = false;
  StsService service_;
};

}  // namespace
}  // namespace sw::fakes::sts

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  using namespace sw::fakes::sts;
  std::string_view text(reinterpret_cast<const char*>(data), std::min(size, kMaxInput));
  const auto take_line = [&] {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    return line;
  };
  const auto script = parse_script_text(take_line());
  Play play(script ? *script : StsScript{});
  while (!text.empty()) play.line(take_line());
  return 0;
}

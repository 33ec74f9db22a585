// Clients of the fake STS that say anything. The input is lines: the first is a script (or is none; behind a "#", of a
// service that answers the protocols' own suites as well), and each line after it is a Socket.IO message of a client
// that has connected, with these exceptions:
//   "@N"   from now on client N speaks, one of four; it connects where it has not, and at most three are taken
//   "x"    the client hangs up, and connects anew; "e" on the path of raw Engine.IO messages
//   "b…"   a binary message; "!…" these bytes, past the WebSocket
//   "/NM"  from now on bytes arrive cut by these two digits
//   "+N"   N ms pass (at most 60000)
// Whatever comes, the service stays within its promises: outputs are for connections that are there, on_time() at its
// deadline makes progress, and its counters agree.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fakes/sts/limits.h"
#include "fakes/sts/script_parser.h"
#include "fakes/sts/service.h"
#include "fakes/sts/suite_echo.h"
#include "fuzz/input.h"
#include "tests/unit/protocol/bytes.h"
#include "worker/base/check.h"

namespace sw::fakes::sts {
namespace {

namespace bytes = protocol::testing;

constexpr int kMaxAlarms = 2'000;
constexpr std::size_t kMaxInput = 8 * 1024;
constexpr std::size_t kClients = 4;
constexpr int64_t kMaxWaitMs = 60'000;

class Play {
 public:
  Play(bool suites, StsScript script) : service_(now_, settings(suites), std::move(script)) { speak(0); }

  void line(std::string_view text) {
    const char kind = text.empty() ? '\0' : text.front();
    const std::string_view rest = text.substr(text.empty() ? 0 : 1);
    switch (kind) {
      case '@':
        return speak(static_cast<std::size_t>(fuzz::number_at_start(rest, 1'000)) % kClients);
      case 'x':
        return hang_up("/socket.io/");
      case 'e':
        return hang_up("/engine.io/");
      case '+':
        return wait(TimeDelta::Millis(fuzz::number_at_start(rest, kMaxWaitMs)));
      case '/':
        cuts_ = fuzz::Cuts(digit(rest, 0), digit(rest, 1));
        return;
      case '!':
        return receive(rest);
      case 'b':
        return receive(bytes::masked_frame(bytes::Opcode::kBinary, rest));
      default:
        return receive(bytes::masked_text_frame("4" + std::string(text)));
    }
  }

 private:
  struct Client {
    std::optional<ConnectionId> id = {};
    bool alive = false;
  };

  static StsSettings settings(bool suites) {
    StsSettings settings;
    if (suites) serve_suites(settings);
    settings.record = true;
    settings.processing_delay = TimeDelta::Millis(100);
    settings.max_connections = kClients - 1;
    return settings;
  }
  static std::size_t digit(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<uint8_t>(text[at] - '0') % 10 : 0;
  }

  Client& speaker() { return clients_[speaker_]; }
  void speak(std::size_t client) {
    speaker_ = client;
    if (!speaker().id) connect("/socket.io/");
  }
  void connect(std::string_view path) {
    speaker() = {next_id_, true};
    next_id_ = next_id_.next();
    service_.on_connected(now_, *speaker().id);
    drain();
    receive(bytes::upgrade_request(std::string(path) + "?EIO=4&transport=websocket", "X-Stream-ID: live-1\r\n"));
    receive(bytes::masked_text_frame("40"));
  }
  void hang_up(std::string_view next_path) {
    service_.on_closed(now_, *speaker().id);
    speaker().alive = false;
    drain();
    connect(next_path);
  }
  // Also from a client whose connection is over: its bytes may have been under way.
  void receive(std::string_view data) {
    cuts_.deliver(data, [this](std::string_view piece) {
      service_.on_bytes(now_, *speaker().id, piece);
      drain();
    });
  }

  void wait(TimeDelta time) {
    const Timestamp end = now_ + time;
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
      const auto client = std::ranges::find(clients_, std::optional(id), &Client::id);
      SW_CHECK(client != clients_.end());
      SW_CHECK(client->alive);
      if (!std::holds_alternative<SendBytes>(output)) client->alive = false;
    }
    check(service_.statistics());
  }
  void check(const StsStatistics& statistics) const {
    const auto alive = static_cast<uint64_t>(std::ranges::count(clients_, true, &Client::alive));
    SW_CHECK(statistics.connections_open == alive);
    SW_CHECK(alive < kClients);
    SW_CHECK(statistics.fragments_received >= statistics.fragments_accepted);
    SW_CHECK(statistics.fragments_accepted >=
             statistics.results_success + statistics.results_partial + statistics.results_failed);
    SW_CHECK(statistics.errors.size() <= kMaxCountedCodes + 1);  // and "other"
  }

  Timestamp now_ = Timestamp::FromSeconds(100);
  std::array<Client, kClients> clients_;
  std::size_t speaker_ = 0;
  ConnectionId next_id_{1};
  fuzz::Cuts cuts_ = fuzz::Cuts::none();
  StsService service_;
};

}  // namespace
}  // namespace sw::fakes::sts

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  using namespace sw::fakes::sts;
  sw::fuzz::Input in(data, size, kMaxInput);
  std::string_view first = in.line();
  const bool suites = first.starts_with('#');
  if (suites) first.remove_prefix(1);
  const auto script = parse_script_text(first);
  Play play(suites, script ? *script : StsScript{});
  while (!in.empty()) play.line(in.line());
  return 0;
}

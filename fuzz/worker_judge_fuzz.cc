// The judge of workers before a client and a service that say anything. The input is lines, each the text of one
// Socket.IO message:
//   ">..."  of the worker, "<..." of the service
//   "!..."  bytes of the worker, past the WebSocket; "?..." of the service
//   "[N"    a stream:init of the worker, of N levels (at most 320000); ",N" one of N values
//   "+N"    N ms pass (at most 600000)
//   "x"     the worker hangs up, "y" the service does; another connection begins
//   "-"     the service accepts nobody, "*" it does again
// Whatever comes, the report has a line for every rule, and each that is not passed says why.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fakes/conformance/worker/worker_judge.h"
#include "fuzz/input.h"
#include "tests/unit/protocol/bytes.h"
#include "worker/base/check.h"

namespace sw::fakes::conformance::worker {
namespace {

namespace bytes = protocol::testing;

constexpr std::string_view kRequest =
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nUpgrade: websocket\r\nX-Stream-ID: live-1\r\n"
    "X-Worker-ID: w-1\r\n\r\n";
constexpr std::size_t kMaxInput = 16 * 1024;
// Far above what an input holds, for texts of more levels and values than one can spell out.
constexpr std::size_t kMaxPayload = 640 * 1024;
constexpr int64_t kMaxRepeated = 320'000;

class Play {
 public:
  Play() { connect(); }

  void line(std::string_view text) {
    if (text.empty()) return;
    const std::string_view rest = text.substr(1);
    switch (text.front()) {
      case '>':
        return judge_.on_received(now_, id_, bytes::masked_text_frame(rest));
      case '<':
        return judge_.on_sent(now_, id_, bytes::text_frame(rest));
      case '!':
        return judge_.on_received(now_, id_, rest);
      case '?':
        return judge_.on_sent(now_, id_, rest);
      case '[':
        return init(std::string(count_in(rest), '[') + std::string(count_in(rest), ']'));
      case ',':
        return init("[" + ones(count_in(rest)) + "]");
      case '+':
        now_ += TimeDelta::Millis(fuzz::number_at_start(rest, 600'000));
        return;
      case '-':
      case '*':
        return judge_.on_accepting(now_, text.front() == '*');
      case 'x':
      case 'y':
        judge_.on_closed(now_, id_, text.front() == 'x' ? sts::ClosedBy::kPeer : sts::ClosedBy::kService);
        return connect();
    }
  }

  void conclude() {
    const Report report = judge_.report(now_);
    SW_CHECK(report.findings.size() == all_rules().size());
    for (const Finding& finding : report.findings) {
      SW_CHECK((finding.verdict == Verdict::kPassed) == finding.detail.empty());
    }
    SW_CHECK(!to_table(report).empty());
    SW_CHECK(to_junit(report).find('\0') == std::string::npos);
  }

 private:
  static std::size_t count_in(std::string_view rest) {
    return static_cast<std::size_t>(fuzz::number_at_start(rest, kMaxRepeated));
  }
  static std::string ones(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += i == 0 ? "1" : ",1";
    return text;
  }
  void init(const std::string& payload) {
    judge_.on_received(now_, id_, bytes::masked_text_frame("42[\"stream:init\"," + payload + "]"));
  }

  void connect() {
    id_ = ports::ConnectionId(id_.value() + 1);
    judge_.on_connected(now_, id_);
    judge_.on_received(now_, id_, kRequest);
    judge_.on_sent(now_, id_, "HTTP/1.1 101 Switching Protocols\r\n\r\n");
    judge_.on_sent(now_, id_, bytes::text_frame(R"(0{"sid":"a"})"));
  }

  Timestamp now_ = Timestamp::FromSeconds(100);
  ports::ConnectionId id_{0};
  WorkerJudge judge_{now_, {.max_payload = kMaxPayload}};
};

}  // namespace
}  // namespace sw::fakes::conformance::worker

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  using namespace sw::fakes::conformance::worker;
  sw::fuzz::Input in(data, size, kMaxInput);
  Play play;
  while (!in.empty()) play.line(in.line());
  play.conclude();
  return 0;
}

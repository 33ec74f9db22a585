// The judge of workers before a client and a service that say anything. The input is lines, each the text of one
// Socket.IO message:
//   ">..."  of the worker, "<..." of the service
//   "!..."  bytes of the worker, past the WebSocket; "?..." of the service
//   "+N"    N ms pass (at most 600000)
//   "x"     the worker hangs up, "y" the service does; another connection begins
//   "-"     the service accepts nobody, "*" it does again
// Whatever comes, the report has a line for every rule, and each that is not passed says why.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "fakes/conformance/worker/worker_judge.h"
#include "worker/base/check.h"

namespace sw::fakes::conformance::worker {
namespace {

constexpr std::string_view kRequest =
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nUpgrade: websocket\r\nX-Stream-ID: live-1\r\n"
    "X-Worker-ID: w-1\r\n\r\n";
constexpr std::size_t kMaxInput = 16 * 1024;
constexpr std::size_t kMaxPayload = 8 * 1024;

// A text frame, a client's with a mask of zeros (RFC 6455 §5.2).
std::string frame(std::string_view text, bool masked) {
  const int mask_bit = masked ? 0x80 : 0;
  std::string bytes = "\x81";
  if (text.size() < 126) {
    bytes.push_back(static_cast<char>(mask_bit | static_cast<int>(text.size())));
  } else {
    bytes.push_back(static_cast<char>(mask_bit | 126));
    bytes.push_back(static_cast<char>(text.size() >> 8));
    bytes.push_back(static_cast<char>(text.size()));
  }
  return bytes.append(masked ? 4 : 0, '\0').append(text);
}

class Play {
 public:
  Play() { connect(); }

  void line(std::string_view text) {
    if (text.empty()) return;
    const std::string_view rest = text.substr(1);
    switch (text.front()) {
      case '>':
        return judge_.on_received(now_, id_, frame(rest, true));
      case '<':
        return judge_.on_sent(now_, id_, frame(rest, false));
      case '!':
        return judge_.on_received(now_, id_, rest);
      case '?':
        return judge_.on_sent(now_, id_, rest);
      case '+':
        now_ += TimeDelta::Millis(std::clamp(std::atoi(std::string(rest).c_str()), 0, 600'000));
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
  void connect() {
    id_ = ports::ConnectionId(id_.value() + 1);
    judge_.on_connected(now_, id_);
    judge_.on_received(now_, id_, kRequest);
    judge_.on_sent(now_, id_, "HTTP/1.1 101 Switching Protocols\r\n\r\n");
    judge_.on_sent(now_, id_, frame(R"(0{"sid":"a"})", false));
  }

  Timestamp now_ = Timestamp::FromSeconds(100);
  ports::ConnectionId id_{0};
  WorkerJudge judge_{now_, {.max_payload = kMaxPayload}};
};

}  // namespace
}  // namespace sw::fakes::conformance::worker

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  using namespace sw::fakes::conformance::worker;
  std::string_view text(reinterpret_cast<const char*>(data), std::min(size, kMaxInput));
  Play play;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    play.line(line);
  }
  play.conclude();
  return 0;
}

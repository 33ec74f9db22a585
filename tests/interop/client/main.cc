// Our Socket.IO client as a program of the interop tests: it does what a script says and prints what it sees.
//   interop_client --url http://127.0.0.1:8080 --script FILE        the file and the lines: see script.h
// It ends with 0 once it has left or was disconnected, with 2 where it could not begin.
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>
#include <variant>

#include "tests/interop/client/script.h"
#include "worker/adapters/asio/asio_alarm.h"
#include "worker/adapters/asio/asio_network.h"
#include "worker/adapters/asio/system_clock.h"
#include "worker/adapters/asio/system_random.h"
#include "worker/base/url.h"
#include "worker/protocol/json/json_document.h"
#include "worker/protocol/sio_client.h"

namespace sw::interop {
namespace {

using protocol::quote;

void print(const std::string& line) {
  std::fprintf(stdout, "{\"saw\":%s}\n", line.c_str());
  std::fflush(stdout);
}

class Program {
 public:
  Program(const Url& url, Script script)
      : script_(std::move(script)), client_(options(url, script_), [this] {
          return static_cast<uint32_t>(random_.draw("interop client", 0, draws_++));
        }) {
    const bool tls = url.scheme() == "https" || url.scheme() == "wss";
    network_.connect(kConnection, {url.host(), url.port(), tls});
  }

  void run() {
    loop_.run([this](Timestamp now, ports::Event event) { take(now, event); });
  }

 private:
  static constexpr ports::ConnectionId kConnection{1};

  static protocol::SioClientOptions options(const Url& url, const Script& script) {
    protocol::SioClientOptions options;
    options.host = url.host();
    options.port = url.port();
    options.secure = url.scheme() == "https" || url.scheme() == "wss";
    options.socket_io.nsp = script.nsp;
    options.socket_io.auth = script.auth;
    return options;
  }

  void take(Timestamp now, const ports::Event& event) {
    if (std::holds_alternative<ports::Connected>(event)) client_.start(now);
    if (const auto* received = std::get_if<ports::Received>(&event)) client_.on_bytes(now, received->bytes);
    if (std::holds_alternative<ports::AlarmRang>(event)) client_.on_time(now);
    if (const auto* closed = std::get_if<ports::Closed>(&event)) {
      client_.on_peer_closed(now);
      settle();
      return end("\"closed\",\"reason\":" + quote(closed->text));
    }
    settle();
  }

  void settle() {
    for (auto outputs = client_.take_outputs(); !outputs.empty(); outputs = client_.take_outputs()) {
      for (protocol::ClientOutput& output : outputs) {
        std::visit([this](auto& o) { carry_out(std::move(o)); }, output);
      }
    }
    if (const auto deadline = client_.deadline()) alarm_.set(*deadline);
  }

  void carry_out(protocol::SendBytes send) { network_.send(kConnection, std::move(send.bytes)); }
  void carry_out(protocol::CloseConnection) {
    network_.close(kConnection);
    network_.when_closed([this] { loop_.stop(); });
  }
  void carry_out(const protocol::Disconnected& lost) {
    print("\"disconnected\",\"reason\":" + quote(to_text(lost.reason)) + ",\"text\":" + quote(lost.text));
  }
  void carry_out(const protocol::socket_io::Ignored& ignored) { print("\"ignored\",\"what\":" + quote(ignored.what)); }
  void carry_out(const protocol::socket_io::Connected& connected) {
    print("\"connected\",\"namespace\":" + quote(connected.nsp));
    for (std::size_t i = 0; i < script_.events.size(); ++i) emit(i);
  }
  void carry_out(const protocol::socket_io::EventReceived& event) {
    const std::string arguments = to_line(event.arguments);
    print("\"event\",\"event\":" + quote(event.name) + ",\"arguments\":" + arguments);
    if (event.ack_id) {
      client_.acknowledge({*event.ack_id, event.arguments.json(), event.arguments.attachments()});
    }
    count();
  }
  void carry_out(const protocol::socket_io::Acked& acked) {
    print("\"ack\",\"of\":" + std::to_string(acked.id) + ",\"arguments\":" + to_line(acked.arguments));
    count();
  }

  void emit(std::size_t index) {
    const PlannedEvent& event = script_.events[index];
    const auto ack = event.wants_ack ? std::optional<uint64_t>(index) : std::nullopt;
    const auto sent = client_.emit({event.name, event.arguments, event.attachments, ack});
    if (sent == protocol::socket_io::SendResult::kSent) return;
    print("\"unsent\",\"of\":" + std::to_string(index) + ",\"why\":" + quote(to_text(sent)));
  }

  void count() {
    if (++seen_ == script_.until) client_.close();
  }
  void end(const std::string& line) {
    print(line);
    loop_.stop();
  }

  adapters::SystemClock clock_;
  adapters::SystemRandom random_;
  adapters::EventLoop loop_{clock_};
  adapters::AsioNetwork network_{loop_};
  adapters::AsioAlarm alarm_{loop_};
  uint64_t draws_ = 0;
  const Script script_;
  protocol::SioClient client_;
  std::size_t seen_ = 0;
};

int run(int count, char** arguments) {
  if (count != 5 || std::strcmp(arguments[1], "--url") != 0 || std::strcmp(arguments[3], "--script") != 0) {
    std::fprintf(stderr, "interop_client: --url URL --script FILE\n");
    return 2;
  }
  const auto url = Url::parse(arguments[2]);
  auto script = read_script(arguments[4]);
  if (!url || !script) {
    std::fprintf(stderr, "interop_client: %s\n", script ? "not a URL" : script.error().c_str());
    return 2;
  }
  Program(*url, *std::move(script)).run();
  return 0;
}

}  // namespace
}  // namespace sw::interop

int main(int count, char** arguments) { return sw::interop::run(count, arguments); }

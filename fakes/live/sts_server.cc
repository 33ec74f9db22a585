#include "fakes/live/sts_server.h"

#include <cstdio>
#include <utility>
#include <variant>

#include "fakes/live/output_file.h"
#include "fakes/sts/output.h"
#include "fakes/sts/service.h"
#include "worker/adapters/asio/asio_alarm.h"
#include "worker/adapters/asio/signal_watch.h"
#include "worker/adapters/asio/system_clock.h"

namespace sw::fakes {
namespace {

void write_line(std::FILE* file, std::string line) {
  line.push_back('\n');
  write(file, line);
}

}  // namespace

class StsServer::Front {
 public:
  Front(adapters::EventLoop& loop, std::unique_ptr<adapters::TcpListener> listener, Timestamp start,
        StsServerOptions options, OutputFile record)
      : host_(options.host),
        secure_(options.tls.has_value()),
        start_(start),
        record_(std::move(record)),
        witness_(options.witness),
        listener_(std::move(listener)),
        alarm_(loop),
        service_(start, std::move(options.settings), std::move(options.script)) {
    settle(start);
  }

  uint16_t port() const { return listener_->port(); }

  std::string url() const {
    std::string host = host_ == "0.0.0.0" ? "127.0.0.1" : host_;
    if (host.find(':') != std::string::npos) host = "[" + host + "]";
    return (secure_ ? "https://" : "http://") + host + ":" + std::to_string(port());
  }

  void handle(Timestamp now, ports::Event event) {
    if (witness_ != nullptr) witness(now, event);
    if (const auto* connected = std::get_if<ports::Connected>(&event)) {
      service_.on_connected(now, connected->connection);
    } else if (const auto* received = std::get_if<ports::Received>(&event)) {
      service_.on_bytes(now, received->connection, received->bytes);
    } else if (const auto* closed = std::get_if<ports::Closed>(&event)) {
      service_.on_closed(now, closed->connection);
    } else if (std::holds_alternative<ports::AlarmRang>(event)) {
      service_.on_time(now);
    }
    settle(now);
  }

  sts::StsStatistics statistics() const { return service_.statistics(); }

 private:
  void settle(Timestamp now) {
    // Before any reset: a peer that comes back at once must find the door closed.
    const bool accepting = service_.accepting(now);
    listener_->set_accepting(accepting);
    if (witness_ != nullptr) witness_->on_accepting(now, accepting);
    for (sts::StsOutput& output : service_.take_outputs()) {
      if (witness_ != nullptr) witness(now, output);
      std::visit([&](auto& wanted) { carry_out(std::move(wanted)); }, output);
    }
    if (const auto deadline = service_.deadline()) return alarm_.set(*deadline);
    alarm_.clear();
  }

  void witness(Timestamp now, const ports::Event& event) {
    if (const auto* connected = std::get_if<ports::Connected>(&event)) {
      witness_->on_connected(now, connected->connection);
    } else if (const auto* received = std::get_if<ports::Received>(&event)) {
      witness_->on_received(now, received->connection, received->bytes);
    } else if (const auto* closed = std::get_if<ports::Closed>(&event)) {
      witness_->on_closed(now, closed->connection, sts::ClosedBy::kPeer);
    }
  }
  void witness(Timestamp now, const sts::StsOutput& output) {
    if (const auto* send = std::get_if<sts::SendBytes>(&output)) {
      witness_->on_sent(now, send->connection, send->bytes);
    } else if (const auto* close = std::get_if<sts::CloseConnection>(&output)) {
      witness_->on_closed(now, close->connection, sts::ClosedBy::kService);
    } else if (const auto* reset = std::get_if<sts::ResetConnection>(&output)) {
      witness_->on_closed(now, reset->connection, sts::ClosedBy::kService);
    }
  }

  void carry_out(sts::SendBytes send) { listener_->send(send.connection, std::move(send.bytes)); }
  void carry_out(sts::CloseConnection close) { listener_->close(close.connection); }
  void carry_out(sts::ResetConnection reset) { listener_->reset(reset.connection); }
  void carry_out(const sts::Record& record) {
    if (record_) write_line(record_.get(), to_json(record, start_));
  }

  const std::string host_;
  const bool secure_;
  const Timestamp start_;
  OutputFile record_;
  sts::Witness* const witness_;  // may be null
  std::unique_ptr<adapters::TcpListener> listener_;
  adapters::AsioAlarm alarm_;
  sts::StsService service_;
};

expected<std::unique_ptr<StsServer>, std::string> StsServer::listen(adapters::EventLoop& loop,
                                                                    StsServerOptions options) {
  OutputFile record;
  if (!options.record_file.empty()) {
    record = open_output(options.record_file);
    if (record == nullptr) return unexpected("cannot write " + options.record_file);
    options.settings.record = true;
  }
  // The machine refuses one too many itself, and counts it; the listener's limit is only a second line.
  const std::size_t limit = options.settings.max_connections * 2 + 16;
  auto listener = adapters::TcpListener::listen(loop, {options.host, options.port, options.tls, limit});
  if (!listener) {
    return unexpected("cannot listen on " + options.host + ":" + std::to_string(options.port) + ": " +
                      listener.error());
  }
  const Timestamp start = adapters::SystemClock().now();
  return std::unique_ptr<StsServer>(
      new StsServer(std::make_unique<Front>(loop, std::move(*listener), start, std::move(options), std::move(record))));
}

StsServer::StsServer(std::unique_ptr<Front> front) : front_(std::move(front)) {}
StsServer::~StsServer() = default;
uint16_t StsServer::port() const { return front_->port(); }
std::string StsServer::url() const { return front_->url(); }
void StsServer::handle(Timestamp now, ports::Event event) { front_->handle(now, std::move(event)); }
sts::StsStatistics StsServer::statistics() const { return front_->statistics(); }

int run_sts_server(StsServerOptions options) {
  const adapters::SystemClock clock;
  adapters::EventLoop loop(clock);
  const adapters::SignalWatch signals(loop);
  const auto server = StsServer::listen(loop, std::move(options));
  if (!server) {
    std::fprintf(stderr, "fake sts: %s\n", server.error().c_str());
    return 2;
  }
  write_line(stdout, (*server)->url());
  loop.run([&](Timestamp now, ports::Event event) {
    if (std::holds_alternative<ports::StopRequested>(event)) return loop.stop();
    (*server)->handle(now, std::move(event));
  });
  write_line(stdout, to_json((*server)->statistics()));
  return 0;
}

}  // namespace sw::fakes

#include "fakes/live/sts_examiner.h"

#include <utility>
#include <variant>

#include "fakes/conformance/sts/examination.h"
#include "worker/adapters/asio/asio_alarm.h"
#include "worker/adapters/asio/asio_network.h"
#include "worker/adapters/asio/signal_watch.h"
#include "worker/adapters/asio/system_clock.h"
#include "worker/adapters/asio/system_random.h"

namespace sw::fakes {
namespace {

using conformance::StsExamination;

class Front {
 public:
  Front(adapters::EventLoop& loop, Timestamp start, conformance::ExamSettings settings, const FindingSink& sink)
      : endpoint_{settings.host, settings.port, settings.secure},
        network_(loop),
        alarm_(loop),
        exam_(start, std::move(settings)),
        sink_(sink) {
    settle();
  }

  bool is_done() const { return exam_.is_done(); }
  const conformance::Report& report() const { return exam_.report(); }
  adapters::AsioNetwork& network() { return network_; }

  void handle(Timestamp now, const ports::Event& event) {
    if (const auto* connected = std::get_if<ports::Connected>(&event)) {
      exam_.on_connected(now, connected->connection);
    } else if (const auto* received = std::get_if<ports::Received>(&event)) {
      exam_.on_bytes(now, received->connection, received->bytes);
    } else if (const auto* closed = std::get_if<ports::Closed>(&event)) {
      exam_.on_closed(now, closed->connection, closed->text);
    } else if (std::holds_alternative<ports::AlarmRang>(event)) {
      exam_.on_time(now);
    }
    settle();
  }

 private:
  void settle() {
    for (conformance::Effect& effect : exam_.take_effects()) {
      std::visit([&](auto& wanted) { carry_out(wanted); }, effect);
    }
    for (; told_ < report().findings.size(); ++told_) sink_(report().findings[told_]);
    if (const auto deadline = exam_.deadline()) return alarm_.set(*deadline);
    alarm_.clear();
  }

  void carry_out(const conformance::Connect& connect) { network_.connect(connect.connection, endpoint_); }
  void carry_out(conformance::SendBytes& send) { network_.send(send.connection, std::move(send.bytes)); }
  void carry_out(const conformance::Close& close) { network_.close(close.connection); }

  const ports::Endpoint endpoint_;
  adapters::AsioNetwork network_;
  adapters::AsioAlarm alarm_;
  StsExamination exam_;
  const FindingSink& sink_;
  std::size_t told_ = 0;
};

}  // namespace

std::optional<conformance::Report> examine_sts(conformance::ExamSettings settings, const FindingSink& sink) {
  const adapters::SystemClock clock;
  adapters::EventLoop loop(clock);
  const adapters::SignalWatch signals(loop);
  settings.seed = adapters::SystemRandom().draw("conformance", 0, 0);
  settings.unix_ms = clock.wall_now().millis() - clock.now().millis();
  Front front(loop, clock.now(), std::move(settings), sink);
  bool interrupted = false;
  if (!front.is_done()) {
    loop.run([&](Timestamp now, const ports::Event& event) {
      interrupted = std::holds_alternative<ports::StopRequested>(event);
      if (interrupted) return loop.stop();
      front.handle(now, event);
      // What was said last must leave before the process does.
      if (front.is_done()) front.network().when_closed([&] { loop.stop(); });
    });
  }
  if (interrupted) return std::nullopt;
  return front.report();
}

}  // namespace sw::fakes

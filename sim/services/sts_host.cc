#include "sim/services/sts_host.h"

#include <utility>
#include <variant>

namespace sw::sim {

StsHost::StsHost(Scheduler& scheduler, VirtualNetwork& network, Options options)
    : scheduler_(scheduler),
      service_(scheduler.now(), std::move(options.settings), std::move(options.script)),
      side_(network.listen(options.address, *this, options.link)) {
  settle();
}

void StsHost::on_connected(Timestamp now, ports::ConnectionId connection) {
  service_.on_connected(now, connection);
  settle();
}

void StsHost::on_bytes(Timestamp now, ports::ConnectionId connection, std::string bytes) {
  service_.on_bytes(now, connection, bytes);
  settle();
}

void StsHost::on_closed(Timestamp now, ports::ConnectionId connection, PeerEnd) {
  service_.on_closed(now, connection);
  settle();
}

void StsHost::settle() {
  for (auto& output : service_.take_outputs()) {
    std::visit([this](auto& wanted) { carry_out(std::move(wanted)); }, output);
  }
  set_alarm();
}

void StsHost::set_alarm() {
  const auto deadline = service_.deadline();
  if (deadline == set_for_) return;
  scheduler_.cancel(alarm_);
  set_for_ = deadline;
  if (!deadline) return;
  alarm_ = scheduler_.at(*deadline, [this] {
    set_for_.reset();
    service_.on_time(scheduler_.now());
    settle();
  });
}

}  // namespace sw::sim

// The Echo STS machine at the far end of virtual connections: gives it bytes and time, does what it wants done.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "fakes/sts/service.h"
#include "sim/kernel/scheduler.h"
#include "sim/network/virtual_network.h"

namespace sw::sim {

class StsHost final : public Server {
 public:
  using Witness = std::function<void(const fakes::sts::Record&)>;
  struct Options {
    ServiceAddress address{.name = "sts", .host = "sts.test", .port = 8080};
    LinkSettings link = {};
    fakes::sts::StsSettings settings = {};
    fakes::sts::StsScript script = {};
  };

  // Listens from now on. `network` is not used after its end.
  StsHost(Scheduler& scheduler, VirtualNetwork& network, Options options);
  ~StsHost() override { scheduler_.cancel(alarm_); }
  StsHost(const StsHost&) = delete;
  StsHost& operator=(const StsHost&) = delete;

  // Sees what the service records, as it happens; turns nothing on: see StsSettings::record.
  void set_witness(Witness witness) { witness_ = std::move(witness); }
  fakes::sts::StsStatistics statistics() const { return service_.statistics(); }

 private:
  bool accepting(Timestamp now) override { return service_.accepting(now); }
  void on_connected(Timestamp now, ports::ConnectionId connection) override;
  void on_bytes(Timestamp now, ports::ConnectionId connection, std::string bytes) override;
  void on_closed(Timestamp now, ports::ConnectionId connection, PeerEnd end) override;

  void settle();
  void set_alarm();
  void carry_out(fakes::sts::SendBytes send) { side_.send(send.connection, std::move(send.bytes)); }
  void carry_out(fakes::sts::CloseConnection close) { side_.close(close.connection); }
  void carry_out(fakes::sts::ResetConnection reset) { side_.reset(reset.connection); }
  void carry_out(const fakes::sts::Record& record) {
    if (witness_) witness_(record);
  }

  Scheduler& scheduler_;
  fakes::sts::StsService service_;
  ServerSide& side_;
  Witness witness_;
  std::optional<Timestamp> set_for_;
  EventHandle alarm_;
};

}  // namespace sw::sim

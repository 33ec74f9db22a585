// The Echo STS service as a machine without I/O: it accepts every worker, gives each fragment's audio back as dubbed
// audio, and misbehaves as its script says. The simulator and `stream-worker fake sts` drive the same code.
//
// Order of calls, for each connection: on_connected(), then on_bytes() as they come, ending in on_closed() or with a
// CloseConnection or ResetConnection of ours; a connection id is used once. After each call take_outputs(), in whose
// order bytes are to be sent; then ask deadline(): on_time() is wanted at that time, and does nothing when called too
// early. `now` never goes back. The same calls give the same outputs. Nothing that a client sends ends the program.
//
// A client that opened a stream speaks for that stream with config:error_simulation and simulate:disconnect; one that
// did not speaks for the service: its rules are for all sessions without their own, and all that have a stream are
// disconnected with it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string_view>

#include "fakes/sts/connection.h"
#include "fakes/sts/output.h"
#include "fakes/sts/script.h"
#include "fakes/sts/settings.h"
#include "fakes/sts/shared_state.h"
#include "fakes/sts/statistics.h"

namespace sw::fakes::sts {

class StsService {
 public:
  StsService(Timestamp start, StsSettings settings, StsScript script = {});
  StsService(const StsService&) = delete;
  StsService& operator=(const StsService&) = delete;

  // Whether a new connection would be taken: whoever drives the machine refuses it otherwise, as a closed port would.
  // deadline() covers the times at which this changes by the script.
  bool accepting(Timestamp now) const;

  void on_connected(Timestamp now, ConnectionId connection);
  void on_bytes(Timestamp now, ConnectionId connection, std::string_view bytes);
  // The peer has closed, or the connection broke.
  void on_closed(Timestamp now, ConnectionId connection);
  void on_time(Timestamp now);
  // As of the last call.
  std::optional<Timestamp> deadline() const;

  StsOutputs take_outputs();
  StsStatistics statistics() const { return shared_.statistics_now(); }
  // What came by where StsSettings::check_contracts is on.
  const contracts::MessageWatch& messages() const { return shared_.messages; }

 private:
  StsConnection* find(ConnectionId connection);
  void settle(Timestamp now);
  void run_script(Timestamp now);
  void carry_out(Timestamp now, const Fault& fault);
  void restart(Timestamp now);
  void spread_disconnects();

  SharedState shared_;
  Timestamp now_;
  std::map<ConnectionId, std::unique_ptr<StsConnection>> connections_;  // at most settings.max_connections
};

}  // namespace sw::fakes::sts

// Judges a worker by its wire alone, from the service's side: all connections of one run, which are taken to be one
// worker's. A machine without I/O; it decides nothing for the service and shares no codec with it.
//
// Order of calls: as of sts::StsService, with the same ids and times, in the order of the wire: on_received() before
// the service takes the bytes, on_sent() as it gives bytes out, on_closed() when either side is through with the
// connection. Calls about ids that are not open do nothing. report() once, at the end.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "fakes/conformance/report.h"
#include "fakes/conformance/worker/client_judge.h"
#include "fakes/conformance/worker/ledger.h"
#include "fakes/conformance/worker/reconnect_rules.h"
#include "fakes/sts/witness.h"
#include "fakes/wire/messages.h"
#include "fakes/wire/reader.h"

namespace sw::fakes::conformance::worker {

class WorkerJudge final : public sts::Witness, private wire::WireSink {
 public:
  WorkerJudge(Timestamp start, JudgeSettings settings);

  void on_accepting(Timestamp now, bool accepting) override;
  void on_connected(Timestamp now, ports::ConnectionId connection) override;
  void on_received(Timestamp now, ports::ConnectionId connection, std::string_view bytes) override;
  void on_sent(Timestamp now, ports::ConnectionId connection, std::string_view bytes) override;
  void on_closed(Timestamp now, ports::ConnectionId connection, sts::ClosedBy who) override;

  // A worker has said stream:end, and its connection is closed: nothing more is to be expected.
  bool is_over() const { return stream_ended_ && clients_.empty(); }
  // Ends what is still open.
  Report report(Timestamp now);

 private:
  void on(Timestamp now, const wire::WireOpened& opened) override;
  void on(Timestamp now, const wire::WirePacket& packet) override;
  void on(Timestamp now, const wire::WireEvent& event) override;
  void on(Timestamp now, const wire::WireBroken& broken) override;
  void on(Timestamp now, const wire::WireClosing& closing) override;

  template <class Message>
  void pass(Timestamp now, const Message& message);
  void end(Timestamp now, ClientJudge& client, EndedBy who);

  const JudgeSettings settings_;
  Ledger ledger_;
  RunMemory memory_;
  ReconnectRules reconnects_;
  wire::WireReader reader_;
  std::map<ports::ConnectionId, std::unique_ptr<ClientJudge>> clients_;  // open; as many as the service has
  std::optional<Introduction> latest_;                                   // who came last
  bool stream_ended_ = false;
};

}  // namespace sw::fakes::conformance::worker

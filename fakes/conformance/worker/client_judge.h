// All rules about one connection of a worker, fed with what its wire says.
#pragma once

#include <optional>

#include "fakes/conformance/worker/ack_rules.h"
#include "fakes/conformance/worker/connection_rules.h"
#include "fakes/conformance/worker/fragment_rules.h"
#include "fakes/conformance/worker/handshake_rules.h"
#include "fakes/conformance/worker/heartbeat_rules.h"
#include "fakes/conformance/worker/ledger.h"
#include "fakes/conformance/worker/life_rules.h"
#include "fakes/conformance/worker/pressure_rules.h"
#include "fakes/conformance/worker/reconnect_rules.h"
#include "fakes/wire/messages.h"

namespace sw::fakes::conformance::worker {

struct JudgeSettings {
  TimeDelta ping_timeout = TimeDelta::Seconds(10);  // as announced
  std::size_t max_payload = 1'000'000;              // as announced
  // How far a time may be off: for the way of the bytes, and for clocks and schedulers of real machines.
  TimeDelta tolerance = TimeDelta::Seconds(1);
};

class ClientJudge {
 public:
  // `ledger` and `memory` outlive it.
  ClientJudge(Timestamp began, const JudgeSettings& settings, Ledger& ledger, RunMemory& memory);

  void on(Timestamp now, const wire::WireOpened& opened);
  void on(Timestamp now, const wire::WirePacket& packet);
  void on(Timestamp now, const wire::WireEvent& event);
  void on(Timestamp now, const wire::WireBroken& broken);
  void on(Timestamp now, const wire::WireClosing& closing);
  // The connection, or the run, is over; nothing more comes.
  Ending on_end(Timestamp now, EndedBy who);

  Timestamp began() const { return began_; }
  // It asked for something, and not for the statistics: a worker.
  bool is_worker() const { return introduction_.has_value(); }
  bool asked() const { return asked_; }
  const std::optional<Introduction>& introduction() const { return introduction_; }

 private:
  void on_worker_event(Timestamp now, const wire::WireEvent& event);
  void on_service_event(Timestamp now, const wire::WireEvent& event);
  void on_error_event(Timestamp now, const rapidjson::Value& payload);
  void check_message(Timestamp now, const wire::WireEvent& event);
  void on_fragment(Timestamp now, const rapidjson::Value& payload);

  const Timestamp began_;
  const JudgeSettings& settings_;
  Ledger& ledger_;
  ConnectionRules connection_;
  HeartbeatRules heartbeat_;
  LifeRules life_;
  FragmentRules fragments_;
  PressureRules pressure_;
  AckRules acks_;
  bool asked_ = false;
  std::optional<Introduction> introduction_;
  std::optional<Timestamp> ready_;
};

}  // namespace sw::fakes::conformance::worker

// Lets a scenario's faults happen when they are due: one call of a control of the world for each, and one for its end.
#pragma once

#include <string>

#include "sim/kernel/event_queue.h"
#include "sim/kernel/virtual_clock.h"
#include "sim/media/media_input.h"
#include "sim/media/media_output.h"
#include "sim/media/media_server.h"
#include "sim/network/virtual_network.h"
#include "sim/scenario/scenario.h"
#include "sim/storage/virtual_storage.h"
#include "sim/world/taps.h"

namespace sw::sim {

class FaultDriver {
 public:
  // What faults act on; all of it outlives the driver.
  struct Controls {
    Scheduler& scheduler;
    VirtualNetwork& network;
    std::string service;  // the STS's name there
    MediaServer& media;
    std::string input_path, output_path;
    const SourcePlan& source;
    SimMediaInput& input;
    SimMediaOutput& output;
    VirtualStorage& storage;
    VirtualClock& clock;
    ports::EventSink& events;
    const Stage& stage;
  };
  explicit FaultDriver(Controls controls) : c_(controls) {}

  // Schedules beginning and end. `fault` outlives the driver.
  void schedule(const WorldFault& fault);

 private:
  // Each begins (on) or ends what it is.
  void act(const RefuseConnections&, const WorldFault&, bool on) { c_.network.faults().refuse(c_.service, on); }
  void act(const UnresolveHost&, const WorldFault&, bool on) { c_.network.faults().unresolve(c_.service, on); }
  void act(const FailTls&, const WorldFault&, bool on) { c_.network.faults().fail_tls(c_.service, on); }
  void act(const ResetConnections&, const WorldFault&, bool on);
  void act(const LoseSight&, const WorldFault&, bool on);
  void act(const BlackholeWay& fault, const WorldFault&, bool on);
  void act(const PartitionNetwork& fault, const WorldFault&, bool on);
  void act(const ChangeLink& fault, const WorldFault& whole, bool on);
  void act(const CutStream& fault, const WorldFault&, bool on);
  void act(const SourceLeaves& fault, const WorldFault& whole, bool on);
  void act(const SourceEnds&, const WorldFault&, bool on);
  void act(const HidePath&, const WorldFault&, bool on) { c_.media.hide(c_.input_path, on); }
  void act(const ForbidReading&, const WorldFault&, bool on) { c_.media.forbid_reading(c_.input_path, on); }
  void act(const KickReader&, const WorldFault&, bool on);
  void act(const KillServer&, const WorldFault&, bool on);
  void act(const HangServer&, const WorldFault&, bool on);
  void act(const StallInput&, const WorldFault& whole, bool on);
  void act(const FailInput& fault, const WorldFault&, bool on);
  void act(const WarnInput&, const WorldFault&, bool on);
  void act(const ForbidPublishing&, const WorldFault&, bool on) { c_.media.forbid_publishing(c_.output_path, on); }
  void act(const KickPublisher&, const WorldFault&, bool on);
  void act(const WedgeOutput&, const WorldFault&, bool on) { c_.output.wedge(on); }
  void act(const LimitOutput& fault, const WorldFault&, bool on);
  void act(const FailOutput& fault, const WorldFault&, bool on);
  void act(const FillDisk&, const WorldFault&, bool on) { c_.storage.set_full(on); }
  void act(const SlowDisk& fault, const WorldFault&, bool on);
  void act(const FailWrites& fault, const WorldFault&, bool on) { c_.storage.set_fail_every(on ? fault.every : 0); }
  void act(const StickDisk&, const WorldFault&, bool on) { c_.storage.set_stuck(on); }
  void act(const JumpWallClock& fault, const WorldFault&, bool on);
  void act(const SendSignal& fault, const WorldFault&, bool on);

  Controls c_;
};

}  // namespace sw::sim

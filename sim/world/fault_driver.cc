#include "sim/world/fault_driver.h"

namespace sw::sim {

void FaultDriver::schedule(const WorldFault& fault) {
  const auto run = [this, &fault](bool on) {
    if (on) c_.stage.tell(FaultBegan{fault.id});
    std::visit([&](const auto& action) { act(action, fault, on); }, fault.action);
    if (!on) c_.stage.tell(FaultEnded{fault.id});
  };
  c_.scheduler.at(kSimulationStart + fault.at, [run] { run(true); });
  if (fault.lasting) c_.scheduler.at(kSimulationStart + fault.at + *fault.lasting, [run] { run(false); });
}

void FaultDriver::act(const ResetConnections&, const WorldFault&, bool on) {
  if (on) c_.network.faults().reset(c_.service);
}

void FaultDriver::act(const LoseSight&, const WorldFault&, bool on) {
  if (on) c_.network.faults().half_open(c_.service);
}

void FaultDriver::act(const BlackholeWay& fault, const WorldFault&, bool on) {
  if (on) return c_.network.faults().blackhole(c_.service, fault.way);
  c_.network.faults().release(c_.service, fault.way);
}

void FaultDriver::act(const PartitionNetwork& fault, const WorldFault&, bool on) {
  if (on) return c_.network.faults().partition(c_.service);
  c_.network.faults().heal(c_.service, fault.after);
}

// The end brings back a good link: the one that was there before another fault's is not known any more.
void FaultDriver::act(const ChangeLink& fault, const WorldFault&, bool on) {
  c_.network.faults().set_link(c_.service, fault.way, on ? fault.link : LinkSettings{});
}

void FaultDriver::act(const CutStream& fault, const WorldFault&, bool on) {
  if (on) return c_.network.faults().cut(c_.service, fault.way, fault.cut);
  c_.network.faults().remove_cut(c_.service, fault.way);
}

// One call for both ends: the server brings the source back by itself.
void FaultDriver::act(const SourceLeaves& fault, const WorldFault& whole, bool on) {
  if (!on) return;
  if (whole.lasting) return c_.media.restart_source(c_.input_path, *whole.lasting, fault.first_pts);
  c_.media.leave(c_.input_path);
}

void FaultDriver::act(const SourceEnds&, const WorldFault&, bool on) {
  if (on) c_.media.leave(c_.input_path);
}

void FaultDriver::act(const KickReader&, const WorldFault&, bool on) {
  if (on) c_.media.kick_readers(c_.input_path);
}

void FaultDriver::act(const KillServer&, const WorldFault&, bool on) {
  if (on) return c_.media.kill();
  c_.media.start();
  SourcePlan plan = c_.source;
  plan.first_pts = plan.first_pts + TimeDelta::Seconds(1000);
  c_.media.publish(c_.input_path, plan);
}

void FaultDriver::act(const HangServer&, const WorldFault&, bool on) {
  if (on) return c_.media.hang();
  c_.media.resume();
}

void FaultDriver::act(const StallInput&, const WorldFault& whole, bool on) {
  if (on) c_.input.stall(whole.lasting.value_or(TimeDelta::Minutes(60)));
}

void FaultDriver::act(const FailInput& fault, const WorldFault&, bool on) {
  if (on) c_.input.fail(fault.type, ports::InputFailure::kBroken, "the pipeline failed");
}

void FaultDriver::act(const WarnInput&, const WorldFault&, bool on) {
  if (on) c_.input.warn("something is odd");
}

void FaultDriver::act(const KickPublisher&, const WorldFault&, bool on) {
  if (on) c_.media.kick_publisher(c_.output_path);
}

void FaultDriver::act(const LimitOutput& fault, const WorldFault&, bool on) {
  c_.output.set_bandwidth(on ? std::optional(fault.bytes_per_second) : std::nullopt);
}

void FaultDriver::act(const FailOutput& fault, const WorldFault&, bool on) {
  if (on) c_.output.fail(fault.type, fault.connection, "the output failed");
}

void FaultDriver::act(const SlowDisk& fault, const WorldFault&, bool on) {
  c_.storage.set_extra_time(on ? fault.extra : TimeDelta::Zero());
}

void FaultDriver::act(const JumpWallClock& fault, const WorldFault&, bool on) {
  c_.clock.jump_wall(on ? fault.by : -fault.by);
}

void FaultDriver::act(const SendSignal& fault, const WorldFault&, bool on) {
  if (on) c_.events.post(ports::StopRequested{fault.signal});
}

}  // namespace sw::sim

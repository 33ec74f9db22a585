// What can go wrong on the way to a service, by the service's name. Takes effect at once; to be called by events of the
// scheduler, not from inside a Server. Names must be known: ask knows() about those that come from outside.
#pragma once

#include <cstdint>
#include <string_view>

#include "sim/network/pipe.h"

namespace sw::sim {

class VirtualNetwork;
struct Service;

// What heal() does to connections that were up during a partition.
enum class AfterPartition : uint8_t {
  kResume,  // TCP sends again what was held up
  kReset,   // one end had given up: both learn
  kSilent,  // the way has forgotten them: as half_open()
};

class NetworkFaults {
 public:
  explicit NetworkFaults(VirtualNetwork& network) : network_(network) {}

  bool knows(std::string_view service) const;

  // New connections end in kRefused, kUnresolved or kTls until it is taken back.
  void refuse(std::string_view service, bool on);
  void unresolve(std::string_view service, bool on);
  void fail_tls(std::string_view service, bool on);

  // Every connection breaks and both ends learn at once; bytes under way are lost.
  void reset(std::string_view service);
  // The ends of every connection lose sight of each other: bytes vanish, and neither is ever told.
  void half_open(std::string_view service);

  // Nothing arrives that way, connects hang; what is under way comes when it is released, which may be never.
  void blackhole(std::string_view service, Way way);
  void release(std::string_view service, Way way);

  // Nothing arrives either way, connects hang; they go on when it is healed.
  void partition(std::string_view service);
  void heal(std::string_view service, AfterPartition after);

  // For what is not yet next to arrive. To change one thing, change a copy of link().
  const LinkSettings& link(std::string_view service, Way way) const;
  void set_link(std::string_view service, Way way, const LinkSettings& link);

  // The first connection to get to that byte of its own, counted from its beginning and in that one direction, suffers
  // the effect once; one that is past it does not. One cut at a time for each way: the later replaces the earlier.
  void cut(std::string_view service, Way way, const Cut& cut);
  void remove_cut(std::string_view service, Way way);

 private:
  Service& service(std::string_view name) const;
  template <class Act>
  void with_lanes(std::string_view service, Way ways, const Act& act);
  template <class Act>
  void with_connections(std::string_view service, const Act& act);

  VirtualNetwork& network_;
};

}  // namespace sw::sim

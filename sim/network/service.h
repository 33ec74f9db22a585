// A service that can be connected to, and what is wrong with the way to it.
#pragma once

#include <cstdint>
#include <string>

#include "sim/network/pipe.h"
#include "sim/network/server.h"

namespace sw::sim {

struct Service {
  std::string name;  // by which faults and traces call it
  std::string host;
  uint16_t port = 0;
  bool tls = false;          // it speaks TLS and nothing else
  Server* server = nullptr;  // none: nobody listens

  Lane to_server;
  Lane to_worker;
  bool refuses = false;
  bool unresolved = false;  // its host has no address
  bool tls_fails = false;

  Lane& lane(Way way) { return way == Way::kToServer ? to_server : to_worker; }
};

}  // namespace sw::sim

// Sees everything that passes between an Echo STS and its clients, as bytes. It must not touch it.
#pragma once

#include <cstdint>
#include <string_view>

#include "worker/base/units.h"
#include "worker/ports/network.h"

namespace sw::fakes::sts {

enum class ClosedBy : uint8_t { kPeer, kService };

class Witness {
 public:
  virtual ~Witness() = default;
  // Whether new connections are taken; also where that has not changed.
  virtual void on_accepting(Timestamp now, bool accepting) = 0;
  virtual void on_connected(Timestamp now, ports::ConnectionId connection) = 0;
  // Bytes of a client, before the service takes them.
  virtual void on_received(Timestamp now, ports::ConnectionId connection, std::string_view bytes) = 0;
  // Bytes of the service, as it gives them out.
  virtual void on_sent(Timestamp now, ports::ConnectionId connection, std::string_view bytes) = 0;
  // When the first side is through with it. Nothing that is told of it afterwards means anything.
  virtual void on_closed(Timestamp now, ports::ConnectionId connection, ClosedBy who) = 0;
};

}  // namespace sw::fakes::sts

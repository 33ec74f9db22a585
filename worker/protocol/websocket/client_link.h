// The client's end of a WebSocket.
#pragma once

#include <string_view>

#include "worker/protocol/websocket/handshake.h"
#include "worker/protocol/websocket/link.h"

namespace sw::protocol::websocket {

class ClientLink : public Link {
 public:
  ClientLink(ClientOptions options, RandomWords random);

 protected:
  void on_start() override;
  void on_head() override;
  std::string_view find_handshake_problem() const override;

 private:
  ClientOptions options_;
};

}  // namespace sw::protocol::websocket

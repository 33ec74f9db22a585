// The server's end of a WebSocket. Whatever is no proper request for one is answered here, before the library sees it:
// the library also speaks drafts of the protocol, reads bodies, and names itself in its answers.
#pragma once

#include "worker/protocol/websocket/handshake.h"
#include "worker/protocol/websocket/link.h"

namespace sw::protocol::websocket {

class ServerLink : public Link {
 public:
  explicit ServerLink(ServerOptions options);

 protected:
  void on_start() override;
  void on_head() override;

 private:
  void refuse(const Refusal& refusal);

  ServerOptions options_;
};

}  // namespace sw::protocol::websocket

#include "worker/protocol/websocket/connection.h"

#include <utility>

#include "worker/protocol/websocket/client_link.h"
#include "worker/protocol/websocket/server_link.h"

namespace sw::protocol::websocket {

Connection::Connection(ClientOptions options, RandomWords random)
    : link_(std::make_unique<ClientLink>(std::move(options), std::move(random))) {}

Connection::Connection(ServerOptions options) : link_(std::make_unique<ServerLink>(std::move(options))) {}

Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;

void Connection::start(const EventSink& sink) { link_->start(sink); }
void Connection::receive(std::string_view bytes, const EventSink& sink) { link_->receive(bytes, sink); }
void Connection::peer_closed(const EventSink& sink) { link_->peer_closed(sink); }
bool Connection::send_text(std::string_view text) { return link_->send(false, text); }
bool Connection::send_binary(std::string_view bytes) { return link_->send(true, bytes); }
void Connection::close(std::uint16_t code, std::string_view reason) { link_->close(code, reason); }
std::string Connection::take_output() { return link_->take_output(); }

}  // namespace sw::protocol::websocket

#include "worker/adapters/asio/tcp_listener.h"

#include <chrono>
#include <map>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "worker/adapters/asio/tcp_link.h"
#include "worker/adapters/asio/tls.h"

namespace sw::adapters {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using ports::ConnectionId;

// Between attempts to accept, or to listen again, where the system has no room.
constexpr std::chrono::milliseconds kRecoveryDelay{100};

}  // namespace

// Shared with the handlers of Asio, which may outlive the listener by a turn of the loop; after shut() they do nothing.
class TcpListener::Port final : public TcpLink::Owner, public std::enable_shared_from_this<Port> {
 public:
  Port(EventLoop& loop, const TcpListenerOptions& options)
      : loop_(loop),
        acceptor_(loop.context()),
        recovery_(loop.context()),
        max_connections_(options.max_connections),
        handshake_limit_(options.handshake_limit) {}

  // Empty on success.
  std::string open(const TcpListenerOptions& options) {
    error_code error;
    const auto address = asio::ip::make_address(options.host == "localhost" ? "127.0.0.1" : options.host, error);
    if (error) return "is no address";
    if (options.tls) {
      auto context = make_server_context(options.tls->certificate_file, options.tls->key_file);
      if (!context) return context.error();
      tls_.emplace(std::move(*context));
    }
    endpoint_ = tcp::endpoint(address, options.port);
    error = bind();
    if (error) return error.message();
    endpoint_ = acceptor_.local_endpoint(error);
    return error ? error.message() : "";
  }

  uint16_t number() const { return endpoint_.port(); }

  void set_accepting(bool accepting) {
    if (accepting == wanted_) return;
    wanted_ = accepting;
    recovery_.cancel();
    if (wanted_) return listen_again();
    error_code ignored;
    acceptor_.close(ignored);
  }

  std::shared_ptr<TcpLink> find(ConnectionId id) const {
    const auto found = links_.find(id);
    return found == links_.end() ? nullptr : found->second;
  }

  void close(ConnectionId id) {
    const auto link = find(id);
    if (!link) return;
    links_.erase(id);
    closing_.emplace(id, link);
    link->close();
  }

  void reset(ConnectionId id) {
    if (const auto link = find(id)) link->reset();
    links_.erase(id);
  }

  void shut() {
    over_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    recovery_.cancel();
    for (const auto& [id, link] : links_) link->abort();
    for (const auto& [id, link] : closing_) link->abort();
    links_.clear();
    closing_.clear();
  }

  void link_up(ConnectionId id) override { loop_.post(ports::Connected{id}); }
  void link_received(ConnectionId id, std::string bytes) override { loop_.post(ports::Received{id, std::move(bytes)}); }
  void link_broken(ConnectionId id, LinkFailure failure) override {
    links_.erase(id);
    loop_.post(ports::Closed{id, failure.reason, std::move(failure.text)});
  }
  void link_gone(ConnectionId id) override { closing_.erase(id); }

 private:
  error_code bind() {
    error_code error;
    acceptor_.open(endpoint_.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint_, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) accept();
    return error;
  }

  void listen_again() {
    error_code ignored;
    if (!bind()) return;
    acceptor_.close(ignored);
    later([](Port& port) { port.listen_again(); });
  }

  void accept() {
    acceptor_.async_accept([self = shared_from_this()](const error_code& error, tcp::socket socket) {
      if (self->over_ || !self->wanted_) return;
      if (error == asio::error::operation_aborted) return;  // closed and opened again in between
      if (error) return self->later([](Port& port) { port.accept(); });
      self->adopt(std::move(socket));
      self->accept();
    });
  }

  // A socket that goes out of scope is closed.
  void adopt(tcp::socket socket) {
    if (links_.size() + closing_.size() >= max_connections_) return;
    const ConnectionId id(next_id_++);
    const auto link = std::make_shared<TcpLink>(loop_.context(), tls_ ? &*tls_ : nullptr, id, *this);
    links_.emplace(id, link);
    link->adopt(std::move(socket), handshake_limit_);
  }

  template <class Attempt>
  void later(Attempt attempt) {
    recovery_.expires_after(kRecoveryDelay);
    recovery_.async_wait([self = shared_from_this(), attempt](const error_code& error) {
      if (!error && !self->over_ && self->wanted_) attempt(*self);
    });
  }

  EventLoop& loop_;
  tcp::acceptor acceptor_;
  asio::steady_timer recovery_;
  tcp::endpoint endpoint_;
  const std::size_t max_connections_;
  const TimeDelta handshake_limit_;
  std::optional<asio::ssl::context> tls_;
  bool wanted_ = true;
  bool over_ = false;
  uint64_t next_id_ = 1;
  std::map<ConnectionId, std::shared_ptr<TcpLink>> links_;
  std::map<ConnectionId, std::shared_ptr<TcpLink>> closing_;  // at most kCloseLimit each
};

expected<std::unique_ptr<TcpListener>, std::string> TcpListener::listen(EventLoop& loop,
                                                                        const TcpListenerOptions& options) {
  auto port = std::make_shared<Port>(loop, options);
  if (const std::string problem = port->open(options); !problem.empty()) {
    port->shut();
    return unexpected(problem);
  }
  return std::unique_ptr<TcpListener>(new TcpListener(std::move(port)));
}

TcpListener::TcpListener(std::shared_ptr<Port> port) : port_(std::move(port)) {}
TcpListener::~TcpListener() { port_->shut(); }
uint16_t TcpListener::port() const { return port_->number(); }
void TcpListener::set_accepting(bool accepting) { port_->set_accepting(accepting); }
void TcpListener::send(ConnectionId connection, std::string bytes) {
  if (const auto link = port_->find(connection)) link->send(std::move(bytes));
}
void TcpListener::close(ConnectionId connection) { port_->close(connection); }
void TcpListener::reset(ConnectionId connection) { port_->reset(connection); }

}  // namespace sw::adapters

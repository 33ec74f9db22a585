#include "tests/conformance/ports/test_peer.h"

#include <array>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace sw::conformance {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

asio::ssl::context make_server_context(const PeerTls& tls) {
  asio::ssl::context context(asio::ssl::context::tls_server);
  if (tls.old_protocol) {
    SSL_CTX_set_security_level(context.native_handle(), 0);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.native_handle(), TLS1_1_VERSION);
  }
  context.use_certificate_chain(asio::buffer(tls.identity.certificate));
  context.use_private_key(asio::buffer(tls.identity.key), asio::ssl::context::pem);
  return context;
}

// One accepted connection.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, PeerHabit habit, PeerRecord& record, asio::ssl::context* tls)
      : socket_(std::move(socket)), habit_(habit), record_(record) {
    socket_.set_option(tcp::no_delay(true));
    if (tls != nullptr) tls_.emplace(socket_, *tls);
  }

  void start() {
    if (!tls_) return behave();
    tls_->async_handshake(asio::ssl::stream_base::server, [self = shared_from_this()](const Error& error) {
      if (!error) return self->behave();
      ++self->record_.broken;
    });
  }

 private:
  template <class Use>
  void with_stream(const Use& use) {
    if (tls_) return use(*tls_);
    use(socket_);
  }

  void behave() {
    switch (habit_) {
      case PeerHabit::kEcho:
      case PeerHabit::kCollect:
      case PeerHabit::kResetOnBytes:
        return read();
      case PeerHabit::kDeaf:
        return hold();
      case PeerHabit::kClose:
        return end();
      case PeerHabit::kReset:
        return reset();
      case PeerHabit::kGreetAndClose:
        return write(kGreeting, [](Session& session) { session.end(); });
      case PeerHabit::kDrip:
        return drip(kGreeting);
      case PeerHabit::kCutOff:
        return write(kGreeting, [](Session& session) { session.shut(); });
    }
  }

  void read() {
    with_stream([this](auto& stream) {
      stream.async_read_some(asio::buffer(chunk_), [self = shared_from_this()](const Error& error, std::size_t count) {
        self->take(error, count);
      });
    });
  }

  void take(const Error& error, std::size_t count) {
    if (error) {
      ++(error == asio::error::eof ? record_.ended : record_.broken);
      return end();
    }
    if (habit_ == PeerHabit::kResetOnBytes) return reset();
    const std::string_view bytes(chunk_.data(), count);
    if (habit_ == PeerHabit::kEcho) return write(bytes, [](Session& session) { session.read(); });
    record_.bytes += bytes;
    read();
  }

  template <class Then>
  void write(std::string_view bytes, const Then& then) {
    with_stream([&](auto& stream) {
      asio::async_write(stream, asio::buffer(bytes.data(), bytes.size()),
                        [self = shared_from_this(), then](const Error& error, std::size_t) {
                          if (!error) then(*self);
                        });
    });
  }

  void drip(std::string_view bytes) {
    if (bytes.empty()) return read();
    write(bytes.substr(0, 1), [rest = bytes.substr(1)](Session& session) { session.drip(rest); });
  }

  // Stays open without reading; a wait for an error only ends with the connection.
  void hold() {
    socket_.async_wait(tcp::socket::wait_error, [self = shared_from_this()](const Error&) {});
  }

  void end() {
    if (!tls_) return shut();
    tls_->async_shutdown([self = shared_from_this()](const Error&) { self->shut(); });
  }

  void reset() {
    socket_.set_option(asio::socket_base::linger(true, 0));
    shut();
  }

  void shut() {
    Error ignored;
    socket_.close(ignored);
  }

  tcp::socket socket_;
  std::optional<asio::ssl::stream<tcp::socket&>> tls_;
  const PeerHabit habit_;
  PeerRecord& record_;
  std::array<char, 16 * 1024> chunk_;
};

}  // namespace

class TestPeer::Listener : public std::enable_shared_from_this<TestPeer::Listener> {
 public:
  Listener(asio::io_context& context, PeerHabit habit, PeerRecord& record, const std::optional<PeerTls>& tls)
      : acceptor_(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)), habit_(habit), record_(record) {
    if (tls) tls_.emplace(make_server_context(*tls));
  }

  uint16_t port() const { return acceptor_.local_endpoint().port(); }

  void accept() {
    acceptor_.async_accept([self = shared_from_this()](const Error& error, tcp::socket socket) {
      if (error) return;
      auto* tls = self->tls_ ? &*self->tls_ : nullptr;
      std::make_shared<Session>(std::move(socket), self->habit_, self->record_, tls)->start();
      self->accept();
    });
  }

  void shut() {
    Error ignored;
    acceptor_.close(ignored);
  }

 private:
  tcp::acceptor acceptor_;
  const PeerHabit habit_;
  PeerRecord& record_;
  std::optional<asio::ssl::context> tls_;
};

TestPeer::TestPeer(asio::io_context& context, PeerHabit habit, PeerRecord& record, const std::optional<PeerTls>& tls)
    : listener_(std::make_shared<Listener>(context, habit, record, tls)) {
  listener_->accept();
}

TestPeer::TestPeer(TestPeer&&) noexcept = default;

TestPeer::~TestPeer() {
  if (listener_) listener_->shut();
}

uint16_t TestPeer::port() const { return listener_->port(); }

}  // namespace sw::conformance

#include "worker/adapters/asio/tcp_link.h"

#include <chrono>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/error.hpp>

#include "worker/adapters/asio/asio_network.h"
#include "worker/adapters/asio/tls.h"

namespace sw::adapters {

namespace asio = boost::asio;
using ports::CloseReason;

namespace {

CloseReason reason_of(const boost::system::error_code& error) {
  if (error == asio::error::eof) return CloseReason::kPeerClosed;
  if (error.category() == asio::error::get_ssl_category()) return CloseReason::kTls;
  return CloseReason::kReset;  // TLS that ends without its close_notify was cut off, too (RFC 8446 §6.1)
}

}  // namespace

TcpLink::TcpLink(asio::io_context& context, asio::ssl::context* tls, ports::ConnectionId id, Owner& owner)
    : id_(id),
      owner_(owner),
      tls_context_(tls),
      dialer_(std::make_shared<TcpDialer>(context)),
      socket_(context),
      close_timer_(context) {}

void TcpLink::open(const std::string& host, uint16_t port) {
  host_ = host;
  dialer_->dial(host, port, [self = shared_from_this()](expected<Tcp::socket, LinkFailure> dialed) {
    if (!dialed) return self->break_off(dialed.error().reason, dialed.error().text);
    self->take_socket(std::move(*dialed));
  });
}

void TcpLink::take_socket(Tcp::socket socket) {
  socket_ = std::move(socket);
  if (tls_context_ == nullptr) return go_up();
  start_tls();
  if (!tls_) return;
  if (!expect_host(tls_->native_handle(), host_)) return break_off(CloseReason::kTls, "not a name for a certificate");
  shake_hands(asio::ssl::stream_base::client);
}

void TcpLink::adopt(Tcp::socket socket, TimeDelta handshake_limit) {
  socket_ = std::move(socket);
  Error ignored;
  socket_.set_option(Tcp::no_delay(true), ignored);
  if (tls_context_ == nullptr) return go_up();
  start_tls();
  if (!tls_) return;
  close_timer_.expires_after(std::chrono::nanoseconds(handshake_limit.nanos()));
  close_timer_.async_wait([self = shared_from_this()](const Error& error) {
    if (!error && self->state_ == State::kHandshaking) self->break_off(CloseReason::kTls, "no TLS handshake in time");
  });
  shake_hands(asio::ssl::stream_base::server);
}

void TcpLink::start_tls() {
  try {
    tls_.emplace(socket_, *tls_context_);
  } catch (const std::exception& failure) {
    break_off(CloseReason::kTls, failure.what());
  }
}

void TcpLink::shake_hands(asio::ssl::stream_base::handshake_type role) {
  state_ = State::kHandshaking;
  tls_->async_handshake(role, [self = shared_from_this()](const Error& error) {
    if (self->state_ != State::kHandshaking) return;
    if (!error) return self->go_up();
    const bool broken = error.category() == asio::error::get_system_category();
    self->break_off(broken ? CloseReason::kReset : CloseReason::kTls,
                    handshake_failure(error, self->tls_->native_handle()));
  });
}

void TcpLink::go_up() {
  state_ = State::kUp;
  close_timer_.cancel();
  owner_.link_up(id_);
  read();
}

void TcpLink::read() {
  auto done = [self = shared_from_this()](const Error& error, std::size_t count) { self->take_read(error, count); };
  if (tls_) return tls_->async_read_some(asio::buffer(chunk_), std::move(done));
  socket_.async_read_some(asio::buffer(chunk_), std::move(done));
}

// After close() what still comes is read and dropped: a socket that is shut with bytes unread sends a reset, and that
// may overtake what the peer has not read yet.
void TcpLink::take_read(const Error& error, std::size_t count) {
  if (state_ == State::kOver) return;
  if (state_ == State::kUp && count > 0) owner_.link_received(id_, std::string(chunk_.data(), count));
  if (error) return lose(write_error_.value_or(error));
  read();
}

void TcpLink::send(std::string bytes) {
  if (state_ != State::kUp) return;
  if (bytes.size() > ports::kMaxPendingSend - queue_.size()) {
    return break_off(CloseReason::kOverflow, "too many bytes wait to be sent");
  }
  queue_.push(std::move(bytes));
  write();
}

void TcpLink::write() {
  if (writing_ || write_error_ || queue_.empty()) return;
  writing_ = true;
  auto done = [self = shared_from_this()](const Error& error, std::size_t count) { self->take_write(error, count); };
  const auto bytes = asio::buffer(queue_.front().data(), queue_.front().size());
  if (tls_) return tls_->async_write_some(bytes, std::move(done));
  socket_.async_write_some(bytes, std::move(done));
}

// A write that fails leaves the end to the read, which first gives what the peer had sent before it broke off.
void TcpLink::take_write(const Error& error, std::size_t count) {
  writing_ = false;
  if (state_ == State::kOver) return;
  if (error) {
    write_error_ = error;
    return;
  }
  queue_.take(count);
  if (!queue_.empty()) return write();
  if (state_ == State::kClosing) send_end();
}

void TcpLink::close() {
  const bool was_up = state_ == State::kUp;
  if (!was_up) {
    shut();
    return owner_.link_gone(id_);
  }
  state_ = State::kClosing;
  close_timer_.expires_after(std::chrono::nanoseconds(kCloseLimit.nanos()));
  close_timer_.async_wait([self = shared_from_this()](const Error&) {
    if (self->state_ == State::kClosing) self->lose(asio::error::timed_out);
  });
  if (queue_.empty()) send_end();
}

// The peer's own end, or the close timer, ends the read and with it the link.
void TcpLink::send_end() {
  const auto send_fin = [](TcpLink& link) {
    Error ignored;
    link.socket_.shutdown(Tcp::socket::shutdown_send, ignored);
  };
  if (!tls_) return send_fin(*this);
  tls_->async_shutdown([self = shared_from_this(), send_fin](const Error&) {
    if (self->state_ == State::kClosing) send_fin(*self);
  });
}

void TcpLink::lose(const Error& error) {
  if (state_ == State::kUp) return break_off(reason_of(error), error.message());
  shut();
  owner_.link_gone(id_);
}

void TcpLink::break_off(CloseReason reason, std::string text) {
  if (state_ == State::kOver) return;
  const auto self = shared_from_this();  // the owner forgets us
  shut();
  owner_.link_broken(id_, LinkFailure{reason, std::move(text)});
}

void TcpLink::abort() { shut(); }

void TcpLink::reset() {
  Error ignored;
  socket_.set_option(Tcp::socket::linger(true, 0), ignored);
  shut();
}

void TcpLink::shut() {
  state_ = State::kOver;
  dialer_->cancel();
  close_timer_.cancel();
  Error ignored;
  socket_.close(ignored);
}

}  // namespace sw::adapters

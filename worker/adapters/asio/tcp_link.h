// One connection, dialled or accepted: TLS where asked, bytes both ways, an orderly end.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include "worker/adapters/asio/send_queue.h"
#include "worker/adapters/asio/tcp_dialer.h"
#include "worker/base/units.h"
#include "worker/ports/network.h"

namespace sw::adapters {

// Asio's handlers keep a link alive until the last of them has run; its owner may forget it at any time after
// link_broken, link_gone or abort(). Nothing throws but the constructor of its TLS part, which open() catches.
class TcpLink : public std::enable_shared_from_this<TcpLink> {
 public:
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void link_up(ports::ConnectionId id) = 0;
    virtual void link_received(ports::ConnectionId id, std::string bytes) = 0;
    // Over, without close(); nothing follows.
    virtual void link_broken(ports::ConnectionId id, LinkFailure failure) = 0;
    // Over, after close(); nothing follows.
    virtual void link_gone(ports::ConnectionId id) = 0;
  };

  // `tls` is null for plain TCP. Context, TLS context and owner outlive the link's last call of the owner.
  TcpLink(boost::asio::io_context& context, boost::asio::ssl::context* tls, ports::ConnectionId id, Owner& owner);

  void open(const std::string& host, uint16_t port);
  // Instead of open(): `socket` is connected already, and TLS has us as the server; its handshake is bounded.
  void adopt(boost::asio::ip::tcp::socket socket, TimeDelta handshake_limit);
  void send(std::string bytes);
  std::size_t pending() const { return state_ == State::kUp ? queue_.size() : 0; }
  // Ends in link_gone, at the latest after kCloseLimit; from inside the call where nothing is up yet.
  void close();
  // Over at once; the owner hears nothing more.
  void abort();
  // The same, and the peer gets a reset: what is under way is lost.
  void reset();

 private:
  using Tcp = boost::asio::ip::tcp;
  using Error = boost::system::error_code;
  enum class State : uint8_t { kDialing, kHandshaking, kUp, kClosing, kOver };

  void take_socket(Tcp::socket socket);
  void start_tls();
  void shake_hands(boost::asio::ssl::stream_base::handshake_type role);
  void go_up();
  void read();
  void take_read(const Error& error, std::size_t count);
  void write();
  void take_write(const Error& error, std::size_t count);
  void send_end();
  void break_off(ports::CloseReason reason, std::string text);
  void lose(const Error& error);
  void shut();

  const ports::ConnectionId id_;
  Owner& owner_;
  boost::asio::ssl::context* const tls_context_;
  State state_ = State::kDialing;
  std::string host_;
  std::shared_ptr<TcpDialer> dialer_;
  Tcp::socket socket_;
  std::optional<boost::asio::ssl::stream<Tcp::socket&>> tls_;
  boost::asio::steady_timer close_timer_;
  SendQueue queue_;
  bool writing_ = false;
  std::optional<Error> write_error_;
  std::array<char, ports::kMaxReceivedChunk> chunk_;
};

}  // namespace sw::adapters

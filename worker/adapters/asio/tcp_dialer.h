// From a host and a port to a connected socket.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "worker/base/expected.h"
#include "worker/ports/network.h"

namespace sw::adapters {

// At most this many addresses of one host are tried.
inline constexpr std::size_t kMaxAddresses = 32;

// Why a connection is over.
struct LinkFailure {
  ports::CloseReason reason;
  std::string text;  // one line for the log
};

// Looks the host up (getaddrinfo, on a thread of Asio's) and tries its addresses in the order of RFC 6724, one after
// the other, each for as long as the system does. Use one dialer for one dial.
class TcpDialer : public std::enable_shared_from_this<TcpDialer> {
 public:
  using Done = std::function<void(expected<boost::asio::ip::tcp::socket, LinkFailure>)>;

  explicit TcpDialer(boost::asio::io_context& context);
  // Ends in one call of `done`, never from inside this one. The socket comes with TCP_NODELAY.
  void dial(const std::string& host, uint16_t port, Done done);
  // `done` will not be called.
  void cancel();

  using Endpoint = boost::asio::ip::tcp::endpoint;
  using Resolved = boost::asio::ip::tcp::resolver::results_type;
  // The first kMaxAddresses: those that are tried.
  static std::vector<Endpoint> first_addresses(const Resolved& found);

 private:
  void refuse_name();
  void look_up(const std::string& host, uint16_t port);
  void take_addresses(const boost::system::error_code& error, const Resolved& found);
  void try_next();
  void take_attempt(const boost::system::error_code& error);
  void fail(ports::CloseReason reason, const std::string& why);

  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::ip::tcp::socket socket_;
  Done done_;  // empty once it was called or the dial was cancelled
  std::vector<Endpoint> addresses_;
  std::size_t next_ = 0;
  boost::system::error_code error_;  // of the attempts so far; that one refused outweighs that another got no answer
};

}  // namespace sw::adapters

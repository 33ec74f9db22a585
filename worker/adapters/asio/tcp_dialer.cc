#include "worker/adapters/asio/tcp_dialer.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace sw::adapters {

namespace asio = boost::asio;
using boost::system::error_code;
using ports::CloseReason;

TcpDialer::TcpDialer(asio::io_context& context) : resolver_(context), socket_(context) {}

void TcpDialer::dial(const std::string& host, uint16_t port, Done done) {
  done_ = std::move(done);
  // The system takes an empty name for this machine, and a name with a NUL for what stands before it.
  if (host.empty() || host.find('\0') != std::string::npos) return refuse_name();
  error_code not_an_address;
  const auto address = asio::ip::make_address(host, not_an_address);
  if (not_an_address) return look_up(host, port);
  addresses_.assign(1, Endpoint(address, port));
  try_next();
}

void TcpDialer::cancel() {
  done_ = nullptr;
  error_code ignored;
  resolver_.cancel();
  socket_.close(ignored);
}

void TcpDialer::refuse_name() {
  asio::post(socket_.get_executor(),
             [self = shared_from_this()] { self->fail(CloseReason::kUnresolved, "not a host name"); });
}

void TcpDialer::look_up(const std::string& host, uint16_t port) {
  resolver_.async_resolve(host, std::to_string(port), asio::ip::tcp::resolver::numeric_service,
                          [self = shared_from_this()](const error_code& error, const Resolved& found) {
                            self->take_addresses(error, found);
                          });
}

std::vector<TcpDialer::Endpoint> TcpDialer::first_addresses(const Resolved& found) {
  std::vector<Endpoint> addresses;
  for (const auto& entry : found) {
    if (addresses.size() < kMaxAddresses) addresses.push_back(entry.endpoint());
  }
  return addresses;
}

void TcpDialer::take_addresses(const error_code& error, const Resolved& found) {
  if (!done_) return;
  addresses_ = first_addresses(found);
  if (addresses_.empty()) return fail(CloseReason::kUnresolved, error ? error.message() : "host has no address");
  try_next();
}

void TcpDialer::try_next() {
  error_code ignored;
  socket_.close(ignored);
  socket_.async_connect(addresses_[next_++],
                        [self = shared_from_this()](const error_code& error) { self->take_attempt(error); });
}

void TcpDialer::take_attempt(const error_code& error) {
  if (!done_) return;
  if (error) {
    if (error_ != asio::error::connection_refused) error_ = error;
    if (next_ < addresses_.size()) return try_next();
    const bool refused = error_ == asio::error::connection_refused;
    return fail(refused ? CloseReason::kRefused : CloseReason::kReset, error_.message());
  }
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  std::exchange(done_, nullptr)(std::move(socket_));
}

void TcpDialer::fail(CloseReason reason, const std::string& why) {
  if (done_) std::exchange(done_, nullptr)(unexpected(LinkFailure{reason, "connect: " + why}));
}

}  // namespace sw::adapters

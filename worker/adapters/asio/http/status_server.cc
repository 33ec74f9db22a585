#include "worker/adapters/asio/http/status_server.h"

#include <utility>  // Boost 1.74's Asio needs it in C++20

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>
#include <set>

namespace sw::adapters {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using tcp = boost::asio::ip::tcp;
constexpr std::chrono::milliseconds kRecoveryDelay{100};

using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

Response make_response(const Request& request, http::status status, std::string body, const char* type) {
  Response response(status, request.version());
  response.set(http::field::content_type, type);
  response.set(http::field::cache_control, "no-store");
  response.keep_alive(request.keep_alive());
  response.body() = std::move(body);
  response.prepare_payload();
  if (request.method() == http::verb::head) response.body().clear();  // its length stays announced (RFC 9110 §9.3.2)
  return response;
}

Response answer(const Request& request, const StatusServerAnswers& answers) {
  constexpr const char* kText = "text/plain; charset=utf-8";
  constexpr const char* kMetrics = "text/plain; version=0.0.4; charset=utf-8";
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    Response refusal = make_response(request, http::status::method_not_allowed, "only GET and HEAD\n", kText);
    refusal.set(http::field::allow, "GET, HEAD");
    return refusal;
  }
  const auto path = request.target().substr(0, request.target().find('?'));
  if (path == "/metrics") return make_response(request, http::status::ok, answers.metrics(), kMetrics);
  if (path == "/healthz") return make_response(request, http::status::ok, "ok\n", kText);
  if (path == "/readyz") {
    const bool ready = answers.ready();
    return make_response(request, ready ? http::status::ok : http::status::service_unavailable,
                         ready ? "ready\n" : "not ready\n", kText);
  }
  return make_response(request, http::status::not_found, "not found\n", kText);
}

}  // namespace

// Owns the acceptor and counts the connections. Shared with their handlers, which may outlive the server by a turn of
// the loop; after close() they do nothing.
class StatusServer::Listener : public std::enable_shared_from_this<Listener> {
 public:
  Listener(boost::asio::io_context& context, StatusServerAnswers answers, StatusServerLimits limits)
      : acceptor_(context), recovery_(context), answers_(std::move(answers)), limits_(limits) {}

  // Empty on success.
  std::string listen(const std::string& host, uint16_t port) {
    beast::error_code error;
    const auto address = boost::asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
    if (error) return "is no address";
    const tcp::endpoint endpoint(address, port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(boost::asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(boost::asio::socket_base::max_listen_connections, error);
    if (error) return error.message();
    accept();
    return {};
  }

  uint16_t port() const {
    beast::error_code error;
    return acceptor_.local_endpoint(error).port();
  }

  void close() {
    closed_ = true;
    beast::error_code ignored;
    acceptor_.close(ignored);
    recovery_.cancel();
    for (Connection* connection : connections_) connection->close();
  }

 private:
  // One peer: reads a request, answers, again while it keeps alive.
  class Connection : public std::enable_shared_from_this<Connection> {
   public:
    Connection(tcp::socket socket, std::shared_ptr<Listener> listener)
        : stream_(std::move(socket)), listener_(std::move(listener)), buffer_(listener_->limits_.request_bytes) {
      listener_->connections_.insert(this);
    }
    ~Connection() { listener_->connections_.erase(this); }

    void read() {
      parser_.emplace();
      parser_->header_limit(static_cast<std::uint32_t>(listener_->limits_.request_bytes));
      parser_->body_limit(listener_->limits_.request_bytes);
      stream_.expires_after(std::chrono::nanoseconds(listener_->limits_.patience.nanos()));
      http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](beast::error_code error, std::size_t) {
        if (!error && !self->listener_->closed_) self->write();
      });
    }
    void close() { stream_.close(); }

   private:
    void write() {
      response_ = answer(parser_->get(), listener_->answers_);
      http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code error, std::size_t) {
        if (!error && !self->response_.need_eof() && !self->listener_->closed_) self->read();
      });
    }

    beast::tcp_stream stream_;
    std::shared_ptr<Listener> listener_;
    beast::flat_buffer buffer_;  // bounded: a larger request is an error
    std::optional<http::request_parser<http::string_body>> parser_;
    Response response_;
  };

  void accept() {
    acceptor_.async_accept([self = shared_from_this()](beast::error_code error, tcp::socket socket) {
      if (self->closed_) return;
      if (error) return self->accept_later();
      if (self->connections_.size() < self->limits_.connections) {
        std::make_shared<Connection>(std::move(socket), self)->read();
      }
      self->accept();
    });
  }

  // Accepting fails for as long as the process has no descriptor left; trying at once would take the loop's time.
  void accept_later() {
    recovery_.expires_after(kRecoveryDelay);
    recovery_.async_wait([self = shared_from_this()](beast::error_code error) {
      if (!error && !self->closed_) self->accept();
    });
  }

  tcp::acceptor acceptor_;
  boost::asio::steady_timer recovery_;
  StatusServerAnswers answers_;
  StatusServerLimits limits_;
  std::set<Connection*> connections_;
  bool closed_ = false;
};

expected<std::unique_ptr<StatusServer>, std::string> StatusServer::listen(EventLoop& loop, const std::string& host,
                                                                          uint16_t port, StatusServerAnswers answers,
                                                                          StatusServerLimits limits) {
  auto listener = std::make_shared<Listener>(loop.context(), std::move(answers), limits);
  if (const std::string problem = listener->listen(host, port); !problem.empty()) return unexpected(problem);
  return std::unique_ptr<StatusServer>(new StatusServer(std::move(listener)));
}

StatusServer::StatusServer(std::shared_ptr<Listener> listener) : listener_(std::move(listener)) {}
StatusServer::~StatusServer() { listener_->close(); }
uint16_t StatusServer::port() const { return listener_->port(); }

}  // namespace sw::adapters

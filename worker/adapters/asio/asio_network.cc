#include "worker/adapters/asio/asio_network.h"

#include <exception>
#include <map>
#include <optional>
#include <utility>

#include <boost/asio/post.hpp>

#include "worker/adapters/asio/tcp_link.h"
#include "worker/adapters/asio/tls.h"
#include "worker/base/check.h"

namespace sw::adapters {

using ports::CloseReason;
using ports::ConnectionId;

class AsioNetwork::Links final : public TcpLink::Owner {
 public:
  explicit Links(EventLoop& loop) : loop_(loop) {}

  ~Links() override {
    for (const auto& [id, link] : open_) link->abort();
    for (const auto& [id, link] : closing_) link->abort();
  }

  void connect(ConnectionId id, const ports::Endpoint& endpoint) {
    SW_CHECK(!open_.contains(id));
    SW_CHECK(!closing_.contains(id));
    try {
      if (endpoint.tls && !tls_) tls_ = make_client_context();
      auto link = std::make_shared<TcpLink>(loop_.context(), endpoint.tls ? &*tls_ : nullptr, id, *this);
      open_.emplace(id, link);
      link->open(endpoint.host, endpoint.port);
    } catch (const std::exception& failure) {  // no memory, no thread for the look-up
      if (const auto link = find(id)) link->abort();
      link_broken(id, {CloseReason::kReset, failure.what()});
    }
  }

  std::shared_ptr<TcpLink> find(ConnectionId id) const {
    const auto found = open_.find(id);
    return found == open_.end() ? nullptr : found->second;
  }

  void close(ConnectionId id) {
    const auto link = find(id);
    if (!link) return;
    open_.erase(id);
    closing_.emplace(id, link);
    link->close();
  }

  void when_closed(std::function<void()> done) {
    when_closed_ = std::move(done);
    tell_when_closed();
  }

  void link_up(ConnectionId id) override { loop_.post(ports::Connected{id}); }
  void link_received(ConnectionId id, std::string bytes) override { loop_.post(ports::Received{id, std::move(bytes)}); }

  void link_broken(ConnectionId id, LinkFailure failure) override {
    open_.erase(id);
    loop_.post(ports::Closed{id, failure.reason, std::move(failure.text)});
  }

  void link_gone(ConnectionId id) override {
    closing_.erase(id);
    tell_when_closed();
  }

 private:
  void tell_when_closed() {
    if (closing_.empty() && when_closed_) boost::asio::post(loop_.context(), std::exchange(when_closed_, nullptr));
  }

  EventLoop& loop_;
  std::optional<boost::asio::ssl::context> tls_;  // made for the first TLS connection; links do not outlive it
  std::map<ConnectionId, std::shared_ptr<TcpLink>> open_;
  std::map<ConnectionId, std::shared_ptr<TcpLink>> closing_;
  std::function<void()> when_closed_;
};

AsioNetwork::AsioNetwork(EventLoop& loop) : links_(std::make_unique<Links>(loop)) {}
AsioNetwork::~AsioNetwork() = default;

void AsioNetwork::connect(ConnectionId connection, const ports::Endpoint& endpoint) {
  links_->connect(connection, endpoint);
}

void AsioNetwork::send(ConnectionId connection, std::string bytes) {
  if (const auto link = links_->find(connection)) link->send(std::move(bytes));
}

std::size_t AsioNetwork::pending(ConnectionId connection) const {
  const auto link = links_->find(connection);
  return link ? link->pending() : 0;
}

void AsioNetwork::close(ConnectionId connection) { links_->close(connection); }

void AsioNetwork::when_closed(std::function<void()> done) { links_->when_closed(std::move(done)); }

}  // namespace sw::adapters

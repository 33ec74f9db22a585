#include "worker/adapters/asio/http/status_server.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <utility>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "tests/unit/adapters/http_peer.h"
#include "worker/adapters/asio/system_clock.h"

namespace sw::adapters {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class StatusServerTest : public testing::Test {
 protected:
  // Turns the loop until `holds`; false when it does not within ten seconds.
  bool turn_until(const std::function<bool()>& holds) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!holds()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      loop_.context().run_for(std::chrono::milliseconds(1));
    }
    return true;
  }

  void listen(StatusServerLimits limits = {}) {
    const StatusServerAnswers answers{.metrics = [this] { return metrics_; }, .ready = [this] { return ready_; }};
    server_ = StatusServer::listen(loop_, "127.0.0.1", 0, answers, limits).value();
  }

  // What the peer has when its answers end in `tail`.
  std::string answer(HttpPeer& peer, std::string_view tail) {
    const bool complete = turn_until([&] {
      peer.collect();
      return peer.received().ends_with(tail);
    });
    return complete ? peer.received() : "incomplete: " + peer.received();
  }

  // Whether the server ends the connection, in time.
  bool is_closed(HttpPeer& peer) {
    return turn_until([&] {
      peer.collect();
      return peer.closed();
    });
  }

  std::string get(std::string_view path, std::string_view tail) {
    HttpPeer peer(server_->port());
    peer.send("GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    return answer(peer, tail);
  }

  SystemClock clock_;
  EventLoop loop_{clock_};
  std::string metrics_ = "a_metric 1\n";
  bool ready_ = false;
  std::unique_ptr<StatusServer> server_;
};

TEST_F(StatusServerTest, MetricsComeInThePrometheusTextFormat) {
  listen();
  const std::string said = get("/metrics", "a_metric 1\n");
  EXPECT_THAT(said, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(said, HasSubstr("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  EXPECT_THAT(said, HasSubstr("Content-Length: 11\r\n"));
}

TEST_F(StatusServerTest, MetricsAreThoseOfTheMoment) {
  listen();
  metrics_ = "a_metric 2\n";
  EXPECT_THAT(get("/metrics", "a_metric 2\n"), Not(HasSubstr("incomplete")));
}

TEST_F(StatusServerTest, HealthIsThatTheLoopAnswers) {
  listen();
  EXPECT_THAT(get("/healthz", "ok\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(StatusServerTest, ReadinessFollowsTheWorker) {
  listen();
  EXPECT_THAT(get("/readyz", "not ready\n"), StartsWith("HTTP/1.1 503 Service Unavailable\r\n"));
  ready_ = true;
  EXPECT_THAT(get("/readyz", "\r\n\r\nready\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(StatusServerTest, AQueryIsIgnored) {
  listen();
  EXPECT_THAT(get("/healthz?verbose=1", "ok\n"), StartsWith("HTTP/1.1 200"));
}

TEST_F(StatusServerTest, OtherPathsAreNotFound) {
  listen();
  for (const char* path : {"/", "/metrics/", "/Metrics", "/../etc/passwd"}) {
    EXPECT_THAT(get(path, "not found\n"), StartsWith("HTTP/1.1 404 Not Found\r\n")) << path;
  }
}

TEST_F(StatusServerTest, OtherMethodsAreNotAllowed) {
  listen();
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "BREW"}) {
    HttpPeer peer(server_->port());
    peer.send(std::string(method) + " /metrics HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
    const std::string said = answer(peer, "only GET and HEAD\n");
    EXPECT_THAT(said, StartsWith("HTTP/1.1 405 Method Not Allowed\r\n")) << method;
    EXPECT_THAT(said, HasSubstr("Allow: GET, HEAD\r\n"));
  }
}

// A body would be taken for the start of the next answer.
TEST_F(StatusServerTest, HeadAnnouncesTheLengthAndSendsNoBody) {
  listen();
  HttpPeer peer(server_->port());
  peer.send("HEAD /metrics HTTP/1.1\r\nHost: h\r\n\r\nGET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string said = answer(peer, "ok\n");
  EXPECT_THAT(said, HasSubstr("Content-Length: 11\r\n\r\nHTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(said, Not(HasSubstr("a_metric")));
}

TEST_F(StatusServerTest, OneConnectionMayAskTwice) {
  listen();
  HttpPeer peer(server_->port());
  peer.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(answer(peer, "ok\n"), StartsWith("HTTP/1.1 200"));
  peer.send("GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(answer(peer, "a_metric 1\n"), Not(HasSubstr("incomplete")));
  EXPECT_FALSE(peer.closed());
}

TEST_F(StatusServerTest, ARequestMayComeByteByByte) {
  listen();
  HttpPeer peer(server_->port());
  for (const char c : std::string_view("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")) {
    peer.send({&c, 1});
    loop_.context().poll();
  }
  EXPECT_THAT(answer(peer, "ok\n"), StartsWith("HTTP/1.1 200"));
}

TEST_F(StatusServerTest, EndsAConnectionThatAsksForIt) {
  listen();
  HttpPeer peer(server_->port());
  peer.send("GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(is_closed(peer));
  EXPECT_THAT(peer.received(), EndsWith("ok\n"));
}

struct BadRequest {
  std::string name;
  std::string bytes;
};
class StatusServerRefusal : public StatusServerTest, public testing::WithParamInterface<BadRequest> {};

TEST_P(StatusServerRefusal, ClosesAndServesOthers) {
  listen({.request_bytes = 1'024});
  HttpPeer peer(server_->port());
  peer.send(GetParam().bytes);
  EXPECT_TRUE(is_closed(peer));
  EXPECT_THAT(peer.received(), Not(HasSubstr("200 OK")));
  EXPECT_THAT(get("/healthz", "ok\n"), StartsWith("HTTP/1.1 200"));
}

const std::string kLong(4'096, 'x');
INSTANTIATE_TEST_SUITE_P(
    Requests, StatusServerRefusal,
    testing::Values(BadRequest{"LongPath", "GET /" + kLong + " HTTP/1.1\r\n\r\n"},
                    BadRequest{"LongHeader", "GET /healthz HTTP/1.1\r\nX: " + kLong + "\r\n\r\n"},
                    BadRequest{"HeaderWithoutEnd", "GET /healthz HTTP/1.1\r\n" + kLong},
                    BadRequest{"LongBody", "POST /healthz HTTP/1.1\r\nContent-Length: 4096\r\n\r\n" + kLong},
                    BadRequest{"AnnouncedBody", "POST /healthz HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n"},
                    BadRequest{"LongChunk",
                               "POST /healthz HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n" + kLong},
                    BadRequest{"Garbage", std::string("\x16\x03\x01\x02\x00\x01\x00", 7) + "\r\n\r\n"},
                    BadRequest{"OtherProtocol", "OPTIONS rtsp://h/x RTSP/1.0\r\nCSeq: 1\r\n\r\n"}),
    [](const auto& request) { return request.param.name; });

TEST_F(StatusServerTest, LosesPatienceWithASlowRequest) {
  listen({.patience = TimeDelta::Millis(20)});
  HttpPeer peer(server_->port());
  peer.send("GET /healthz HTT");
  EXPECT_TRUE(is_closed(peer));
  EXPECT_EQ(peer.received(), "");
}

TEST_F(StatusServerTest, LosesPatienceWithAPeerThatAsksNothing) {
  listen({.patience = TimeDelta::Millis(20)});
  HttpPeer peer(server_->port());
  EXPECT_TRUE(is_closed(peer));
}

TEST_F(StatusServerTest, LosesPatienceWithAPeerThatDoesNotRead) {
  listen({.patience = TimeDelta::Millis(20)});
  metrics_ = std::string(64 * 1024 * 1024, 'x');  // more than the socket's buffers hold
  HttpPeer peer(server_->port());
  peer.send("GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n");
  loop_.context().run_for(std::chrono::milliseconds(200));
  EXPECT_TRUE(is_closed(peer));
  EXPECT_LT(peer.received().size(), metrics_.size());
}

TEST_F(StatusServerTest, ClosesOneConnectionTooManyAndTakesTheNextWhenOneHasGone) {
  listen({.connections = 2});
  HttpPeer first(server_->port()), second(server_->port());
  for (HttpPeer* peer : {&first, &second}) {
    peer->send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(answer(*peer, "ok\n"), StartsWith("HTTP/1.1 200"));
  }
  HttpPeer third(server_->port());
  EXPECT_TRUE(is_closed(third));
  first.leave();
  EXPECT_TRUE(turn_until([&] { return get("/healthz", "ok\n").starts_with("HTTP/1.1 200"); }));
}

// Takes every descriptor of the process but those in use.
class NoDescriptors {
 public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest_free = ::dup(STDIN_FILENO);
    ::close(lowest_free);
    rlimit now = before_;
    now.rlim_cur = static_cast<rlim_t>(lowest_free);
    ::setrlimit(RLIMIT_NOFILE, &now);
  }
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(StatusServerTest, WaitsWithoutSpinningWhileThereIsNoDescriptorAndServesAgain) {
  listen();
  HttpPeer peer(server_->port());
  peer.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
  {
    const NoDescriptors none;
    EXPECT_LE(loop_.context().run_for(std::chrono::milliseconds(50)), 2U);
  }
  EXPECT_THAT(answer(peer, "ok\n"), StartsWith("HTTP/1.1 200"));
}

TEST_F(StatusServerTest, ItsEndEndsItsConnections) {
  listen();
  HttpPeer peer(server_->port());
  peer.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(answer(peer, "ok\n"), StartsWith("HTTP/1.1 200"));
  server_.reset();
  loop_.context().poll();
  EXPECT_TRUE(is_closed(peer));
}

TEST_F(StatusServerTest, APortInUseIsAnErrorInWords) {
  listen();
  const auto second = StatusServer::listen(loop_, "127.0.0.1", server_->port(), {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error(), "Address already in use");
}

TEST_F(StatusServerTest, AnAddressOfAnotherMachineIsAnError) {
  EXPECT_FALSE(StatusServer::listen(loop_, "192.0.2.1", 0, {}));  // RFC 5737: nobody's
}

TEST_F(StatusServerTest, ANameIsNoAddress) {
  const auto server = StatusServer::listen(loop_, "example.org", 0, {});
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error(), "is no address");
}

TEST_F(StatusServerTest, PortZeroIsAFreeOne) {
  listen();
  EXPECT_NE(server_->port(), 0);
}

}  // namespace
}  // namespace sw::adapters

// Times, order and limits of virtual connections without any fault.
#include "sim/network/virtual_network.h"

#include <gtest/gtest.h>

#include "tests/unit/sim/network/two_ends.h"

namespace sw::sim {
namespace {

constexpr TimeDelta ms(int64_t n) { return TimeDelta::Millis(n); }

TEST_F(NetworkTest, WorkerIsUpAfterOneRoundTripAndTheServerHalfOfOneLater) {
  listen();
  connect();
  run_to_the_end();
  ASSERT_EQ(worker_up_.size(), 1u);
  EXPECT_EQ(worker_up_[0].first, kSimulationStart + ms(20));
  ASSERT_EQ(server_up_.size(), 1u);
  EXPECT_EQ(server_up_[0].first, kSimulationStart + ms(30));
}

TEST_F(NetworkTest, TlsTakesOneMoreRoundTrip) {
  listen({.latency = ms(10)}, true);
  connect(kFirst, true);
  run_to_the_end();
  ASSERT_EQ(worker_up_.size(), 1u);
  EXPECT_EQ(worker_up_[0].first, kSimulationStart + ms(40));
}

TEST_F(NetworkTest, TlsAtAPlainServiceIsATlsFailure) {
  listen();
  connect(kFirst, true);
  run_to_the_end();
  EXPECT_EQ(end_at_worker(), ports::CloseReason::kTls);
  EXPECT_TRUE(server_up_.empty());
}

TEST_F(NetworkTest, PlainAtATlsServiceIsReset) {
  listen({.latency = ms(10)}, true);
  connect();
  run_to_the_end();
  EXPECT_EQ(end_at_worker(), ports::CloseReason::kReset);
}

TEST_F(NetworkTest, ServerThatDoesNotAcceptRefusesAfterOneRoundTrip) {
  listen();
  accepting_ = false;
  connect();
  run_to_the_end();
  EXPECT_EQ(end_at_worker(), ports::CloseReason::kRefused);
  EXPECT_EQ(worker_closed_[0].at, kSimulationStart + ms(20));
}

TEST_F(NetworkTest, BytesTakeTheLatency) {
  establish();
  const Timestamp sent = scheduler_.now();
  network_.send(kFirst, "hello");
  run_to_the_end();
  ASSERT_EQ(at_server_.size(), 1u);
  EXPECT_EQ(at_server_[0].at, sent + ms(10));
}

TEST_F(NetworkTest, BandwidthDelaysThemByTheirLength) {
  establish({.latency = ms(10), .bytes_per_second = 1'000});
  const Timestamp sent = scheduler_.now();
  network_.send(kFirst, std::string(100, 'a'));
  network_.send(kFirst, std::string(50, 'b'));
  run_to_the_end();
  ASSERT_EQ(at_server_.size(), 2u);
  EXPECT_EQ(at_server_[0].at, sent + ms(10 + 100));
  EXPECT_EQ(at_server_[1].at, sent + ms(10 + 150));
}

TEST_F(NetworkTest, LineThatWasIdleIsFreeAtOnce) {
  establish({.latency = ms(10), .bytes_per_second = 1'000});
  network_.send(kFirst, std::string(100, 'a'));
  run_for(TimeDelta::Seconds(5));
  const Timestamp sent = scheduler_.now();
  network_.send(kFirst, std::string(100, 'b'));
  run_to_the_end();
  EXPECT_EQ(at_server_.back().at, sent + ms(110));
}

TEST_F(NetworkTest, JitterStaysWithinItsBoundAndKeepsTheOrder) {
  establish({.latency = ms(10), .jitter = ms(30)});
  std::string expected;
  for (int i = 0; i < 200; ++i) {
    const std::string piece = std::to_string(i) + " ";
    expected += piece;
    network_.send(kFirst, piece);
    run_for(ms(1));
  }
  const Timestamp last_sent = scheduler_.now();
  run_to_the_end();
  EXPECT_EQ(joined(at_server_), expected);
  for (std::size_t i = 1; i < at_server_.size(); ++i) EXPECT_GE(at_server_[i].at, at_server_[i - 1].at);
  EXPECT_LE(at_server_.back().at, last_sent + ms(40));
  EXPECT_GT(at_server_.front().at, kSimulationStart);
}

TEST_F(NetworkTest, LongWriteArrivesInPiecesOfAtMostTheLimit) {
  establish();
  network_.send(kFirst, std::string(3 * ports::kMaxReceivedChunk + 1, 'x'));
  run_to_the_end();
  ASSERT_EQ(at_server_.size(), 4u);
  for (const auto& piece : at_server_) EXPECT_LE(piece.bytes.size(), ports::kMaxReceivedChunk);
}

TEST_F(NetworkTest, NothingIsScheduledWhileNothingIsUnderWay) {
  establish();
  EXPECT_EQ(scheduler_.pending(), 0u);
  const uint64_t before = scheduler_.events_run();
  network_.send(kFirst, "one event for its arrival");
  run_to_the_end();
  EXPECT_EQ(scheduler_.events_run(), before + 1);
}

TEST_F(NetworkTest, WriteArrivesInItsOwnMemory) {
  establish();
  std::string bytes(1'000, 'x');
  const char* memory = bytes.data();
  network_.send(kFirst, std::move(bytes));
  run_to_the_end();
  EXPECT_EQ(at_server_.back().bytes.data(), memory);
}

TEST_F(NetworkTest, SlowLineShowsAsPending) {
  establish({.latency = ms(10), .bytes_per_second = 1'000'000});
  network_.send(kFirst, std::string(2'000'000, 'x'));
  EXPECT_EQ(network_.pending(kFirst), 2'000'000u);
  run_for(TimeDelta::Seconds(1));
  EXPECT_NEAR(static_cast<double>(network_.pending(kFirst)), 1'000'000.0 - kSocketBuffer, ports::kMaxReceivedChunk);
  run_to_the_end();
  EXPECT_EQ(network_.pending(kFirst), 0u);
}

TEST_F(NetworkTest, OverflowOfTheSendQueueResetsTheServerToo) {
  establish();
  side_->set_reading(kFirst, false);
  network_.send(kFirst, std::string(ports::kMaxPendingSend, 'x'));
  EXPECT_TRUE(worker_closed_.empty());
  network_.send(kFirst, "x");
  EXPECT_EQ(end_at_worker(), ports::CloseReason::kOverflow);
  side_->set_reading(kFirst, true);
  run_to_the_end();
  EXPECT_EQ(end_at_server(), PeerEnd::kReset);
  EXPECT_TRUE(at_server_.empty());
  EXPECT_EQ(network_.connections(), 0u);
}

TEST_F(NetworkTest, ServerThatReadsAgainGetsEverything) {
  establish();
  side_->set_reading(kFirst, false);
  network_.send(kFirst, "held ");
  run_for(TimeDelta::Minutes(1));
  EXPECT_TRUE(at_server_.empty());
  side_->set_reading(kFirst, true);
  network_.send(kFirst, "up");
  run_to_the_end();
  EXPECT_EQ(joined(at_server_), "held up");
}

TEST_F(NetworkTest, ServerSeesTheOrderlyEndBehindTheLastBytes) {
  establish();
  network_.send(kFirst, "last words");
  network_.close(kFirst);
  run_to_the_end();
  EXPECT_EQ(joined(at_server_), "last words");
  EXPECT_EQ(end_at_server(), PeerEnd::kClosed);
  EXPECT_EQ(network_.connections(), 0u);
}

TEST_F(NetworkTest, ServersResetLosesWhatIsUnderWayBothWays) {
  establish();
  network_.send(kFirst, "lost");
  side_->send(kFirst, "lost");
  side_->reset(kFirst);
  run_to_the_end();
  EXPECT_TRUE(at_server_.empty());
  EXPECT_TRUE(at_worker_.empty());
  EXPECT_EQ(end_at_worker(), ports::CloseReason::kReset);
  EXPECT_TRUE(server_closed_.empty());
  EXPECT_EQ(network_.connections(), 0u);
}

TEST_F(NetworkTest, ServerIsNotToldOfAnEndThatItCaused) {
  establish();
  side_->close(kFirst);
  side_->send(kFirst, "ignored");
  network_.close(kFirst);
  run_to_the_end();
  EXPECT_TRUE(server_closed_.empty());
  EXPECT_TRUE(at_worker_.empty());
}

TEST_F(NetworkTest, ConnectionThatIsClosedAtOnceStillReachesTheServer) {
  listen();
  connect();
  run_for(ms(20));
  ASSERT_EQ(worker_up_.size(), 1u);
  network_.send(kFirst, "brief");
  network_.close(kFirst);
  run_to_the_end();
  EXPECT_EQ(server_up_.size(), 1u);
  EXPECT_EQ(joined(at_server_), "brief");
  EXPECT_EQ(end_at_server(), PeerEnd::kClosed);
}

TEST_F(NetworkTest, ObserverSeesBothDirectionsWithTheirTimes) {
  struct Tally : NetworkObserver {
    std::vector<std::string> seen;
    void note(Timestamp at, const std::string& what) {
      seen.push_back(std::to_string((at - kSimulationStart).millis()) + " " + what);
    }
    void on_connecting(Timestamp at, ports::ConnectionId, std::string_view service) override {
      note(at, "connecting " + std::string(service));
    }
    void on_up(Timestamp at, ports::ConnectionId) override { note(at, "up"); }
    void on_sent(Timestamp at, ports::ConnectionId, Way way, std::string_view bytes) override {
      note(at, (way == Way::kToServer ? "> " : "< ") + std::string(bytes));
    }
    void on_delivered(Timestamp at, ports::ConnectionId, Way way, std::string_view bytes) override {
      note(at, (way == Way::kToServer ? ">> " : "<< ") + std::string(bytes));
    }
    void on_worker_closes(Timestamp at, ports::ConnectionId) override { note(at, "closes"); }
    void on_server_learns(Timestamp at, ports::ConnectionId, PeerEnd) override { note(at, "learns"); }
  } tally;
  network_.set_observer(&tally);
  echo_ = true;
  establish();
  network_.send(kFirst, "a");
  run_to_the_end();
  network_.close(kFirst);
  run_to_the_end();
  EXPECT_EQ(tally.seen, (std::vector<std::string>{"0 connecting sts", "20 up", "1000 > a", "1010 >> a", "1010 < a",
                                                  "1020 << a", "1020 closes", "1030 learns"}));
}

}  // namespace
}  // namespace sw::sim

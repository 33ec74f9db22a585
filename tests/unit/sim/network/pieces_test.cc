// In which pieces bytes arrive, and that seeds decide nothing else.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/conformance/ports/peer.h"
#include "tests/unit/sim/network/two_ends.h"

namespace sw::sim {
namespace {

constexpr TimeDelta ms(int64_t n) { return TimeDelta::Millis(n); }

class PiecesTest : public NetworkTest {
 protected:
  std::vector<std::size_t> sizes() const {
    std::vector<std::size_t> found;
    for (const auto& piece : at_server_) found.push_back(piece.bytes.size());
    return found;
  }
};

TEST_F(PiecesTest, AsWrittenKeepsEveryWriteApart) {
  establish();
  for (const auto* piece : {"a", "bc", "def"}) network_.send(kFirst, piece);
  run_to_the_end();
  EXPECT_EQ(sizes(), (std::vector<std::size_t>{1, 2, 3}));
}

TEST_F(PiecesTest, BytewiseDeliversEveryByteOnItsOwn) {
  establish({.pieces = Pieces::kBytewise});
  network_.send(kFirst, "abc");
  network_.send(kFirst, "de");
  run_to_the_end();
  EXPECT_EQ(sizes(), (std::vector<std::size_t>(5, 1)));
  EXPECT_EQ(joined(at_server_), "abcde");
}

TEST_F(PiecesTest, JoinedHoldsAWriteForTheNextOnes) {
  establish({.latency = ms(10), .pieces = Pieces::kJoined, .join_window = ms(5)});
  const Timestamp first = scheduler_.now();
  network_.send(kFirst, "a");
  run_for(ms(5));
  network_.send(kFirst, "b");
  run_for(ms(1));
  network_.send(kFirst, "c");  // too late for the first piece
  run_to_the_end();
  EXPECT_EQ(sizes(), (std::vector<std::size_t>{2, 1}));
  EXPECT_EQ(at_server_[0].at, first + ms(15));
}

TEST_F(PiecesTest, JoinedStaysBelowTheLimitOfAChunk) {
  establish({.pieces = Pieces::kJoined});
  for (int i = 0; i < 5; ++i) network_.send(kFirst, std::string(ports::kMaxReceivedChunk / 2 + 1, 'x'));
  run_to_the_end();
  for (const std::size_t size : sizes()) EXPECT_LE(size, ports::kMaxReceivedChunk);
  EXPECT_EQ(sizes().front(), ports::kMaxReceivedChunk);
}

TEST_F(PiecesTest, JoinedDoesNotOvertakeTheLine) {
  establish({.latency = ms(10), .bytes_per_second = 1'000, .pieces = Pieces::kJoined, .join_window = ms(5)});
  const Timestamp sent = scheduler_.now();
  for (int i = 0; i < 3; ++i) network_.send(kFirst, std::string(4, 'x'));
  run_to_the_end();
  EXPECT_EQ(sizes(), (std::vector<std::size_t>{8, 4}));  // 4 ms each: the third is not through at 4 + 10 + 5
  EXPECT_GE(at_server_[1].at, sent + ms(12 + 10));
}

TEST_F(PiecesTest, DrawnCutsAndJoinsAtManyPlaces) {
  establish({.pieces = Pieces::kDrawn});
  const std::string write(100, 'x');
  for (int i = 0; i < 1'000; ++i) network_.send(kFirst, write);
  run_to_the_end();
  const auto all = sizes();
  const std::set<std::size_t> different(all.begin(), all.end());
  EXPECT_GT(different.size(), 90u);  // nearly every place to cut at
  EXPECT_TRUE(different.contains(1));
  EXPECT_GT(*different.rbegin(), 100u);
  EXPECT_EQ(joined(at_server_).size(), 100'000u);
}

// What one seed makes of a conversation: pieces with their times, and the bytes.
struct Delivered {
  std::vector<std::pair<Timestamp, std::size_t>> pieces;
  std::string bytes;
};

class Collector final : public Server, public ports::EventSink {
 public:
  Delivered delivered;

 private:
  bool accepting(Timestamp) override { return true; }
  void on_connected(Timestamp, ports::ConnectionId) override {}
  void on_bytes(Timestamp now, ports::ConnectionId, std::string bytes) override {
    delivered.pieces.emplace_back(now, bytes.size());
    delivered.bytes += bytes;
  }
  void on_closed(Timestamp, ports::ConnectionId, PeerEnd) override {}
  void post(ports::Event) override {}
};

Delivered deliver(uint64_t seed, uint64_t order_seed) {
  Scheduler scheduler(order_seed);
  Collector ends;
  VirtualNetwork network(scheduler, ends, seed);
  network.listen({"sts", "sts.test", 8080}, ends, {.jitter = ms(3), .pieces = Pieces::kDrawn});
  network.connect(kFirst, {"sts.test", 8080, false});
  scheduler.run_until(kSimulationStart + TimeDelta::Seconds(1));
  const std::string bytes = conformance::numbered_bytes(20'000);
  for (std::size_t at = 0; at < bytes.size(); at += 500) {
    scheduler.run_until(scheduler.now() + ms(static_cast<int64_t>(at / 500 % 3)));
    network.send(kFirst, bytes.substr(at, 500));
  }
  scheduler.run_until(scheduler.now() + TimeDelta::Seconds(1));
  return ends.delivered;
}

TEST(NetworkDeterminism, SameSeedGivesTheSamePiecesAtTheSameTimes) {
  const Delivered once = deliver(11, 0);
  EXPECT_EQ(once.pieces, deliver(11, 0).pieces);
  EXPECT_EQ(once.pieces, deliver(11, 999).pieces);  // one link does not depend on the order of its neighbours
}

TEST(NetworkDeterminism, OtherSeedsGiveOtherPiecesOfTheSameBytes) {
  const std::string bytes = conformance::numbered_bytes(20'000);
  std::set<std::vector<std::pair<Timestamp, std::size_t>>> ways;
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    const Delivered delivered = deliver(seed, seed);
    EXPECT_TRUE(delivered.bytes == bytes) << "seed " << seed;
    ways.insert(delivered.pieces);
  }
  EXPECT_EQ(ways.size(), 50u);
}

}  // namespace
}  // namespace sw::sim

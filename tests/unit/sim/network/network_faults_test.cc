// What can go wrong on the way, fault by fault.
#include "sim/network/network_faults.h"

#include <gtest/gtest.h>

#include "tests/unit/sim/network/two_ends.h"

namespace sw::sim {
namespace {

using ports::CloseReason;

class NetworkFaultsTest : public NetworkTest {};

constexpr TimeDelta ms(int64_t n) { return TimeDelta::Millis(n); }
constexpr TimeDelta kDay = TimeDelta::Minutes(24 * 60);

TEST_F(NetworkFaultsTest, KnowsServicesByName) {
  listen();
  EXPECT_TRUE(faults_.knows("sts"));
  EXPECT_FALSE(faults_.knows("sts.test"));
}

TEST_F(NetworkFaultsTest, RefusesUntilItIsTakenBack) {
  listen();
  faults_.refuse("sts", true);
  connect(kFirst);
  run_to_the_end();
  EXPECT_EQ(end_at_worker(), CloseReason::kRefused);
  faults_.refuse("sts", false);
  connect(kSecond);
  run_to_the_end();
  EXPECT_EQ(worker_up_.size(), 1u);
}

TEST_F(NetworkFaultsTest, UnresolvesUntilItIsTakenBack) {
  listen();
  faults_.unresolve("sts", true);
  connect(kFirst);
  run_to_the_end();
  EXPECT_EQ(end_at_worker(), CloseReason::kUnresolved);
  faults_.unresolve("sts", false);
  connect(kSecond);
  run_to_the_end();
  EXPECT_EQ(worker_up_.size(), 1u);
}

TEST_F(NetworkFaultsTest, FailsTlsWithoutTheServerKnowing) {
  listen({.latency = ms(10)}, true);
  faults_.fail_tls("sts", true);
  connect(kFirst, true);
  run_to_the_end();
  EXPECT_EQ(end_at_worker(), CloseReason::kTls);
  EXPECT_TRUE(worker_up_.empty());
  EXPECT_TRUE(server_up_.empty());
  EXPECT_EQ(network_.connections(), 0u);
}

TEST_F(NetworkFaultsTest, ResetTellsBothEndsAndLosesWhatIsUnderWay) {
  establish();
  network_.send(kFirst, "lost");
  side_->send(kFirst, "lost");
  faults_.reset("sts");
  run_to_the_end();
  EXPECT_EQ(end_at_worker(), CloseReason::kReset);
  EXPECT_EQ(end_at_server(), PeerEnd::kReset);
  EXPECT_TRUE(at_server_.empty());
  EXPECT_TRUE(at_worker_.empty());
  EXPECT_EQ(network_.connections(), 0u);
}

TEST_F(NetworkFaultsTest, ResetMeetsAConnectThatIsUnderWay) {
  listen();
  connect();
  run_for(ms(5));
  faults_.reset("sts");
  run_to_the_end();
  EXPECT_EQ(end_at_worker(), CloseReason::kReset);
  EXPECT_TRUE(server_up_.empty());
  EXPECT_TRUE(server_closed_.empty());
}

TEST_F(NetworkFaultsTest, HalfOpenSwallowsBytesAndNeverTells) {
  establish();
  faults_.half_open("sts");
  network_.send(kFirst, "gone");
  side_->send(kFirst, "gone");
  run_for(kDay);
  EXPECT_TRUE(at_server_.empty());
  EXPECT_TRUE(at_worker_.empty());
  EXPECT_EQ(end_at_worker(), std::nullopt);
  EXPECT_EQ(end_at_server(), std::nullopt);
  EXPECT_EQ(scheduler_.pending(), 0u);
}

TEST_F(NetworkFaultsTest, HalfOpenFillsTheSendQueueUntilItOverflows) {
  establish();
  faults_.half_open("sts");
  network_.send(kFirst, std::string(kSocketBuffer, 'x'));
  run_for(ms(1));
  EXPECT_EQ(network_.pending(kFirst), 0u);
  network_.send(kFirst, "x");
  run_for(ms(1));
  EXPECT_EQ(network_.pending(kFirst), 1u);
  network_.send(kFirst, std::string(ports::kMaxPendingSend, 'x'));
  EXPECT_EQ(end_at_worker(), CloseReason::kOverflow);
}

TEST_F(NetworkFaultsTest, HalfOpenSpareNewConnections) {
  establish();
  faults_.half_open("sts");
  network_.close(kFirst);
  connect(kSecond);
  run_for(ms(100));
  network_.send(kSecond, "here");
  run_to_the_end();
  EXPECT_EQ(joined(at_server_, kSecond), "here");
  EXPECT_EQ(end_at_server(), std::nullopt);
  side_->reset(kFirst);
  EXPECT_EQ(network_.connections(), 1u);
}

TEST_F(NetworkFaultsTest, BlackholeOfOneWayHoldsThatWayOnly) {
  establish();
  faults_.blackhole("sts", Way::kToServer);
  network_.send(kFirst, "held");
  side_->send(kFirst, "through");
  run_for(kDay);
  EXPECT_TRUE(at_server_.empty());
  EXPECT_EQ(joined(at_worker_), "through");
}

TEST_F(NetworkFaultsTest, ReleaseSendsWhatWasHeldUpAgain) {
  establish();
  network_.send(kFirst, "under way ");
  run_for(ms(5));
  faults_.blackhole("sts", Way::kBoth);
  network_.send(kFirst, "and later");
  run_for(TimeDelta::Seconds(30));
  EXPECT_TRUE(at_server_.empty());
  const Timestamp released = scheduler_.now();
  faults_.release("sts", Way::kBoth);
  run_to_the_end();
  EXPECT_EQ(joined(at_server_), "under way and later");
  EXPECT_EQ(at_server_.front().at, released + ms(10));
}

TEST_F(NetworkFaultsTest, BlackholeHangsAConnectUntilItIsReleased) {
  listen();
  faults_.blackhole("sts", Way::kToWorker);
  connect();
  run_for(kDay);
  EXPECT_TRUE(worker_up_.empty());
  EXPECT_EQ(end_at_worker(), std::nullopt);
  faults_.release("sts", Way::kToWorker);
  run_to_the_end();
  EXPECT_EQ(worker_up_.size(), 1u);
}

TEST_F(NetworkFaultsTest, CloseInABlackholeReachesTheServerAfterIt) {
  establish();
  faults_.blackhole("sts", Way::kBoth);
  network_.send(kFirst, "last words");
  network_.close(kFirst);
  run_for(TimeDelta::Seconds(30));
  EXPECT_EQ(end_at_server(), std::nullopt);
  faults_.release("sts", Way::kBoth);
  run_to_the_end();
  EXPECT_EQ(joined(at_server_), "last words");
  EXPECT_EQ(end_at_server(), PeerEnd::kClosed);
}

TEST_F(NetworkFaultsTest, PartitionHangsConnectsUntilItIsHealed) {
  listen();
  faults_.partition("sts");
  connect();
  run_for(kDay);
  EXPECT_TRUE(worker_up_.empty());
  EXPECT_EQ(scheduler_.pending(), 0u);
  faults_.heal("sts", AfterPartition::kReset);
  run_to_the_end();
  EXPECT_EQ(worker_up_.size(), 1u);
}

TEST_F(NetworkFaultsTest, HealedPartitionMayResume) {
  establish();
  faults_.partition("sts");
  network_.send(kFirst, "held");
  run_for(TimeDelta::Seconds(5));
  EXPECT_TRUE(at_server_.empty());
  faults_.heal("sts", AfterPartition::kResume);
  run_to_the_end();
  EXPECT_EQ(joined(at_server_), "held");
}

TEST_F(NetworkFaultsTest, HealedPartitionMayResetWhatWasUp) {
  establish();
  faults_.partition("sts");
  network_.send(kFirst, "lost");
  run_for(TimeDelta::Seconds(5));
  EXPECT_EQ(end_at_worker(), std::nullopt);
  faults_.heal("sts", AfterPartition::kReset);
  run_to_the_end();
  EXPECT_EQ(end_at_worker(), CloseReason::kReset);
  EXPECT_EQ(end_at_server(), PeerEnd::kReset);
  EXPECT_TRUE(at_server_.empty());
}

TEST_F(NetworkFaultsTest, HealedPartitionMayLeaveWhatWasUpForDead) {
  establish();
  faults_.partition("sts");
  network_.send(kFirst, "lost");
  faults_.heal("sts", AfterPartition::kSilent);
  network_.send(kFirst, "lost");
  run_for(kDay);
  EXPECT_TRUE(at_server_.empty());
  EXPECT_EQ(end_at_worker(), std::nullopt);
  EXPECT_EQ(end_at_server(), std::nullopt);
}

TEST_F(NetworkFaultsTest, BlackholeOutlivesAPartition) {
  establish();
  faults_.blackhole("sts", Way::kToServer);
  faults_.partition("sts");
  network_.send(kFirst, "held");
  faults_.heal("sts", AfterPartition::kResume);
  run_for(kDay);
  EXPECT_TRUE(at_server_.empty());
}

TEST_F(NetworkFaultsTest, ChangedLinkActsOnWhatIsSentFromThen) {
  establish();
  LinkSettings slow = faults_.link("sts", Way::kToServer);
  slow.latency = TimeDelta::Seconds(2);
  faults_.set_link("sts", Way::kToServer, slow);
  const Timestamp sent = scheduler_.now();
  network_.send(kFirst, "slow");
  side_->send(kFirst, "fast");
  run_to_the_end();
  EXPECT_EQ(at_server_.back().at, sent + TimeDelta::Seconds(2));
  EXPECT_EQ(at_worker_.back().at, sent + ms(10));
}

// ---- Cuts.

class CutTest : public NetworkFaultsTest, public ::testing::WithParamInterface<uint64_t> {};

TEST_P(CutTest, LetsExactlySoManyBytesToTheServerThrough) {
  establish();
  faults_.cut("sts", Way::kToServer, {GetParam(), CutEffect::kReset});
  for (const auto* piece : {"012", "345", "6789"}) network_.send(kFirst, piece);
  run_to_the_end();
  EXPECT_EQ(joined(at_server_), std::string("0123456789").substr(0, GetParam()));
  EXPECT_EQ(end_at_worker(), CloseReason::kReset);
  EXPECT_EQ(end_at_server(), PeerEnd::kReset);
}

TEST_P(CutTest, LetsExactlySoManyBytesToTheWorkerThrough) {
  establish();
  faults_.cut("sts", Way::kToWorker, {GetParam(), CutEffect::kEnd});
  for (const auto* piece : {"012", "345", "6789"}) side_->send(kFirst, piece);
  run_to_the_end();
  EXPECT_EQ(joined(at_worker_), std::string("0123456789").substr(0, GetParam()));
  EXPECT_EQ(end_at_worker(), CloseReason::kPeerClosed);
  EXPECT_EQ(end_at_server(), PeerEnd::kReset);
}

TEST_P(CutTest, MayFallSilentInsteadOfEnding) {
  establish({.latency = ms(10), .pieces = Pieces::kJoined});
  faults_.cut("sts", Way::kToServer, {GetParam(), CutEffect::kSilence});
  for (const auto* piece : {"012", "345", "6789"}) network_.send(kFirst, piece);
  run_for(kDay);
  EXPECT_EQ(joined(at_server_), std::string("0123456789").substr(0, GetParam()));
  EXPECT_EQ(end_at_worker(), std::nullopt);
  EXPECT_EQ(end_at_server(), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(AtEveryByte, CutTest, ::testing::Range<uint64_t>(0, 11));

TEST_F(NetworkFaultsTest, CutHappensOnceAndSparesTheNextConnection) {
  establish();
  faults_.cut("sts", Way::kToServer, {2, CutEffect::kReset});
  network_.send(kFirst, "0123");
  run_to_the_end();
  connect(kSecond);
  run_for(ms(100));
  network_.send(kSecond, "0123");
  run_to_the_end();
  EXPECT_EQ(joined(at_server_, kFirst), "01");
  EXPECT_EQ(joined(at_server_, kSecond), "0123");
}

TEST_F(NetworkFaultsTest, CutSparesAConnectionThatIsPastIt) {
  establish();
  network_.send(kFirst, "0123");
  run_to_the_end();
  faults_.cut("sts", Way::kToServer, {2, CutEffect::kReset});
  network_.send(kFirst, "4567");
  run_to_the_end();
  EXPECT_EQ(joined(at_server_), "01234567");
  EXPECT_EQ(end_at_worker(), std::nullopt);
}

TEST_F(NetworkFaultsTest, RemovedCutDoesNothing) {
  establish();
  faults_.cut("sts", Way::kToServer, {2, CutEffect::kReset});
  faults_.remove_cut("sts", Way::kToServer);
  network_.send(kFirst, "0123");
  run_to_the_end();
  EXPECT_EQ(joined(at_server_), "0123");
}

}  // namespace
}  // namespace sw::sim

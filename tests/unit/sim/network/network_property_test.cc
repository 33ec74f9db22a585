// For any conversation and any faults: what arrives is a beginning of what was sent, nothing follows an end, and the
// same seed tells the same story.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "sim/network/virtual_network.h"

namespace sw::sim {
namespace {

using ports::ConnectionId;

// Of so many kinds of steps those from 14 on talk or let time pass.
constexpr uint8_t kWeights = 120;

struct Step {
  uint8_t what;
  uint32_t size;
};

void showValue(const Step& step, std::ostream& out) { out << step.what % kWeights << "(" << step.size << ")"; }

// What one direction of one connection saw.
struct Stream {
  std::string sent;
  std::size_t arrived = 0;
  bool ended = false;
};

class Conversation final : private Server, private ports::EventSink {
 public:
  Conversation(uint64_t seed, uint64_t order_seed) : scheduler_(order_seed), network_(scheduler_, *this, seed) {
    side_ = &network_.listen({.name = "sts", .host = "sts.test", .port = 80}, *this,
                             some_link(static_cast<uint32_t>(seed)));
  }

  std::string play(const std::vector<Step>& steps) {
    connect();
    for (const auto& step : steps) {
      take(step);
      RC_ASSERT(network_.pending(current()) <= ports::kMaxPendingSend);
    }
    end_everything();
    return story_;
  }

 private:
  ConnectionId current() const { return ConnectionId(connections_); }
  void connect() {
    worker_up_ = false;
    server_up_ = false;
    network_.connect(ConnectionId(++connections_), {"sts.test", 80, false});
  }
  void run_for(TimeDelta time) { scheduler_.run_until(scheduler_.now() + time); }

  void take(const Step& step) {
    auto& faults = network_.faults();
    const Way way = step.size % 2 == 0 ? Way::kToServer : Way::kToWorker;
    switch (step.what % kWeights) {
      case 0:
        return connect();
      case 1:
        return close_worker();
      case 2:
        return end_server([&](ConnectionId id) { side_->close(id); });
      case 3:
        return end_server([&](ConnectionId id) { side_->reset(id); });
      case 4:
        return faults.reset("sts");
      case 5:
        return faults.half_open("sts");
      case 6:
        return faults.blackhole("sts", way);
      case 7:
        return faults.release("sts", way);
      case 8:
        return faults.partition("sts");
      case 9:
        return faults.heal("sts", static_cast<AfterPartition>(step.size % 3));
      case 10:
        return faults.cut("sts", way, {step.size % 5'000, static_cast<CutEffect>(step.size % 3)});
      case 11:
        return side_->set_reading(current(), step.size % 2 == 0);
      case 12:
        return faults.set_link("sts", way, some_link(step.size));
      case 13:
        return faults.refuse("sts", step.size % 2 == 0);
      default:
        if (step.what % 3 == 0) return run_for(TimeDelta::Millis(step.size % 100));
        return step.what % 3 == 1 ? server_sends(step.size) : worker_sends(step.size);
    }
  }

  static LinkSettings some_link(uint32_t bits) {
    return {.latency = TimeDelta::Millis(bits % 50),
            .jitter = TimeDelta::Millis(bits / 50 % 5),
            .bytes_per_second = bits / 250 % 2 == 0 ? 0 : 100'000,
            .pieces = static_cast<Pieces>(bits / 500 % 4)};
  }

  std::string next_bytes(uint32_t size) {
    std::string bytes(size % 3'000 + 1, '\0');
    for (auto& c : bytes) c = static_cast<char>(next_byte_++ * 131);
    return bytes;
  }
  // Connects anew where the last connection is over.
  void worker_sends(uint32_t size) {
    if (to_worker_[current()].ended) connect();
    if (!worker_up_) return run_for(TimeDelta::Millis(200));
    std::string bytes = next_bytes(size);
    to_server_[current()].sent += bytes;
    network_.send(current(), std::move(bytes));
  }
  void server_sends(uint32_t size) {
    if (!server_up_) return;
    std::string bytes = next_bytes(size);
    to_worker_[current()].sent += bytes;
    side_->send(current(), std::move(bytes));
  }
  void close_worker() {
    to_worker_[current()].ended = true;
    network_.close(current());
  }
  template <class End>
  void end_server(const End& end) {
    if (!server_up_) return;
    server_up_ = false;
    to_server_[current()].ended = true;
    end(current());
  }

  void end_everything() {
    auto& faults = network_.faults();
    faults.heal("sts", AfterPartition::kResume);
    faults.release("sts", Way::kBoth);
    run_for(TimeDelta::Minutes(10));
    for (uint64_t id = 1; id <= connections_; ++id) {
      network_.close(ConnectionId(id));
      side_->reset(ConnectionId(id));
    }
    run_for(TimeDelta::Minutes(10));
    RC_ASSERT(network_.connections() == 0u);
    RC_ASSERT(scheduler_.pending() == 0u);
  }

  void arrived(Stream& stream, const std::string& bytes) {
    RC_ASSERT(!stream.ended);
    RC_ASSERT(!bytes.empty());
    RC_ASSERT(bytes.size() <= ports::kMaxReceivedChunk);
    RC_ASSERT(stream.sent.compare(stream.arrived, bytes.size(), bytes) == 0);
    stream.arrived += bytes.size();
    note("bytes " + std::to_string(bytes.size()));
  }
  void note(const std::string& what) { story_ += std::to_string(scheduler_.now().nanos()) + " " + what + "\n"; }

  bool accepting(Timestamp) override { return true; }
  void on_connected(Timestamp, ConnectionId id) override {
    if (id == current()) server_up_ = true;
    note("server up");
  }
  void on_bytes(Timestamp, ConnectionId id, std::string bytes) override { arrived(to_server_[id], bytes); }
  void on_closed(Timestamp, ConnectionId id, PeerEnd end) override {
    RC_ASSERT(!std::exchange(to_server_[id].ended, true));
    if (id == current()) server_up_ = false;
    note("server told " + std::to_string(static_cast<int>(end)));
  }
  void post(ports::Event event) override {
    if (const auto* up = std::get_if<ports::Connected>(&event)) {
      worker_up_ = worker_up_ || up->connection == current();
      note("worker up");
    } else if (const auto* got = std::get_if<ports::Received>(&event)) {
      arrived(to_worker_[got->connection], got->bytes);
    } else if (const auto* end = std::get_if<ports::Closed>(&event)) {
      RC_ASSERT(!std::exchange(to_worker_[end->connection].ended, true));
      note("worker told " + std::to_string(static_cast<int>(end->reason)));
    }
  }

  Scheduler scheduler_;
  VirtualNetwork network_;
  ServerSide* side_ = nullptr;
  uint64_t connections_ = 0;
  uint64_t next_byte_ = 0;
  bool worker_up_ = false;
  bool server_up_ = false;
  std::map<ConnectionId, Stream> to_server_;
  std::map<ConnectionId, Stream> to_worker_;
  std::string story_;
};

}  // namespace
}  // namespace sw::sim

namespace rc {

template <>
struct Arbitrary<sw::sim::Step> {
  static Gen<sw::sim::Step> arbitrary() {
    return gen::build<sw::sim::Step>(gen::set(&sw::sim::Step::what),
                                     gen::set(&sw::sim::Step::size, gen::inRange<uint32_t>(0, 1'000'000)));
  }
};

}  // namespace rc

namespace sw::sim {
namespace {

RC_GTEST_PROP(NetworkProperty, ArrivesInOrderEndsOnceAndRepeatsItself,
              (const std::vector<Step>& steps, uint64_t seed, uint64_t order_seed)) {
  const std::string story = Conversation(seed, order_seed).play(steps);
  RC_ASSERT(story == Conversation(seed, order_seed).play(steps));
}

}  // namespace
}  // namespace sw::sim

// One worker's end and one scripted server, joined by a virtual network; every end writes down what it sees and when.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/network/virtual_network.h"

namespace sw::sim {

inline constexpr ports::ConnectionId kFirst{1};
inline constexpr ports::ConnectionId kSecond{2};

class NetworkTest : public ::testing::Test, private Server, private ports::EventSink {
 protected:
  struct Piece {
    Timestamp at;
    ports::ConnectionId connection;
    std::string bytes;
  };
  struct WorkerClosed {
    Timestamp at;
    ports::ConnectionId connection;
    ports::CloseReason reason;
  };
  struct ServerClosed {
    Timestamp at;
    ports::ConnectionId connection;
    PeerEnd end;
  };

  // A link of 10 ms each way unless a test says otherwise.
  void listen(LinkSettings link = {.latency = TimeDelta::Millis(10)}, bool tls = false) {
    side_ = &network_.listen({.name = "sts", .host = "sts.test", .port = 8080, .tls = tls}, *this, link);
  }
  void connect(ports::ConnectionId id = kFirst, bool tls = false) { network_.connect(id, {"sts.test", 8080, tls}); }
  // Listens, connects, and waits until both ends know.
  void establish(LinkSettings link = {.latency = TimeDelta::Millis(10)}) {
    listen(link);
    connect();
    run_for(TimeDelta::Seconds(1));
    ASSERT_EQ(server_up_.size(), 1u);
  }
  void run_for(TimeDelta time) { scheduler_.run_until(scheduler_.now() + time); }
  void run_to_the_end() {
    while (scheduler_.step()) {
    }
  }

  static std::string joined(const std::vector<Piece>& pieces, ports::ConnectionId id = kFirst) {
    std::string all;
    for (const auto& piece : pieces) {
      if (piece.connection == id) all += piece.bytes;
    }
    return all;
  }
  std::optional<ports::CloseReason> end_at_worker() const {
    if (worker_closed_.empty()) return std::nullopt;
    return worker_closed_.back().reason;
  }
  std::optional<PeerEnd> end_at_server() const {
    if (server_closed_.empty()) return std::nullopt;
    return server_closed_.back().end;
  }

  Scheduler scheduler_;
  VirtualNetwork network_{scheduler_, static_cast<ports::EventSink&>(*this), 1};
  NetworkFaults& faults_ = network_.faults();
  ServerSide* side_ = nullptr;
  bool accepting_ = true;
  bool echo_ = false;

  std::vector<std::pair<Timestamp, ports::ConnectionId>> worker_up_;
  std::vector<std::pair<Timestamp, ports::ConnectionId>> server_up_;
  std::vector<Piece> at_worker_;
  std::vector<Piece> at_server_;
  std::vector<WorkerClosed> worker_closed_;
  std::vector<ServerClosed> server_closed_;

 private:
  bool accepting(Timestamp) override { return accepting_; }
  void on_connected(Timestamp now, ports::ConnectionId id) override { server_up_.emplace_back(now, id); }
  void on_bytes(Timestamp now, ports::ConnectionId id, std::string bytes) override {
    if (echo_) side_->send(id, bytes);
    at_server_.push_back({now, id, std::move(bytes)});
  }
  void on_closed(Timestamp now, ports::ConnectionId id, PeerEnd end) override {
    server_closed_.push_back({now, id, end});
  }

  void post(ports::Event event) override {
    const Timestamp now = scheduler_.now();
    if (auto* up = std::get_if<ports::Connected>(&event)) worker_up_.emplace_back(now, up->connection);
    if (auto* got = std::get_if<ports::Received>(&event)) {
      at_worker_.push_back({now, got->connection, std::move(got->bytes)});
    }
    if (auto* end = std::get_if<ports::Closed>(&event)) worker_closed_.push_back({now, end->connection, end->reason});
  }
};

}  // namespace sw::sim

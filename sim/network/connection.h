// One virtual TCP connection: the two ends, and a pipe for each direction.
//
// Setting up takes a round trip (kAsk, then kAccept or kRefuse), TLS one more; the server learns half a round trip
// later (kOpen), ahead of the worker's first bytes. All of it travels through the pipes, so whatever holds bytes up
// holds a connect up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "sim/network/observer.h"
#include "sim/network/pipe.h"
#include "sim/network/service.h"
#include "worker/ports/event.h"

namespace sw::sim {

// What all connections of a network share.
struct Wire {
  Scheduler& scheduler;
  ports::EventSink& sink;
  uint64_t seed;
  NetworkObserver* observer = nullptr;
};

class Connection final : private Pipe::Reader {
 public:
  class Owner {
   public:
    virtual ~Owner() = default;
    // Neither end has anything to do with it any more. It may be running; keep it until it is not.
    virtual void connection_over(ports::ConnectionId id) = 0;
  };

  // All outlive the connection.
  Connection(Wire& wire, Service& service, Owner& owner, ports::ConnectionId id, bool tls);

  Service& service() { return service_; }

  // The worker's end; see ports::Network.
  void open();
  void send(std::string bytes);
  void close();
  std::size_t pending() const { return worker_ == WorkerEnd::kUp ? to_server_.pending() : 0; }

  // The server's end; see ServerSide.
  void server_send(std::string bytes);
  void server_close();
  void server_reset();
  void server_set_reading(bool reading);
  std::size_t server_pending() const { return server_ == ServerEnd::kUp ? to_worker_.pending() : 0; }

  // Faults.
  void break_both_ends();
  void vanish();
  void lane_changed(Way way) { pipe(way).lane_changed(); }
  // The server knows of it, or is about to.
  bool is_established() const { return worker_ == WorkerEnd::kUp || server_ == ServerEnd::kUp; }

 private:
  enum class WorkerEnd : uint8_t { kConnecting, kUp, kGone };
  enum class ServerEnd : uint8_t { kUnaware, kUp, kGone };

  void take_signal(Pipe& from, Signal signal) override;
  void take_bytes(Pipe& from, std::string bytes) override;
  void take_cut(Pipe& from, CutEffect effect) override;

  void answer_ask();
  void go_up();
  void show_server();
  void end_from(Pipe& from, ports::CloseReason reason, const char* text, PeerEnd end);
  void tell_worker(ports::CloseReason reason, const char* text);
  void tell_server(PeerEnd end);
  void settle();

  Pipe& pipe(Way way) { return way == Way::kToServer ? to_server_ : to_worker_; }
  Timestamp now() const { return wire_.scheduler.now(); }

  Wire& wire_;
  Service& service_;
  Owner& owner_;
  const ports::ConnectionId id_;
  const bool tls_;
  Pipe to_server_;
  Pipe to_worker_;
  WorkerEnd worker_ = WorkerEnd::kConnecting;
  ServerEnd server_ = ServerEnd::kUnaware;
};

}  // namespace sw::sim

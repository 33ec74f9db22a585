// Workers on real connections to an Echo STS: each sends its fragments, keeps a limit of them in flight, acks what
// comes back as applied, and ends. They notice when everything happened.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contracts/messages.h"
#include "tests/conformance/ports/real_loop.h"
#include "worker/adapters/asio/asio_network.h"
#include "worker/protocol/sio_client.h"

namespace sw::conformance {

struct WorkerPlan {
  std::string stream_id = "live-1";
  int64_t fragments = 10;
  int64_t inflight = 3;
  std::string audio = std::string(128 * 1024, 'A');  // base64
  bool ends = true;                                  // with stream:end
};

struct WorkerLog {
  std::optional<Timestamp> started;
  std::optional<Timestamp> ready;
  std::optional<Timestamp> complete;
  std::vector<TimeDelta> round_trips;      // from fragment:data to its result
  std::vector<int64_t> processed;          // sequence numbers, as they came
  std::vector<std::string> errors;         // codes
  std::optional<ports::CloseReason> lost;  // the connection
  std::optional<protocol::DisconnectReason> disconnected;
  bool echoed = true;  // each result had the audio that was sent
};

class LiveWorkers {
 public:
  LiveWorkers();

  // Connects one more; the log stays as long as this does.
  const WorkerLog& start(const ports::Endpoint& endpoint, WorkerPlan plan);
  // False when that takes longer than the patience of a real world.
  bool run_until(const std::function<bool()>& condition) { return world_.run_until(condition); }

 private:
  struct Worker {
    Worker(WorkerPlan the_plan, const ports::Endpoint& endpoint, uint64_t number);
    WorkerPlan plan;
    protocol::SioClient client;
    int64_t sent = 0;
    std::vector<Timestamp> sent_at;
    WorkerLog log;
  };

  void on_event(const ports::Event& event);
  void settle(ports::ConnectionId id, Worker& worker);
  void take(Worker& worker, const protocol::socket_io::EventReceived& event);
  void take_result(Worker& worker, const contracts::FragmentProcessed& result);
  void fill(Worker& worker);
  static void emit(Worker& worker, const contracts::WorkerMessage& message);

  RealLoop world_;
  adapters::AsioNetwork network_{world_.loop()};
  std::map<ports::ConnectionId, std::unique_ptr<Worker>> workers_;
};

}  // namespace sw::conformance

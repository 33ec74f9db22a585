// Where a rule plays: its connections, and what its steps can do and see there. A rule begins with none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fakes/conformance/sts/service_client.h"

namespace sw::fakes::conformance {

// How a fragment differs from an ordinary one.
struct FragmentForm {
  int64_t number = 0;
  std::optional<std::size_t> id_of = {};      // has the id of that fragment, as counted by Traffic::sent
  std::optional<std::string> stream_id = {};  // names another stream
  bool metadata = true;
  bool too_large = false;    // above the 10 MB of a fragment, however they are counted
  std::string members = {};  // of the payload, besides: `,"colour":"blue"`
};

class Scene {
 public:
  // What outlives one rule: ids that are never used again, and what is watched always.
  struct Stage {
    const ExamSettings& settings;
    Effects& effects;
    Observations& observations;
    uint64_t next_connection = 1;
    uint64_t next_draw = 0;
  };
  explicit Scene(Stage& stage) : stage_(stage) {}

  // A new connection, which is the one that acts from now on; with this stream id or a new one.
  ServiceClient& open(std::optional<std::string> stream_id = {});
  ServiceClient& client() { return *clients_.back(); }
  const ServiceClient& client() const { return *clients_.back(); }
  const std::vector<std::unique_ptr<ServiceClient>>& clients() const { return clients_; }
  ServiceClient* find(ConnectionId id) const;
  bool is_empty() const { return clients_.empty(); }
  // Every connection that is left ends as a worker would end it.
  void clear();

  const ExamSettings& settings() const { return stage_.settings; }
  const TimeLimits& limits() const { return stage_.settings.limits; }
  std::string new_uuid();

  // Sends the next fragment of the client; its payload is an ordinary one but for `form`.
  protocol::socket_io::SendResult send(const FragmentForm& form) { return send_on(clients_.size() - 1, form); }
  protocol::socket_io::SendResult send_on(std::size_t client, const FragmentForm& form);
  contracts::StreamInit init(std::optional<int64_t> max_inflight) const;
  void acknowledge(const std::string& fragment_id, contracts::ReceiptStatus status);
  // What stream:ready confirmed to the client; 0 before it came.
  int64_t confirmed() const;
  // How long the results of all fragments without one may take, which a service may work on one by one.
  TimeDelta result_time() const;
  // How long something that must not come is watched for: longer than any result has taken here.
  TimeDelta watch_time() const;

  // --- Kept by whoever runs the steps ---
  Timestamp now = Timestamp::FromNanos(0);
  Timestamp began = Timestamp::FromNanos(0);  // the present step
  std::size_t mark = 0;                       // events that the client had heard when the step began
  std::string note = {};                      // what a step leaves for those behind it

 private:
  int64_t unix_ms() const { return stage_.settings.unix_ms + now.millis(); }

  Stage& stage_;
  std::vector<std::unique_ptr<ServiceClient>> clients_;
};

}  // namespace sw::fakes::conformance

// An Echo STS and workers that speak to it through the real client, in memory and in virtual time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/json_text.h"
#include "contracts/messages.h"
#include "fakes/sts/service.h"
#include "worker/protocol/sio_client.h"

namespace sw::fakes::sts::testing {

inline constexpr Timestamp kStart = Timestamp::FromSeconds(1'000);
constexpr TimeDelta ms(int64_t n) { return TimeDelta::Millis(n); }
constexpr TimeDelta s(int64_t n) { return TimeDelta::Seconds(n); }

// Base64 of something; the service does not look into it.
inline const std::string kAudio = "AAAAGGZ0eXBNNEEg";

struct Heard {
  std::string event;
  std::string payload;  // compact JSON; empty: none
  TimeDelta at;         // since kStart
};

// What a worker has seen. Events are read through the contracts where they keep them.
class TestWorker {
 public:
  TestWorker(ConnectionId id, const std::string& stream_id);

  // All that came, and what came since the last call of take().
  const std::vector<Heard>& heard() const { return heard_; }
  std::vector<Heard> take();
  // "ack f0", "processed f0 success", "error CODE f0", "backpressure pause", "ready 3", "complete", or the event's
  // name.
  std::vector<std::string> take_lines();
  std::vector<std::string> lines() const;
  // The latest event of this name, parsed; fails the test where there is none.
  template <class Message>
  Message last() const;

  bool is_connected() const { return client.state() == protocol::SioClient::State::kConnected; }
  std::optional<protocol::Disconnected> lost;  // what the client said about the end
  bool reset = false;                          // by the service
  bool closed = false;                         // by the service

  const ConnectionId id;
  const std::string stream_id;
  protocol::SioClient client;

 private:
  friend class StsWorld;
  std::vector<Heard> heard_;
  std::size_t taken_ = 0;
};

class StsWorld {
 public:
  explicit StsWorld(StsSettings settings = {}, StsScript script = {});
  // Fails the test where a message broke its schema that no take_breaches() has asked for.
  ~StsWorld();
  StsWorld(const StsWorld&) = delete;
  StsWorld& operator=(const StsWorld&) = delete;

  // A client whose connection comes up now; a connected one where nothing is wrong.
  TestWorker& connect(const std::string& stream_id = "live-1");
  // The same, with stream:init sent.
  TestWorker& open(const std::string& stream_id = "live-1", std::optional<int64_t> max_inflight = {});
  void init(TestWorker& worker, std::optional<int64_t> max_inflight = {});
  // fragment:data number `sequence`, with the id "f<sequence>" unless another is given.
  void send_fragment(TestWorker& worker, int64_t sequence, std::string id = {}, std::string audio = kAudio);
  void send(TestWorker& worker, const contracts::WorkerMessage& message);
  void send_json(TestWorker& worker, std::string_view event, std::string_view payload);
  void ack(TestWorker& worker, const std::string& fragment_id, contracts::ReceiptStatus status);
  // Bytes as they are, past the client.
  void send_bytes(TestWorker& worker, std::string_view bytes);
  void hang_up(TestWorker& worker);

  // Carries bytes until nobody has anything to say.
  void settle();
  // Time goes on, with a stop at every deadline.
  void advance(TimeDelta by);
  void advance_to(TimeDelta since_start) { advance(kStart + since_start - now); }

  // Each message that broke its schema since the last call, as "worker_to_sts stream:init" or "sts_to_worker error":
  // what a test has planted it takes.
  std::vector<std::string> take_breaches();

  Timestamp now = kStart;
  StsService service;
  std::vector<Record> records;
  std::map<ConnectionId, std::string> raw;  // bytes that the service sent, by connection

 private:
  bool carry_from(TestWorker& worker);
  bool carry_from_service();
  void take_output(TestWorker& worker, protocol::ClientOutput output);

  std::vector<Record> breaches_;
  std::vector<std::unique_ptr<TestWorker>> workers_;
  uint64_t next_id_ = 1;
};

contracts::FragmentData fragment_data(const std::string& stream_id, int64_t sequence, std::string id,
                                      std::string audio);

// A script of one fault.
template <class Action>
StsScript one_fault(Action action, Begin begin = TimeDelta::Zero(), std::optional<TimeDelta> lasting = {},
                    Pick pick = {}) {
  return {{Fault{"fault", begin, lasting, {}, {}, std::move(pick), std::move(action)}}};
}
inline Pick only(int64_t sequence) {
  Pick pick;
  pick.from = sequence;
  pick.to = sequence;
  return pick;
}

}  // namespace sw::fakes::sts::testing

// One stream of one worker, from stream:ready to the end of its connection: fragments in, acks, results and warnings
// out. It knows no bytes; its connection carries what it emits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "contracts/messages.h"
#include "fakes/sts/delivery.h"
#include "fakes/sts/echo_result.h"
#include "fakes/sts/emission.h"
#include "fakes/sts/fragment_queue.h"
#include "fakes/sts/inflight.h"
#include "fakes/sts/pressure.h"
#include "fakes/sts/session_record.h"
#include "fakes/sts/shared_state.h"

namespace sw::fakes::sts {

class StsSession {
 public:
  // `number`: the nth of the service. `confirmed`: the max_inflight that stream:ready says.
  StsSession(SharedState& shared, uint64_t number, const contracts::StreamInit& init, int64_t confirmed);

  // A number that arrives in its turn is spent, whatever becomes of its fragment; any other is INVALID_SEQUENCE.
  void on_fragment(Timestamp now, contracts::FragmentData fragment, Emissions& out);
  void on_ack(const contracts::WorkerFragmentAck& ack, Emissions& out);
  void on_pause(const contracts::StreamPause& pause, Emissions& out);
  void on_resume(const contracts::StreamResume& resume, Emissions& out);
  void on_end(Timestamp now, const contracts::StreamEnd& end, Emissions& out);
  contracts::ErrorSimulationAck configure(const contracts::ErrorSimulation& message);

  std::optional<Timestamp> deadline() const;
  void on_time(Timestamp now, Emissions& out);
  // stream:complete was sent long enough ago.
  bool wants_to_close(Timestamp now) const;

  // Faults of moments.
  void send(const SendPressure& pressure, Emissions& out);
  void send(const SendStray& stray, Emissions& out);

  SessionFacts facts() const { return {stream_id_, number_}; }
  const std::string& stream_id() const { return stream_id_; }
  // For results that come too late, when the session is over.
  void leave_traces();

 private:
  enum class Life : uint8_t { kRunning, kPaused, kEnding, kComplete };

  std::optional<Blame> find_refusal(const contracts::FragmentData& fragment);
  void accept(Timestamp now, contracts::FragmentData fragment, Emissions& out);
  void deliver(Timestamp now, Emissions& out);
  void answer(Timestamp now, HeldFragment fragment, Emissions& out);
  void finish(Timestamp now, Emissions& out);
  void complain(const Blame& blame, const std::string& fragment_id, Emissions& out);
  void count(const EchoResult& result);
  bool is_ours(const std::string& stream_id, Emissions& out);
  void warn(std::optional<contracts::Backpressure> warning, Emissions& out);
  TimeDelta processing_time(const FragmentFacts& facts, const Treatment& treatment) const;
  Load load() const;

  SharedState& shared_;
  const bool keeps_audio_;
  const int64_t number_;
  const std::string stream_id_;
  const Languages languages_;
  Life life_ = Life::kRunning;
  std::optional<Timestamp> close_at_;
  int64_t next_sequence_ = 0;
  SeenIds seen_;
  Inflight inflight_;
  Pressure pressure_;
  FragmentQueue queue_;
  Delivery delivery_;
  SessionRecord record_;
  std::optional<ErrorRules> rules_;         // its own; absent: those of the service
  std::optional<FormerFragment> latest_;    // accepted
  std::optional<FormerFragment> answered_;  // the latest one
};

}  // namespace sw::fakes::sts

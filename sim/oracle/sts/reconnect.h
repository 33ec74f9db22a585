// Reconnection (FR-013a-timeout, FR-016f to FR-016h; design §4, STS session and reconnect):
//   - after a loss, or after the failure of the attempt before, 2, 4, 8, 16, 32 s, each to the instant, then exit 6;
//   - 10 s for everything up to namespace CONNECT and 10 s more to stream:ready, and no attempt is cut short unless the
//     connection broke or the service refused it;
//   - the ladder starts anew after one applied fragment or 60 s of readiness, not at ready alone;
//   - INVALID_SEQUENCE, STREAM_NOT_FOUND and a breaker that opened by time-outs recycle the session: at once, or 30 s
//     after the last recycle where that is later; the next attempt begins at the instant of the close, takes no step,
//     and there is no recycle without a reason.
// That the breaker opened by a time-out is certain where nothing had come from the service; else only the worker's own
// word for a recycle is held against its time. While the worker drains nothing is judged.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "sim/oracle/oracle.h"

namespace sw::sim {

class ReconnectOracle final : public Oracle {
 public:
  ReconnectOracle(const Scenario& scenario, Verdict& verdict) : Oracle("reconnect", scenario, verdict) {}
  void on(Timestamp now, const Observation& observation) override;
  void at_end(const RunEnd& end) override;

 private:
  struct Attempt {
    ports::ConnectionId connection;
    Timestamp began;
    std::optional<Timestamp> connected = {};  // namespace CONNECT was answered
    std::optional<Timestamp> ready = {};
    bool answered = false;  // the service may have refused it
  };
  // A connection that ended in the handling that is under way.
  struct Ended {
    Attempt attempt;
    Timestamp at;
    bool by_worker;
    bool broken;  // the worker found it so
  };
  // A recycle is due since, or will be.
  struct Wanted {
    Timestamp due;
    bool by_word = false;  // the worker has said so
  };
  void on_handed(Timestamp now, const ports::Event& event);
  void on_line(Timestamp now, const Logged& line);
  void on_connecting(Timestamp now, const Connecting& connecting);
  bool is_recycle(Timestamp now) const;
  void on_recycle(Timestamp now);
  void on_message(Timestamp now, const WireEvent& event);
  void on_service(Timestamp now, const WireEvent& event);
  void on_error(Timestamp now, const WireEvent& event);
  void on_gone(Timestamp now, ports::ConnectionId connection, bool by_worker);
  void settle_end();
  void check_limits(Timestamp now);
  void want_recycle(Timestamp now);
  void note_recycle(Timestamp now);
  void expect_retry(Timestamp from);

  std::optional<Attempt> attempt_;
  std::optional<Ended> ended_;
  std::size_t steps_ = 0;  // of the ladder, taken
  bool first_ = true;
  bool draining_ = false;
  bool quiet_ = false;                 // what is being handled did not come from the service
  std::optional<Timestamp> retry_at_;  // the next attempt
  std::optional<Wanted> wanted_;
  std::optional<Timestamp> blamed_;                               // by an error that asks for a recycle
  std::map<std::string, ports::ConnectionId, std::less<>> sent_;  // fragments, and over what
  std::optional<Timestamp> last_recycle_;
  std::optional<Timestamp> gave_up_;
};

}  // namespace sw::sim

// When a worker comes back, over all connections of a run: 2, 4, 8, 16, 32 s after a loss, each counted from the
// failure of the attempt before.
//
// Where the worker stands on the ladder is not always to be seen, so all places are kept where it may be. One that
// loses a session which was ready, but of no use yet, may go on where it stood or begin anew. One that ends a session
// itself is free when to open the next, and may count that as a loss or not (it may have missed a ping). While nobody
// is accepted, attempts cannot be seen: each that was due then counts as made and refused at once.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

#include "fakes/conformance/worker/ledger.h"

namespace sw::fakes::conformance::worker {

// How an attempt to connect, or the session that it led to, ended.
struct Ending {
  bool was_ready;
  bool was_useful;  // a result was applied, or it was ready for a minute
  bool by_worker;
  bool stream_ended;  // stream:end was said
};

class ReconnectRules {
 public:
  ReconnectRules(Ledger& ledger, TimeDelta tolerance) : ledger_(ledger), tolerance_(tolerance) {}

  void on_attempt(Timestamp began);
  void on_ending(Timestamp now, const Ending& ending);
  // Whether connections are accepted from now on.
  void on_accepting(Timestamp now, bool accepting);
  // The run is over.
  void on_end(Timestamp now);

 private:
  struct Due {
    Timestamp at;
    std::size_t step;  // of the ladder
  };
  struct Closure {
    Timestamp from;
    std::optional<Timestamp> until;  // none: it lasts
  };
  static constexpr std::size_t kMaxClosures = 64;  // older ones are forgotten

  bool was_closed(Timestamp at) const;
  // The first attempt on the ladder from `step` that can be seen; none where it is exhausted.
  std::optional<Due> next_visible(Timestamp from, std::size_t step) const;

  struct Gone {
    Timestamp at;
    bool lost;  // an attempt is due on the ladder
  };

  Ledger& ledger_;
  const TimeDelta tolerance_;
  std::set<std::size_t> steps_ = {0};  // that may be taken next
  std::optional<Gone> gone_;
  std::vector<Closure> closures_;
};

}  // namespace sw::fakes::conformance::worker

// A script while it runs: which faults are on, and which moments are due.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fakes/sts/script.h"
#include "worker/base/units.h"

namespace sw::fakes::sts {

// A session as picks see it.
struct SessionFacts {
  std::string_view stream_id;
  int64_t session = 0;  // the nth of the service, from 1
};
// A fragment as picks see it.
struct FragmentFacts {
  SessionFacts session;
  std::string_view fragment_id;
  int64_t sequence_number = 0;
  int64_t nth = 0;  // of its session, from 1
};
bool picks(const Pick& pick, const SessionFacts& session);
bool picks(const Pick& pick, const FragmentFacts& fragment);

// What the script has in store for one fragment.
struct Treatment {
  std::optional<Slow> slow = {};
  std::optional<Silent> silent = {};
  std::optional<WrongOrder> wrong_order = {};
  std::optional<Duplicate> duplicate = {};
  std::optional<Alter> alter = {};
  std::optional<AnswerWithError> error = {};
};

class ScriptRun {
 public:
  ScriptRun(Timestamp start, StsScript script);

  // One more of them was seen: faults that waited for it begin.
  void count(Timestamp now, Milestone what);

  Treatment treat(Timestamp now, const FragmentFacts& fragment);
  // The answer to a handshake or to a stream:init that begins now; nullptr for the usual one.
  const Handshake* answer_handshake(Timestamp now);
  const AnswerInit* answer_init(Timestamp now, const SessionFacts& session);

  // Whether such a fault is on for the session; one without a session is {}.
  bool pings_stopped(Timestamp now, const SessionFacts& session) const;
  bool is_frozen(Timestamp now, const SessionFacts& session) const;
  bool is_down(Timestamp now) const;
  // Whether results may be wanted again, long after they were sent.
  bool has_strays() const;

  // Calls `act(fault)` for each fault of a moment, or restart, that is due, in the order in which they fell due.
  template <class Act>
  void run_due(Timestamp now, Act act) {
    while (const Fault* fault = take_due(now)) act(*fault);
  }

  // When run_due() is wanted next, or a span ends that holds something back.
  std::optional<Timestamp> deadline(Timestamp now) const;

  // By fault id.
  const std::map<std::string, uint64_t>& uses() const { return uses_; }

 private:
  struct Progress {
    std::optional<Timestamp> begins;    // known
    std::optional<Timestamp> next_due;  // of moments and restarts
    int64_t uses = 0;
  };

  bool is_on(Timestamp now, std::size_t index) const;
  std::optional<Timestamp> end(std::size_t index) const;
  void begin(std::size_t index, Timestamp at);
  void use(std::size_t index);
  const Fault* take_due(Timestamp now);
  void advance(std::size_t index, Timestamp now);
  template <class Action>
  const Action* find(Timestamp now, const SessionFacts& session);
  template <class Action>
  bool any_on(Timestamp now, const SessionFacts& session) const;

  StsScript script_;
  std::vector<Progress> progress_;  // of each fault
  int64_t counts_[3] = {0, 0, 0};   // by Milestone
  std::map<std::string, uint64_t> uses_;
};

}  // namespace sw::fakes::sts

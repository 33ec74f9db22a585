// What one session makes of results: which it acks, how often, and as what.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "fakes/conformance/worker/ledger.h"

namespace sw::fakes::conformance::worker {

// What is known of the fragment that a result names.
struct ResultFacts {
  std::optional<Timestamp> fragment_at;  // when it came in this session; none: never
  TimeDelta timeout;                     // of the worker
  bool own_stream;                       // it names the stream of the session
};

class AckRules {
 public:
  AckRules(Ledger& ledger, TimeDelta tolerance) : ledger_(ledger), tolerance_(tolerance) {}

  void on_result(Timestamp now, const rapidjson::Value& payload, const ResultFacts& facts);
  void on_ack(Timestamp now, const rapidjson::Value& payload);
  // The connection, or the run, is over. `orderly`: the worker ended it, and could have acked before.
  void on_end(Timestamp now, bool orderly);

  bool any_applied() const { return any_applied_; }

 private:
  enum class Kind : uint8_t {
    kUsable,
    kLate,
    kRepeated,
    kStray,
    kDoubtful,  // so near to the time-out that only the worker knows
  };
  struct Owed {
    Timestamp since;
    Kind kind;
  };
  struct Answers {
    std::deque<Owed> owed = {};  // acks, the oldest first
    bool answered = false;       // there was a result that may have been applied
  };
  static constexpr std::size_t kMaxFragments = 4'096;  // that results named; older ones are forgotten
  static constexpr std::size_t kMaxOwed = 128;         // of one fragment

  Kind kind_of(Timestamp now, const rapidjson::Value& payload, const ResultFacts& facts, const Answers& answers) const;
  Answers& answers_of(Timestamp now, const std::string& id);
  void judge_missing(Timestamp now, const std::string& id, TimeDelta least);
  void judge_applied(Timestamp now, std::string_view id, Kind kind);

  Ledger& ledger_;
  const TimeDelta tolerance_;
  std::map<std::string, Answers> answers_;  // by ids, as they are remembered
  std::deque<std::string> order_;           // of those, the oldest first
  bool any_applied_ = false;
};

}  // namespace sw::fakes::conformance::worker

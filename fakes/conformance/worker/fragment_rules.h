// The fragments of one session: their stream, their audio, their numbers and ids, and how many are in flight at once.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "fakes/conformance/worker/known_ids.h"
#include "fakes/conformance/worker/ledger.h"

namespace sw::fakes::conformance::worker {

// What the sessions of one run share.
struct RunMemory {
  KnownIds former_ids = {};  // of fragments of sessions that are over
  bool had_session = false;  // that was ready
};

class FragmentRules {
 public:
  // `memory` outlives the rules.
  FragmentRules(Ledger& ledger, RunMemory& memory, TimeDelta tolerance);

  void on_init(const rapidjson::Value& payload);
  void on_ready(int64_t max_inflight);
  void on_fragment(Timestamp now, const rapidjson::Value& payload);
  // A result or an error that names the fragment goes out: it is in flight no more.
  void on_answer(std::string_view fragment_id);
  // The session is over: its ids become those of a former one.
  void on_end();

  bool any_in_flight(Timestamp now) const { return in_flight(now) > 0; }
  // When the fragment came; none for an unknown one.
  std::optional<Timestamp> arrival(std::string_view fragment_id) const;
  TimeDelta timeout() const { return timeout_; }
  bool is_ready() const { return max_inflight_.has_value(); }
  // Whether `stream_id` is the one that stream:init named.
  bool is_own(std::string_view stream_id) const { return remembered(stream_id) == stream_id_; }

 private:
  struct Fragment {
    Timestamp at;
    bool answered = false;
  };
  static constexpr std::size_t kMaxRemembered = 4'096;  // fragments of a session; older ones are forgotten

  void check_identity(Timestamp now, std::string_view id, std::string_view stream_id);
  void check_audio(Timestamp now, const rapidjson::Value& payload);
  void check_sequence(Timestamp now, std::optional<int64_t> number);
  void check_inflight(Timestamp now);
  void remember(Timestamp now, std::string_view id);
  int64_t in_flight(Timestamp now) const;

  Ledger& ledger_;
  RunMemory& memory_;
  const TimeDelta tolerance_;
  const bool is_first_session_;
  std::string stream_id_;  // as it is remembered
  std::optional<int64_t> sample_rate_hz_;
  std::optional<int64_t> channels_;
  TimeDelta timeout_;
  std::optional<int64_t> max_inflight_;
  std::optional<int64_t> last_number_;
  std::map<std::string, Fragment> fragments_;  // by their ids, as they are remembered
  KnownIds ids_;
};

}  // namespace sw::fakes::conformance::worker

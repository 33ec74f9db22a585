// What all connections of one service have in common.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "contracts/audio_data.h"
#include "contracts/judge/message_watch.h"
#include "fakes/sts/error_rules.h"
#include "fakes/sts/output.h"
#include "fakes/sts/script_run.h"
#include "fakes/sts/settings.h"
#include "fakes/sts/statistics.h"

namespace sw::fakes::sts {

// A fragment of a session that is over.
struct FormerFragment {
  std::string stream_id;
  std::string fragment_id;
  int64_t sequence_number = 0;
  std::optional<contracts::AudioData> audio = {};  // where the script may want it again
};

struct SharedState {
  const Timestamp start;
  const StsSettings settings;
  ScriptRun script;
  StsStatistics statistics = {};
  StsOutputs outputs = {};
  uint64_t errors_sent = 0;               // for error ids
  contracts::MessageWatch messages = {};  // sees every event where settings.check_contracts is on

  // What a restart wipes out.
  ErrorRules rules = {};                   // for sessions that have none of their own
  std::deque<FormerFragment> former = {};  // of each stream the last one, at most kMaxFormerStreams

  void remember(FormerFragment fragment);
  const FormerFragment* find_former(const std::string& stream_id) const;
  StsStatistics statistics_now() const;  // with the uses of the script's faults
  std::string next_error_id() { return "error-" + std::to_string(++errors_sent); }
};

}  // namespace sw::fakes::sts

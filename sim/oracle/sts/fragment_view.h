// The fragments of a run as they can be seen: on the wire when they were sent, answered and acked, in the log when
// their segments closed and ended. The base of the oracles about sending.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "sim/trace/observation.h"

namespace sw::sim {

struct FragmentSeen {
  std::optional<Timestamp> closed = {};  // its segment
  std::optional<Timestamp> sent = {};
  std::optional<ports::ConnectionId> connection = {};
  int64_t sequence = -1;
  std::optional<Timestamp> answered = {};  // by the first result or error that names it on its connection
  std::optional<Timestamp> ended = {};     // its segment
  std::string outcome = {};                // "applied", or the reason of its falling back
};

class FragmentView {
 public:
  // Takes what concerns fragments in; true when it did.
  bool on(Timestamp now, const Observation& observation);

  FragmentSeen* find(std::string_view id) {
    const auto found = fragments_.find(id);
    return found == fragments_.end() ? nullptr : &found->second;
  }
  const std::map<std::string, FragmentSeen, std::less<>>& all() const { return fragments_; }
  // The connection that the worker has now.
  std::optional<ports::ConnectionId> connection() const { return connection_; }
  // When it was lost or closed, unless it is there.
  std::optional<Timestamp> gone() const { return gone_; }

 private:
  bool on_line(Timestamp now, const Logged& line);
  bool on_message(Timestamp now, const WireEvent& event);

  std::map<std::string, FragmentSeen, std::less<>> fragments_;
  std::optional<ports::ConnectionId> connection_;
  std::optional<Timestamp> gone_;
};

}  // namespace sw::sim

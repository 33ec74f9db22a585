// Watches whether the output moves: bytes that are pending while none goes out mean a wedged peer, which no library
// reports in time (design §4: 10 s; a hung RTMP server shows as an error after 20 s, or never).
#pragma once

#include <cstdint>
#include <optional>

#include "worker/base/units.h"
#include "worker/core/rules.h"

namespace sw::core {

class OutputWatchdog {
 public:
  // An output was opened. Progress is to be reported at each deadline() from now on.
  void start(Timestamp now);
  // The output is gone; nothing is watched.
  void stop();
  // Bytes ever sent and bytes that could go out but have not. True when the output is wedged: no byte moved for
  // kOutputStallLimit while bytes were pending, or more than kMaxOutputPendingBytes are.
  bool on_progress(Timestamp now, uint64_t bytes_sent, uint64_t bytes_pending);
  // When progress is to be looked at next.
  std::optional<Timestamp> deadline() const;

 private:
  struct Watch {
    Timestamp next_look;
    uint64_t bytes_sent;
    std::optional<Timestamp> stalled_since;
  };
  std::optional<Watch> watch_;
};

}  // namespace sw::core

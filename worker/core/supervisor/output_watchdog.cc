#include "worker/core/supervisor/output_watchdog.h"

#include <algorithm>

namespace sw::core {

void OutputWatchdog::start(Timestamp now) { watch_ = Watch{now + kOutputPollPeriod, 0, std::nullopt}; }

void OutputWatchdog::stop() { watch_.reset(); }

bool OutputWatchdog::on_progress(Timestamp now, uint64_t bytes_sent, uint64_t bytes_pending) {
  if (!watch_) return false;
  watch_->next_look = now + kOutputPollPeriod;
  if (bytes_pending > kMaxOutputPendingBytes) return true;
  const bool moved = bytes_sent != watch_->bytes_sent;
  watch_->bytes_sent = bytes_sent;
  if (bytes_pending == 0) {
    watch_->stalled_since.reset();
    return false;
  }
  if (moved || !watch_->stalled_since) {
    watch_->stalled_since = now;
    return false;
  }
  if (now - *watch_->stalled_since >= kOutputStallLimit) return true;
  watch_->next_look = std::min(watch_->next_look, *watch_->stalled_since + kOutputStallLimit);
  return false;
}

std::optional<Timestamp> OutputWatchdog::deadline() const {
  if (!watch_) return std::nullopt;
  return watch_->next_look;
}

}  // namespace sw::core

// Oracle "memory": what can be seen outside of bounds on what the worker holds.
//   file-kept       a segment's files are gone WORKER_SEGMENT_RETENTION after their segment was released (design §4,
//                   "Segments"), a good disk assumed
//   file-removed-early  and not before that
//   connections     at most one connection to the service is open, and none once the worker is gone
//   waiting         no more media waits for the output than the rules can hold back: it grows by holds alone
#include <map>
#include <string>

#include "sim/oracle/media/media_oracles.h"
#include "sim/oracle/media/text.h"

namespace sw::sim {
namespace {

// From a segment's files to its release: the output's holds, the wait for a reply and for the disk.
constexpr TimeDelta kReleasedWithin = TimeDelta::Minutes(3);
// Media behind the input by more than this can be explained by no rule: six segments that hold 8 s each.
constexpr TimeDelta kMostWaiting = TimeDelta::Minutes(3);

class Memory final : public Oracle {
 public:
  Memory(const Scenario& scenario, Verdict& verdict) : Oracle("memory", scenario, verdict) {}

  void on(Timestamp now, const Observation& observation) override {
    if (const auto* written = std::get_if<FileWritten>(&observation)) {
      files_.insert_or_assign(std::string(written->path), now);
      check_oldest(now);
    } else if (const auto* removed = std::get_if<FileRemoved>(&observation)) {
      on_removed(now, removed->path);
    } else if (std::holds_alternative<FileFailed>(observation)) {
      disk_failed_ = true;
    } else if (const auto* connecting = std::get_if<Connecting>(&observation)) {
      open_.insert_or_assign(connecting->connection.value(), now);
      if (open_.size() > 1) violated("connections", now, "a second one beside the first");
    } else if (const auto* closed = std::get_if<ConnectionClosed>(&observation)) {
      open_.erase(closed->connection.value());
    } else if (const auto* gone = handed<ports::Closed>(observation)) {
      open_.erase(gone->connection.value());
    } else if (const auto* gauge = std::get_if<GaugeSet>(&observation)) {
      if (gauge->gauge == ports::Gauge::kVideoQueueMs) check_waiting(now, gauge->value);
    }
  }

  void at_end(const RunEnd& end) override {
    if (end.exit_code && !open_.empty()) violated("connections", end.ended, "one is open though the worker is gone");
  }

 private:
  TimeDelta retention() const { return scenario().worker.segment_retention; }

  void check_oldest(Timestamp now) {
    if (retention() <= TimeDelta::Zero() || disk_failed_ || files_.empty()) return;
    const auto& [path, at] = *files_.begin();
    if (now <= at + retention() + kReleasedWithin) return;
    violated("file-kept", now, path + " of " + said(at));
    files_.erase(files_.begin());
  }

  void on_removed(Timestamp now, std::string_view path) {
    const auto found = files_.find(path);
    if (found == files_.end()) return;
    if (retention() <= TimeDelta::Zero()) violated("file-removed-early", now, found->first + ", though all are kept");
    if (now < found->second + retention() && now - found->second < retention() - kReleasedWithin) {
      violated("file-removed-early", now, found->first + " of " + said(found->second));
    }
    files_.erase(found);
  }

  void check_waiting(Timestamp now, double ms) {
    const TimeDelta waiting = TimeDelta::Millis(static_cast<int64_t>(ms));
    if (waiting > kMostWaiting + scenario().worker.segment_duration * 4) violated("waiting", now, said(waiting));
  }

  std::map<std::string, Timestamp, std::less<>> files_;  // the names' order is that of the segments
  std::map<uint64_t, Timestamp> open_;
  bool disk_failed_ = false;
};

}  // namespace

std::unique_ptr<Oracle> make_memory(const Scenario& scenario, Verdict& verdict) {
  return std::make_unique<Memory>(scenario, verdict);
}

}  // namespace sw::sim

// Which fragments of a session count as in flight: SlotRelease says until when.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <vector>

#include "contracts/fragment_events.h"
#include "fakes/sts/settings.h"

namespace sw::fakes::sts {

class Inflight {
 public:
  explicit Inflight(SlotRelease release) : release_(release) {}

  int64_t count() const { return static_cast<int64_t>(ids_.size()); }
  void add(const std::string& fragment_id);
  // Its result went out. One that the worker has nothing to ack for is over.
  void on_result(const std::string& fragment_id, bool to_be_acked);
  void on_ack(const std::string& fragment_id, contracts::ReceiptStatus status);

 private:
  void remove(const std::string& fragment_id);

  SlotRelease release_;
  std::vector<std::string> ids_;  // in order of arrival, at most kMaxUnacknowledged
};

// The ids of a session's latest fragments.
class SeenIds {
 public:
  bool contains(const std::string& id) const { return ids_.contains(id); }
  void add(const std::string& id);

 private:
  std::set<std::string> ids_;
  std::deque<std::string> order_;  // at most kMaxRememberedIds
};

}  // namespace sw::fakes::sts

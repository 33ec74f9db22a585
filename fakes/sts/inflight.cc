#include "fakes/sts/inflight.h"

#include <algorithm>

#include "fakes/sts/limits.h"

namespace sw::fakes::sts {

void Inflight::add(const std::string& fragment_id) {
  if (ids_.size() >= kMaxUnacknowledged) ids_.erase(ids_.begin());
  ids_.push_back(fragment_id);
}

void Inflight::on_result(const std::string& fragment_id, bool to_be_acked) {
  if (release_ == SlotRelease::kResult || !to_be_acked) remove(fragment_id);
}

void Inflight::on_ack(const std::string& fragment_id, contracts::ReceiptStatus status) {
  const bool applied = status == contracts::ReceiptStatus::kApplied;
  if (applied || release_ != SlotRelease::kApplied) remove(fragment_id);
}

void Inflight::remove(const std::string& fragment_id) {
  const auto found = std::find(ids_.begin(), ids_.end(), fragment_id);
  if (found != ids_.end()) ids_.erase(found);
}

void SeenIds::add(const std::string& id) {
  if (!ids_.insert(id).second) return;
  order_.push_back(id);
  if (order_.size() <= kMaxRememberedIds) return;
  ids_.erase(order_.front());
  order_.pop_front();
}

}  // namespace sw::fakes::sts

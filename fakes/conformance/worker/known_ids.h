// Ids that have been seen, as many as are worth remembering.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <string_view>

namespace sw::fakes::conformance::worker {

class KnownIds {
 public:
  static constexpr std::size_t kMax = 16'384;  // older ones are forgotten

  bool contains(std::string_view id) const { return ids_.contains(id); }
  void add(std::string_view id) {
    if (!ids_.emplace(id).second) return;
    order_.emplace_back(id);
    if (order_.size() <= kMax) return;
    ids_.erase(order_.front());
    order_.pop_front();
  }
  // Takes over what `other` knows, which then knows nothing.
  void take(KnownIds& other) {
    for (const std::string& id : other.order_) add(id);
    other = {};
  }

 private:
  std::set<std::string, std::less<>> ids_;
  std::deque<std::string> order_;
};

}  // namespace sw::fakes::conformance::worker

// Ids that have been seen, as many as are worth remembering, and no more of each than tells it from others.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <string_view>

namespace sw::fakes::conformance::worker {

// Bytes of one, whatever length a peer gave it.
inline constexpr std::size_t kMaxRememberedId = 80;

// What is remembered of an id: itself, or of one so long its beginning and a hash of all of it.
std::string remembered(std::string_view id);

class KnownIds {
 public:
  static constexpr std::size_t kMax = 16'384;  // older ones are forgotten

  bool contains(std::string_view id) const { return ids_.contains(remembered(id)); }
  void add(std::string_view id) { add_remembered(remembered(id)); }
  // Takes over what `other` knows, which then knows nothing.
  void take(KnownIds& other) {
    for (const std::string& id : other.order_) add_remembered(id);
    other = {};
  }

 private:
  void add_remembered(const std::string& id) {
    if (!ids_.insert(id).second) return;
    order_.push_back(id);
    if (order_.size() <= kMax) return;
    ids_.erase(order_.front());
    order_.pop_front();
  }

  std::set<std::string> ids_;
  std::deque<std::string> order_;
};

}  // namespace sw::fakes::conformance::worker

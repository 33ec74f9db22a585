// A queue that gives its memory back to itself: std::deque allocates for every few elements that pass through, this one
// only where it grows beyond what it ever held.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "worker/base/check.h"

namespace sw::sim {

template <class T>
class Fifo {
 public:
  bool empty() const { return head_ == items_.size(); }
  std::size_t size() const { return items_.size() - head_; }

  T& front() {
    SW_CHECK(!empty());
    return items_[head_];
  }
  // The `i`th behind the front, which is 0.
  T& at(std::size_t i) {
    SW_CHECK(i < size());
    return items_[head_ + i];
  }

  void push(T item) { items_.push_back(std::move(item)); }

  T pop() {
    T item = std::move(front());
    ++head_;
    if (empty()) {
      clear();
    } else if (head_ >= kCompactFrom && head_ * 2 >= items_.size()) {
      items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(head_));
      head_ = 0;
    }
    return item;
  }

  void clear() {
    items_.clear();
    head_ = 0;
  }

 private:
  static constexpr std::size_t kCompactFrom = 64;  // as many gone from the front before the rest moves there

  std::vector<T> items_;
  std::size_t head_ = 0;
};

}  // namespace sw::sim

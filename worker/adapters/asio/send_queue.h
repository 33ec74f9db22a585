// Bytes on their way out of one connection.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

namespace sw::adapters {

// Small writes join up to this size. That saves system calls, and keeps a peer that makes us answer in a few bytes
// each from filling memory with the bookkeeping of many tiny strings.
inline constexpr std::size_t kJoinedSend = 16 * 1024;

// The front string is what is being written: its bytes stay where they are until they are taken.
class SendQueue {
 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::string_view front() const { return std::string_view(queue_.front()).substr(taken_); }

  void push(std::string bytes) {
    if (bytes.empty()) return;
    size_ += bytes.size();
    if (queue_.size() > 1 && queue_.back().size() + bytes.size() <= kJoinedSend) {
      queue_.back() += bytes;
    } else {
      queue_.push_back(std::move(bytes));
    }
  }

  // The first `count` bytes of the front were written.
  void take(std::size_t count) {
    size_ -= count;
    taken_ += count;
    if (taken_ < queue_.front().size()) return;
    queue_.pop_front();
    taken_ = 0;
  }

 private:
  std::deque<std::string> queue_;
  std::size_t taken_ = 0;  // of the front
  std::size_t size_ = 0;   // bytes in all
};

}  // namespace sw::adapters

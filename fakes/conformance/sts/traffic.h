// What went over one connection, as messages: what we sent, and what came.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "contracts/messages.h"
#include "worker/base/units.h"

namespace sw::fakes::conformance {

// At most this many events of one connection are kept. No rule makes a service say more.
inline constexpr std::size_t kMaxHeard = 1'000;
// Of those that the contracts do not know: a service may say as many as it likes, and they are only kept to be named
// where something else was expected.
inline constexpr std::size_t kMaxUnknownHeard = 100;

struct SentFragment {
  std::string fragment_id;
  std::string stream_id;
  int64_t number = 0;
  int64_t duration_ms = 0;
  Timestamp at;
  std::size_t heard_before = 0;  // events that had come by then
};

struct Heard {
  Timestamp at;
  std::string event;
  std::optional<contracts::StsMessage> message;  // none: it breaks its schema
  std::string line;                              // "error INVALID_SEQUENCE", for people
};

struct Traffic {
  std::string stream_id;
  std::vector<SentFragment> sent = {};
  std::vector<Heard> heard = {};

  template <class Message>
  const Message* as(std::size_t index) const {
    const auto& message = heard[index].message;
    return message ? std::get_if<Message>(&*message) : nullptr;
  }
  // The first message of this type from `since` on that `wanted` takes, and its index.
  template <class Message, class Wanted>
  std::optional<std::size_t> find(const Wanted& wanted, std::size_t since = 0) const {
    for (std::size_t i = since; i < heard.size(); ++i) {
      if (const Message* message = as<Message>(i); message != nullptr && wanted(*message)) return i;
    }
    return std::nullopt;
  }
  template <class Message>
  const Message* first(std::size_t since = 0) const {
    const auto found = find<Message>([](const Message&) { return true; }, since);
    return found ? as<Message>(*found) : nullptr;
  }
};

// "fragment:processed success", "error QUEUE_FULL", "backpressure pause", or the event's name.
std::string line_of(const contracts::StsMessage& message);

}  // namespace sw::fakes::conformance

// The first bytes of a connection: which answer they get, and whether a WebSocket comes about at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "fakes/sts/script.h"

namespace sw::fakes::sts {

// What is to be done with bytes that came.
struct Pass {
  std::string bytes;  // for the protocol, the request's head among them
  bool first;         // the head ends these bytes: what the protocol answers is the handshake's
};
struct Answer {
  std::string bytes;
  bool close;
};
struct Swallow {};
struct WantsStatistics {};  // GET /stats
using Admission = std::variant<Pass, Answer, Swallow, WantsStatistics>;

class Entrance {
 public:
  // `fault`: how the script wants the handshake answered.
  void start(const Handshake* fault);
  bool closes_at_once() const { return fault_ == HandshakeAnswer::kClose; }
  // Nobody is ever answered here: no time-out either.
  bool is_silent() const { return fault_ == HandshakeAnswer::kSilent; }

  // Takes bytes off the front of `bytes`; to be called until none are left.
  Admission admit(std::string_view& bytes);

  // What of the protocol's answer to the handshake goes out.
  std::string filter_handshake(std::string answer) const;
  // Whether what the protocol answers to later bytes goes out.
  bool lets_answers_out() const {
    return fault_ != HandshakeAnswer::kNoConnect && fault_ != HandshakeAnswer::kNoOpen &&
           fault_ != HandshakeAnswer::kBadOpen;
  }

 private:
  Admission judge_head();

  std::optional<HandshakeAnswer> fault_;
  int64_t status_ = 500;
  std::string head_;  // at most protocol::kMaxHandshakeBytes and one chunk
  bool passed_ = false;
  bool done_ = false;  // answered here: nothing is read any more
};

}  // namespace sw::fakes::sts

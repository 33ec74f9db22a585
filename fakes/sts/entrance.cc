#include "fakes/sts/entrance.h"

#include <algorithm>
#include <utility>

#include "fakes/sts/raw_bytes.h"
#include "worker/protocol/limits.h"

namespace sw::fakes::sts {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";

bool asks_for_statistics(std::string_view head) {
  return head.starts_with("GET /stats ") || head.starts_with("GET /stats?");
}

}  // namespace

void Entrance::start(const Handshake* fault) {
  if (fault == nullptr) return;
  fault_ = fault->answer;
  status_ = fault->status;
}

// The head is gathered until it is whole; one that is too long, or no HTTP, is the protocol's to refuse.
Admission Entrance::admit(std::string_view& bytes) {
  if (done_ || is_silent()) {
    bytes = {};
    return Swallow{};
  }
  if (passed_) return Pass{std::string(std::exchange(bytes, {})), false};
  const std::size_t searched = head_.size() < kHeadEnd.size() ? 0 : head_.size() - kHeadEnd.size();
  head_.append(bytes);
  const std::size_t found = head_.find(kHeadEnd, searched);
  if (found == std::string::npos) {
    bytes = {};
    if (head_.size() < protocol::kMaxHandshakeBytes) return Swallow{};
    passed_ = true;
    return Pass{std::exchange(head_, {}), false};
  }
  const std::size_t behind = head_.size() - (found + kHeadEnd.size());
  bytes.remove_prefix(bytes.size() - std::min(behind, bytes.size()));
  head_.resize(found + kHeadEnd.size());
  return judge_head();
}

Admission Entrance::judge_head() {
  done_ = true;
  if (fault_ == HandshakeAnswer::kHttpError) return Answer{http_response(status_, "text/plain", "scripted\n"), true};
  if (fault_ == HandshakeAnswer::kGarbage) return Answer{std::string(garbage()), false};
  if (fault_ == HandshakeAnswer::kWrongAccept) return Answer{wrong_accept(), false};
  if (asks_for_statistics(head_)) return WantsStatistics{};
  done_ = false;
  passed_ = true;
  return Pass{std::exchange(head_, {}), true};
}

std::string Entrance::filter_handshake(std::string answer) const {
  if (fault_ != HandshakeAnswer::kNoOpen && fault_ != HandshakeAnswer::kBadOpen) return answer;
  const std::size_t end = answer.find(kHeadEnd);
  if (end != std::string::npos) answer.resize(end + kHeadEnd.size());
  if (fault_ == HandshakeAnswer::kBadOpen) answer += bad_open_packet();
  return answer;
}

}  // namespace sw::fakes::sts

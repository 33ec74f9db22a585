// What became of segments: which fragment carried which and the replies, by the wire; which reply was applied, by the
// log, since there is no ack where the reply is the last that a connection brings (oracle acks looks at those).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/trace/observation.h"
#include "worker/base/units.h"

namespace sw::sim {

struct AppliedReply {
  MediaTime pts;     // of the fragment: where its audio begins on the timeline
  std::string file;  // base64 of the reply; empty where the wire had none
};

class FragmentWatch {
 public:
  // The reply that was applied just now, by this observation.
  std::optional<AppliedReply> on(const Observation& observation);

 private:
  struct Sent {
    std::string id;
    MediaTime pts;
  };
  struct Result {
    std::string id;
    std::string file;
  };
  std::optional<AppliedReply> on_applied(const Logged& line);

  std::vector<Sent> sent_;       // the oldest first
  std::vector<Result> results_;  // in the bytes that are being handled
};

// A member that is a string; none where it is missing or something else.
std::optional<std::string_view> text_member(const rapidjson::Value& object, const char* name);
std::optional<int64_t> number_member(const rapidjson::Value& object, const char* name);
const rapidjson::Value* object_member(const rapidjson::Value& object, const char* name);

}  // namespace sw::sim

// The request that a connection begins with.
#pragma once

#include <string>
#include <string_view>

#include "fakes/conformance/worker/ledger.h"

namespace sw::fakes::conformance::worker {

// Who a connection says it is.
struct Introduction {
  std::string stream_id;
  std::string worker_id;
};
// `request`: the head, without its last empty line.
Introduction judge_handshake(Timestamp now, std::string_view request, Ledger& ledger);

// Whether it asks for the fake's statistics, which no worker does.
bool asks_for_statistics(std::string_view request);

}  // namespace sw::fakes::conformance::worker

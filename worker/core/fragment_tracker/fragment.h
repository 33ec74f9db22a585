// A fragment: one segment's audio on its way to the STS service and back.
#pragma once

#include <cstdint>

#include "worker/base/ids.h"
#include "worker/base/units.h"
#include "worker/core/breaker/breaker.h"

namespace sw::core {

// The batch number of a segment, counted from 0 over the whole stream.
using SegmentNumber = NumberId<struct SegmentNumberKind>;
// A UUID, made with the segment (FR-010): one segment is sent at most once, so it is the fragment's too.
using FragmentId = TextId<struct FragmentIdKind>;
// Counts the sessions of this worker; a session's fragments are numbered from 0.
using SessionNumber = NumberId<struct SessionNumberKind>;

struct Fragment {
  FragmentId id;
  SegmentNumber segment;
  SessionNumber session;
  uint64_t sequence;
  BreakerTicket ticket;
  Timestamp sent;
  // The segment no longer waits for it (it fell back for `playout` or `drain`): a usable result still counts for the
  // breaker, and is not played.
  bool segment_over = false;
};

// What a fragment:processed, or an error that names a fragment, refers to.
enum class ResultMatch : uint8_t {
  kMatched,       // a fragment that waits for it
  kLate,          // one whose time-out has passed
  kDuplicate,     // one that was answered before
  kOtherSession,  // one of an earlier session
  kOtherStream,   // the message names another stream
  kUnknown,       // none we remember
};

}  // namespace sw::core

// What the STS service says, in the words of core: contracts' messages without their texts and audio.
#pragma once

#include "contracts/messages.h"
#include "worker/core/sts_session/sts_messages.h"

namespace sw::engine {

core::StreamReady to_core(const contracts::StreamReady& message);
core::FragmentResult to_core(const contracts::FragmentProcessed& message);
// A result that breaks its schema ends its fragment as a success without usable audio: it falls back with an alert and
// moves no breaker.
core::FragmentResult to_core(const contracts::FragmentReference& reference);
core::ServiceError to_core(const contracts::ErrorEvent& message);
core::BackpressureSignal to_core(const contracts::Backpressure& message);

}  // namespace sw::engine

// Every message of the STS protocol, and the way from an event's name and payload to one of them and back.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <string_view>
#include <variant>

#include "contracts/echo_events.h"
#include "contracts/error_events.h"
#include "contracts/fragment_events.h"
#include "contracts/fragment_result.h"
#include "contracts/parse_error.h"
#include "contracts/stream_events.h"
#include "worker/base/expected.h"

namespace sw::contracts {

// An event of a name that the contracts do not know in this direction: to be counted and ignored, whatever it carries.
struct UnknownEvent {
  std::string name;  // the first kMaxNameCharacters bytes
  bool operator==(const UnknownEvent&) const = default;
};

// What a worker, or a test client, sends.
using WorkerMessage = std::variant<StreamInit, StreamPause, StreamResume, StreamEnd, FragmentData, WorkerFragmentAck,
                                   ErrorSimulation, SimulateDisconnect, UnknownEvent>;
// What an STS sends.
using StsMessage = std::variant<StreamReady, StreamComplete, StsFragmentAck, FragmentProcessed, Backpressure,
                                ErrorEvent, ErrorSimulationAck, UnknownEvent>;

// The message in `payload`, which comes from parse_json() (its depth is bounded). An event without arguments has null
// for a payload; arguments after the first are ignored.
expected<WorkerMessage, ParseError> parse_worker_message(std::string_view event, const rapidjson::Value& payload);
expected<StsMessage, ParseError> parse_sts_message(std::string_view event, const rapidjson::Value& payload);

// The name under which the message travels.
std::string_view event_name(const WorkerMessage& message);
std::string_view event_name(const StsMessage& message);

// Appends the payload as compact JSON; null for an UnknownEvent, whose payload was not kept.
void append_json(std::string& out, const WorkerMessage& message);
void append_json(std::string& out, const StsMessage& message);
void append_json(std::string& out, const UnknownEvent& message);

}  // namespace sw::contracts

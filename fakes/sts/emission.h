// An event on its way to the worker, as JSON, with what a record of it says.
#pragma once

#include <string>
#include <vector>

#include "contracts/messages.h"
#include "fakes/sts/script.h"

namespace sw::fakes::sts {

struct Emission {
  std::string event;
  std::string payload;  // JSON; empty: no argument
  // For Record:
  std::string stream_id = {};
  std::string fragment_id = {};
  std::optional<int64_t> sequence_number = {};
  std::string status = {};
};
using Emissions = std::vector<Emission>;

Emission emission_of(const contracts::StreamReady& ready);
Emission emission_of(const contracts::StreamComplete& complete);
Emission emission_of(const contracts::StsFragmentAck& ack);
Emission emission_of(const contracts::Backpressure& warning);
Emission emission_of(const contracts::ErrorSimulationAck& ack);

// What no message of the contracts can say, since it breaks them.
struct ResultOddity {
  bool null_audio = false;
  bool nulls = false;               // every optional field that is absent
  std::optional<Blame> error = {};  // in place of the message's own
};
Emission emission_of(contracts::FragmentProcessed result, const ResultOddity& oddity = {});

// An `error` event; `fragment_id` stands in it unless the naming says otherwise.
struct ErrorText {
  std::string error_id;
  std::string stream_id;    // empty: not named
  std::string fragment_id;  // empty: not named
  Blame blame;
  contracts::ErrorSeverity severity = contracts::ErrorSeverity::kError;
  FragmentNaming naming = FragmentNaming::kOwn;
};
Emission emission_of(const ErrorText& error);
// A backpressure whose optional fields are null.
Emission emission_with_nulls(const contracts::Backpressure& warning);

// What the contracts say of this kind of error, and the message.
Blame blame_of(contracts::ErrorKind kind, std::string message);

}  // namespace sw::fakes::sts

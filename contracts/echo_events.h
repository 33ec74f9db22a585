// What only the Echo STS knows, for tests: contracts/schemas/config_error_simulation*.json and simulate_disconnect.*.
// A production service knows none of these, and the worker never sends them.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "contracts/error_code.h"
#include "contracts/parse_error.h"
#include "worker/base/expected.h"

namespace sw::contracts {

enum class SimulationTrigger : uint8_t { kSequenceNumber, kFragmentId, kNthFragment };
template <>
struct EnumNames<SimulationTrigger> {
  static constexpr std::string_view kNames[] = {"sequence_number", "fragment_id", "nth_fragment"};
};

// The fragments that the trigger picks fail in this way. The schema lets any trigger have either kind of value: one
// that does not suit its trigger picks nothing.
struct SimulationRule {
  SimulationTrigger trigger = SimulationTrigger::kSequenceNumber;
  std::variant<int64_t, std::string> value = int64_t{0};  // a number from 0, or a fragment id
  ErrorKind error_code = ErrorKind::kTimeout;             // one of the nine: an unknown one is refused here
  std::optional<std::string> error_message = {};
  std::optional<bool> retryable = {};
  std::optional<Stage> stage = {};
  bool operator==(const SimulationRule&) const = default;
};

// config:error_simulation
struct ErrorSimulation {
  bool enabled = false;
  std::optional<std::vector<SimulationRule>> rules = {};  // replaces the rules before it
  bool operator==(const ErrorSimulation&) const = default;
};

enum class ConfigurationStatus : uint8_t { kConfigured, kError };
template <>
struct EnumNames<ConfigurationStatus> {
  static constexpr std::string_view kNames[] = {"configured", "error"};
};

// config:error_simulation:ack
struct ErrorSimulationAck {
  ConfigurationStatus status = ConfigurationStatus::kConfigured;
  std::optional<int64_t> rules_count = {};
  std::optional<std::string> error_message = {};
  bool operator==(const ErrorSimulationAck&) const = default;
};

// simulate:disconnect
struct SimulateDisconnect {
  std::optional<int64_t> delay_ms = {};  // 0..60000; absent is 0, at once
  bool operator==(const SimulateDisconnect&) const = default;
};

expected<ErrorSimulation, ParseError> parse_error_simulation(const rapidjson::Value& payload);
expected<ErrorSimulationAck, ParseError> parse_error_simulation_ack(const rapidjson::Value& payload);
expected<SimulateDisconnect, ParseError> parse_simulate_disconnect(const rapidjson::Value& payload);

// Appends the payload as compact JSON.
void append_json(std::string& out, const ErrorSimulation& message);
void append_json(std::string& out, const ErrorSimulationAck& message);
void append_json(std::string& out, const SimulateDisconnect& message);

}  // namespace sw::contracts

#include "contracts/echo_events.h"

#include "contracts/limits.h"
#include "contracts/object_reader.h"
#include "contracts/object_writer.h"

namespace sw::contracts {
namespace {

struct TriggerValue {
  using Type = std::variant<int64_t, std::string>;
  std::string expectation() const { return kCount.expectation() + " or " + kId.expectation(); }
  std::optional<Type> read(const rapidjson::Value& value) const {
    if (auto number = kCount.read(value)) return *number;
    if (auto text = kId.read(value)) return *std::move(text);
    return std::nullopt;
  }
};

SimulationRule read_rule(ObjectReader& in) {
  return {
      .trigger = in.required("trigger", Word<SimulationTrigger>{}),
      .value = in.required("value", TriggerValue{}),
      .error_code = in.required("error_code", Word<ErrorKind>{}),
      .error_message = in.optional("error_message", kText),
      .retryable = in.optional("retryable", kBoolean),
      .stage = in.optional("stage", Word<Stage>{}),
  };
}

void write_rule(ObjectWriter& out, const SimulationRule& rule) {
  out.member("trigger", rule.trigger);
  std::visit([&](const auto& value) { out.member("value", value); }, rule.value);
  out.member("error_code", rule.error_code);
  out.member("error_message", rule.error_message);
  out.member("retryable", rule.retryable);
  out.member("stage", rule.stage);
}

ErrorSimulation read_simulation(ObjectReader& in) {
  return {
      .enabled = in.required("enabled", kBoolean),
      .rules = in.optional_array("rules", kMaxSimulationRules, read_rule),
  };
}

void write_simulation(ObjectWriter& out, const ErrorSimulation& message) {
  out.member("enabled", message.enabled);
  out.array("rules", message.rules, write_rule);
}

ErrorSimulationAck read_ack(ObjectReader& in) {
  return {
      .status = in.required("status", Word<ConfigurationStatus>{}),
      .rules_count = in.optional("rules_count", kCount),
      .error_message = in.optional("error_message", kText),
  };
}

void write_ack(ObjectWriter& out, const ErrorSimulationAck& message) {
  out.member("status", message.status);
  out.member("rules_count", message.rules_count);
  out.member("error_message", message.error_message);
}

SimulateDisconnect read_disconnect(ObjectReader& in) {
  return {.delay_ms = in.optional("delay_ms", IntegerRange{0, kMaxDisconnectDelayMs})};
}

void write_disconnect(ObjectWriter& out, const SimulateDisconnect& message) {
  out.member("delay_ms", message.delay_ms);
}

}  // namespace

expected<ErrorSimulation, ParseError> parse_error_simulation(const rapidjson::Value& payload) {
  return parse_object(payload, read_simulation);
}
expected<ErrorSimulationAck, ParseError> parse_error_simulation_ack(const rapidjson::Value& payload) {
  return parse_object(payload, read_ack);
}
expected<SimulateDisconnect, ParseError> parse_simulate_disconnect(const rapidjson::Value& payload) {
  return parse_object(payload, read_disconnect);
}

void append_json(std::string& out, const ErrorSimulation& message) { append_object(out, message, write_simulation); }
void append_json(std::string& out, const ErrorSimulationAck& message) { append_object(out, message, write_ack); }
void append_json(std::string& out, const SimulateDisconnect& message) { append_object(out, message, write_disconnect); }

}  // namespace sw::contracts

// echo/… : the events that only an Echo STS knows, which make it misbehave on purpose.
#include "fakes/conformance/sts/rule.h"
#include "fakes/conformance/sts/steps.h"

namespace sw::fakes::conformance {
namespace {

using contracts::ConfigurationStatus;
using contracts::ErrorKind;
using contracts::ErrorSimulation;
using contracts::ErrorSimulationAck;
using contracts::SimulationRule;

constexpr std::size_t kCodes = std::size(contracts::EnumNames<ErrorKind>::kNames);

// Fragment n fails with the nth code, in the manner of that code.
SimulationRule rule_of(ErrorKind kind, int64_t number) {
  SimulationRule rule;
  rule.value = number;
  rule.error_code = kind;
  rule.retryable = contracts::traits_of(kind).retryable;
  return rule;
}

// `rules`: how many must be counted, where they were given.
Look look_for_configuration(const Scene& scene, ConfigurationStatus status, std::optional<int64_t> rules) {
  const auto* ack = scene.client().traffic().first<ErrorSimulationAck>(scene.mark);
  if (ack == nullptr) return Waits{};
  if (ack->status != status) return Fails{"status " + std::string(contracts::to_text(ack->status))};
  if (!rules || !ack->rules_count || ack->rules_count == rules) return Holds{};
  return Fails{"rules_count " + std::to_string(*ack->rules_count)};
}

Script configured(ErrorSimulation simulation) {
  std::optional<int64_t> rules;
  if (simulation.rules) rules = static_cast<int64_t>(simulation.rules->size());
  Step step;
  step.expected = "config:error_simulation:ack configured" +
                  (rules ? " with rules_count " + std::to_string(*rules) : std::string());
  step.limit = within(&TimeLimits::answer);
  step.act = [simulation = std::move(simulation)](Scene& scene) { scene.client().send(simulation); };
  step.look = [rules](const Scene& scene) {
    return look_for_configuration(scene, ConfigurationStatus::kConfigured, rules);
  };
  return step;
}

Script fails_with(std::size_t k, ErrorKind kind) {
  Step step = refused(k, {{kind}, false, &TimeLimits::result}).steps().front();
  step.judged_by = "echo/error-simulation";
  return step;
}

Script simulation() {
  return stream() + configured({true, {{rule_of(ErrorKind::kGpuOom, 1)}}}) + answered(0) + send({.number = 1}) +
         fails_with(1, ErrorKind::kGpuOom);
}

Script all_codes() {
  std::vector<SimulationRule> rules;
  for (std::size_t n = 0; n < kCodes; ++n) rules.push_back(rule_of(static_cast<ErrorKind>(n), static_cast<int64_t>(n)));
  Script script = stream() + configured({true, rules});
  for (std::size_t n = 0; n < kCodes; ++n) {
    script << send({.number = static_cast<int64_t>(n)}) << fails_with(n, static_cast<ErrorKind>(n));
  }
  return script;
}

// Every second fragment of the session.
Script every_nth() {
  SimulationRule rule = rule_of(ErrorKind::kTimeout, 2);
  rule.trigger = contracts::SimulationTrigger::kNthFragment;
  return stream() + configured({true, {{rule}}}) + answered(0) + send({.number = 1}) +
         fails_with(1, ErrorKind::kTimeout) + answered(2);
}

Script switched_off() {
  return stream() + configured({true, {{rule_of(ErrorKind::kGpuOom, 0)}}}) + configured({false, std::nullopt}) +
         answered(0) + Script(Step{.expected = "success once the simulation is off", .look = [](const Scene& scene) {
                                     const auto& result = *result_of(scene, 0);
                                     return result.status == contracts::FragmentStatus::kSuccess
                                                ? Look(Holds{})
                                                : Look(Fails{"failed"});
                                   }});
}

Script refused_simulation() {
  Step step;
  step.expected = "config:error_simulation:ack error";
  step.limit = within(&TimeLimits::answer);
  step.act = [](Scene& scene) {
    scene.client().send_json("config:error_simulation", R"({"enabled":true,"rules":[{"trigger":"moon","value":1}]})");
  };
  step.look = [](const Scene& scene) {
    return look_for_configuration(scene, ConfigurationStatus::kError, std::nullopt);
  };
  return stream() + Script(step);
}

// A client's clock and a server's are not one.
constexpr TimeDelta kEarly = TimeDelta::Millis(50);

Script disconnected(int64_t delay_ms) {
  Step step;
  step.expected = "the end of the connection " + std::to_string(delay_ms) + " ms after simulate:disconnect";
  step.outlives_connection = true;
  step.limit = [delay_ms](const Scene& scene) { return scene.limits().answer + TimeDelta::Millis(delay_ms); };
  step.act = [delay_ms](Scene& scene) { scene.client().send(contracts::SimulateDisconnect{delay_ms}); };
  step.look = [delay_ms](const Scene& scene) -> Look {
    const auto& ending = scene.client().ending();
    if (!ending) return Waits{};
    if (ending->at - scene.began >= TimeDelta::Millis(delay_ms) - kEarly) return Holds{};
    return Fails{"it after " + std::to_string((ending->at - scene.began).millis()) + " ms"};
  };
  return stream() + Script(step);
}

constexpr std::string_view kSimulation =
    "config_error_simulation.worker_to_sts.json, config_error_simulation_ack.sts_to_worker.json";

constexpr Rule kRules[] = {
    {"echo/error-simulation", "a fragment fails with the error that was configured for its number", kSimulation,
     simulation},
    {"echo/error-codes", "any of the nine codes can be simulated",
     "config_error_simulation.worker_to_sts.json error_code", all_codes},
    {"echo/error-nth", "every nth fragment fails as configured", "config_error_simulation.worker_to_sts.json trigger",
     every_nth},
    {"echo/error-off", "enabled false ends the simulation", "config_error_simulation.worker_to_sts.json enabled",
     switched_off},
    {"echo/error-refused", "a rule that breaks its schema is answered with status error",
     "config_error_simulation_ack.sts_to_worker.json status", refused_simulation},
    {"echo/disconnect", "simulate:disconnect ends the connection", "simulate_disconnect.worker_to_sts.json",
     [] { return disconnected(0); }},
    {"echo/disconnect-later", "simulate:disconnect with delay_ms ends it that much later",
     "simulate_disconnect.worker_to_sts.json delay_ms", [] { return disconnected(500); }},
};

}  // namespace

std::span<const Rule> echo_extension_rules() { return kRules; }

}  // namespace sw::fakes::conformance

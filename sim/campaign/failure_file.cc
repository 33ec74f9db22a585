#include "sim/campaign/failure_file.h"

#include <utility>

#include "contracts/json_text.h"
#include "contracts/object_writer.h"
#include "sim/campaign/failure_fields.h"
#include "sim/scenario/scenario_reader.h"
#include "sim/scenario/scenario_writer.h"

namespace sw::sim {

using contracts::ObjectWriter;
using fakes::sts::StrictObject;

std::string to_readable_json(const FailureFile& file) {
  if (!file.failure) return to_readable_json(file.scenario);
  std::string text;
  ObjectWriter out(text);
  out.begin();
  out.object("failure", file.failure, write_failure_fields);
  out.json_member("scenario", to_json(file.scenario));
  out.end();
  return readable_json(text);
}

expected<FailureFile, std::string> parse_failure_file(std::string_view text) {
  if (text.size() > kMaxFailureBytes) return unexpected("more than " + std::to_string(kMaxFailureBytes) + " bytes");
  const auto tree = contracts::parse_json(text);
  if (!tree) return unexpected("no JSON " + contracts::to_text(tree.error()));
  const bool is_plain = !tree->IsObject() || !tree->HasMember("failure");
  if (is_plain) {
    auto scenario = read_scenario_text(text);
    if (!scenario) return unexpected(scenario.error());
    return FailureFile{std::nullopt, std::move(*scenario)};
  }
  std::optional<contracts::ParseError> error;
  StrictObject in(*tree, "", error);
  auto failure = read_failure(in);
  in.require("scenario", "object");
  const rapidjson::Value* value = in.find("scenario");
  in.finish();
  if (error) return unexpected(contracts::to_text(*error));
  auto scenario = read_scenario(*value);
  if (!scenario) {
    scenario.error().pointer = "/scenario" + scenario.error().pointer;
    return unexpected(contracts::to_text(scenario.error()));
  }
  return FailureFile{std::move(failure), std::move(*scenario)};
}

}  // namespace sw::sim

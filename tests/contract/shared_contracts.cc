#include "tests/contract/shared_contracts.h"

#include <filesystem>

#include "tests/contract/examples.h"
#include "worker/base/check.h"

namespace sw::contracts {
namespace {

using rapidjson::Document;
using rapidjson::Value;

std::string text(const Value& value) { return {value.GetString(), value.GetStringLength()}; }

std::string key(std::string_view name, std::string_view direction) {
  return std::string(name) + " " + std::string(direction);
}

// "format" is an annotation in draft 7, but valijson 1.0 throws where it meets it beside a value that is no string.
void remove_formats(Value& value) {
  if (value.IsArray()) {
    for (Value& element : value.GetArray()) remove_formats(element);
  }
  if (!value.IsObject()) return;
  if (value.HasMember("format") && value["format"].IsString()) value.RemoveMember("format");
  for (rapidjson::SizeType i = 0; i < value.MemberCount(); ++i) remove_formats(value.MemberBegin()[i].value);
}

void remove_nulls(Value& value) {
  if (value.IsArray()) {
    for (Value& element : value.GetArray()) remove_nulls(element);
  }
  if (!value.IsObject()) return;
  for (rapidjson::SizeType i = value.MemberCount(); i-- > 0;) {
    Value& member = value.MemberBegin()[i].value;
    if (member.IsNull()) {
      value.EraseMember(value.MemberBegin() + i);
    } else {
      remove_nulls(member);
    }
  }
}

// fragment:ack has one schema with a branch for each direction; the STS's is the one whose status may be "queued".
const Value& branch_for(const Value& one_of, const std::string& direction) {
  for (const Value& branch : one_of.GetArray()) {
    bool queued = false;
    for (const Value& status : branch["properties"]["status"]["enum"].GetArray()) queued |= text(status) == "queued";
    if (queued == (direction == "sts_to_worker")) return branch;
  }
  SW_CHECK(false);
  return one_of;
}

}  // namespace

const SharedContracts* SharedContracts::get() {
  static const std::optional<SharedContracts> contracts = []() -> std::optional<SharedContracts> {
    const std::string folder = SHARED_CONTRACTS_FOLDER;
    if (!std::filesystem::is_directory(folder)) return std::nullopt;
    SharedContracts all;
    for (const char* file : {"stream-events.json", "fragment-events.json", "error-events.json"}) {
      Document list = read_json_file(folder + "/" + file);
      remove_formats(list);
      all.add_list(list);
    }
    all.add_simulate_disconnect(read_json_file(folder + "/sts-simulate-disconnect.json"));
    return all;
  }();
  return contracts ? &*contracts : nullptr;
}

void SharedContracts::add_list(const Document& file) {
  const Value& definitions = file["definitions"];
  for (const auto& event : file["events"].GetObject()) {
    const std::string name = text(event.name);
    const std::string direction = text(event.value["direction"]);
    const Value& payload = event.value["payload"];
    if (direction != "bidirectional") {
      add(name, direction, payload, &definitions);
    } else if (payload.HasMember("oneOf")) {
      for (const char* way : {"worker_to_sts", "sts_to_worker"}) {
        add(name, way, branch_for(payload["oneOf"], way), &definitions);
      }
    } else {
      add(name, "local", payload, &definitions);
    }
  }
}

// Its file describes an envelope of event name and payload; only the payload travels.
void SharedContracts::add_simulate_disconnect(const Document& file) {
  const Value& properties = file["properties"];
  add(text(properties["event"]["const"]), "worker_to_sts", properties["payload"], nullptr);
}

void SharedContracts::add(const std::string& name, const std::string& direction, const Value& payload_schema,
                          const Value* definitions) {
  Document schema;
  schema.CopyFrom(payload_schema, schema.GetAllocator());
  if (definitions != nullptr) {
    schema.AddMember("definitions", Value(*definitions, schema.GetAllocator()), schema.GetAllocator());
  }
  auto compiled = Schema::compile(schema);
  SW_CHECK(compiled.has_value());
  schemas_.emplace(key(name, direction), *std::move(compiled));
}

std::vector<std::string> SharedContracts::events() const {
  std::vector<std::string> names;
  for (const auto& [name, schema] : schemas_) names.push_back(name);
  return names;
}

std::optional<std::string> SharedContracts::problem(const EventContract& event, const Value& payload) const {
  return schemas_.at(key(event.name, to_text(event.direction))).problem(payload);
}

std::optional<std::string> SharedContracts::problem_without_nulls(const EventContract& event,
                                                                  const Value& payload) const {
  Document cleaned;
  cleaned.CopyFrom(payload, cleaned.GetAllocator());
  remove_nulls(cleaned);
  return problem(event, cleaned);
}

}  // namespace sw::contracts

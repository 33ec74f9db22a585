// The contracts that this project was given, ../shared/contracts beside the repository, as a second judge. Their files
// are no schemas but lists of events with a schema for each payload; this takes them apart. Where the folder does not
// exist, nothing is judged.
#pragma once

#include <rapidjson/document.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "contracts/events.h"
#include "contracts/judge/schema.h"

namespace sw::contracts {

class SharedContracts {
 public:
  // The folder's contracts, read once; nullptr where there is no such folder.
  static const SharedContracts* get();

  // Names of all events, as "name direction"; a bidirectional event stands there once for each direction.
  std::vector<std::string> events() const;
  // What is wrong with the payload; none where it keeps their schema.
  std::optional<std::string> problem(const EventContract& event, const rapidjson::Value& payload) const;
  // The same once null members have been taken out: the documented tolerance, null for absent.
  std::optional<std::string> problem_without_nulls(const EventContract& event, const rapidjson::Value& payload) const;

 private:
  void add_list(const rapidjson::Document& file);
  void add_simulate_disconnect(const rapidjson::Document& file);
  void add(const std::string& name, const std::string& direction, const rapidjson::Value& payload_schema,
           const rapidjson::Value* definitions);

  std::map<std::string, Schema> schemas_;
};

}  // namespace sw::contracts

#include "tests/contract/examples.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "contracts/json_text.h"
#include "worker/base/check.h"

namespace sw::contracts {
namespace {

std::string read_text_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  SW_CHECK(file.good());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<Example> read_examples(const std::string& kind, const EventContract& event) {
  const std::string folder = examples_folder() + "/" + kind + "/" + std::string(event.schema);
  std::vector<Example> examples;
  for (const std::string& file : list_folder(folder)) {
    Example example{.file = file, .pointer = {}, .claim = {}, .payload = read_json_file(folder + "/" + file)};
    std::string stem = file.substr(0, file.rfind('.'));
    if (kind == "invalid") {
      const auto dashes = stem.find("--");
      SW_CHECK(dashes != std::string::npos);
      if (stem.substr(0, dashes) != "root") example.pointer = "/" + stem.substr(0, dashes);
      std::replace(example.pointer.begin(), example.pointer.end(), '.', '/');
      stem = stem.substr(dashes + 2);
    }
    example.claim = stem;
    examples.push_back(std::move(example));
  }
  return examples;
}

}  // namespace

std::vector<Example> valid_examples(const EventContract& event) { return read_examples("valid", event); }
std::vector<Example> invalid_examples(const EventContract& event) { return read_examples("invalid", event); }

rapidjson::Document read_json_file(const std::string& path) {
  auto document = parse_json(read_text_file(path));
  SW_CHECK(document.has_value());
  return *std::move(document);
}

std::vector<std::string> list_folder(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(folder, missing)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string examples_folder() { return std::string(CONTRACTS_FOLDER) + "/examples"; }
std::string schemas_folder() { return std::string(CONTRACTS_FOLDER) + "/schemas"; }
std::string read_readme() { return read_text_file(std::string(CONTRACTS_FOLDER) + "/README.md"); }

}  // namespace sw::contracts

// The files of contracts/examples. A file's name says what is claimed of it:
//   valid/<schema>/<claim>.json
//   invalid/<schema>/<pointer, dots for slashes>--<claim>.json     "root" is the payload itself
// A claim that begins with "tolerance-" says that we read what ../shared/contracts refuses, one that begins with
// "limit-" that we refuse, for its size, what ../shared/contracts allows.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <vector>

#include "contracts/events.h"

namespace sw::contracts {

struct Example {
  std::string file;     // for messages
  std::string pointer;  // of the first thing that is wrong, for an invalid one
  std::string claim;
  rapidjson::Document payload;
};

std::vector<Example> valid_examples(const EventContract& event);
std::vector<Example> invalid_examples(const EventContract& event);

// The file's content. Fails the test program where it is not to be read, or is not JSON.
rapidjson::Document read_json_file(const std::string& path);
// The folders and files in `folder`, by name, sorted.
std::vector<std::string> list_folder(const std::string& folder);

// contracts/examples and contracts/schemas in the source tree.
std::string examples_folder();
std::string schemas_folder();
// contracts/README.md.
std::string read_readme();

}  // namespace sw::contracts

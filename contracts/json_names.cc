#include "contracts/json_names.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace sw::contracts {
namespace {

using rapidjson::Value;

std::string_view view(const Value& string) { return {string.GetString(), string.GetStringLength()}; }

// Any order will do, and most names differ in length.
bool comes_before(std::string_view a, std::string_view b) { return a.size() != b.size() ? a.size() < b.size() : a < b; }

// Names are views into the tree.
class NameInspector {
 public:
  bool finds_repetition(const Value& root) {
    open(root);
    while (!open_.empty()) {
      const Value& value = *open_.back();
      open_.pop_back();
      if (value.IsArray()) {
        for (const Value& element : value.GetArray()) open(element);
        continue;
      }
      if (repeats(value)) return true;
      for (const auto& member : value.GetObject()) open(member.value);
    }
    return false;
  }

 private:
  void open(const Value& value) {
    if (value.IsArray() || value.IsObject()) open_.push_back(&value);
  }
  bool repeats(const Value& object) {
    names_.clear();
    for (const auto& member : object.GetObject()) names_.push_back(view(member.name));
    std::sort(names_.begin(), names_.end(), comes_before);
    return std::adjacent_find(names_.begin(), names_.end()) != names_.end();
  }

  std::vector<const Value*> open_;
  std::vector<std::string_view> names_;
};

}  // namespace

bool has_repeated_name(const Value& root) { return NameInspector().finds_repetition(root); }

}  // namespace sw::contracts

#include "sim/scenario/scenario_writer.h"

#include <memory>
#include <utility>
#include <vector>

#include "contracts/json_text.h"
#include "contracts/object_writer.h"
#include "fakes/sts/script_writer.h"
#include "sim/scenario/fields.h"
#include "sim/scenario/scenario_reader.h"
#include "worker/base/duration.h"

namespace sw::sim {
namespace {

using contracts::ObjectWriter;

// Writes each field that a description names where it differs from the default. A description takes the value itself;
// the default is walked in step, since both have the same fields in the same order.
class FieldWriter {
 public:
  FieldWriter() { writer_.begin(); }
  std::string finish() {
    writer_.end();
    return std::move(text_);
  }

  // In the first pass the defaults are noted, in the second values are written.
  void note(bool noting) {
    noting_ = noting;
    next_ = 0;
  }

  void time(std::string_view name, TimeDelta& value, TimeDelta, TimeDelta) { put(name, signed_duration_text(value)); }
  void required_time(std::string_view name, TimeDelta& value, TimeDelta, TimeDelta) {
    if (!noting_) writer_.member(name, signed_duration_text(value));
  }
  void optional_time(std::string_view name, std::optional<TimeDelta>& value, TimeDelta, TimeDelta) {
    put_json(name, value ? '"' + signed_duration_text(*value) + '"' : "false");
  }
  void media_time(std::string_view name, MediaTime& value) {
    put(name, signed_duration_text(value - MediaTime::FromNanos(0)));
  }
  template <class Integer, class Max>
  void integer(std::string_view name, Integer& value, int64_t, Max) {
    put_json(name, std::to_string(value));
  }
  template <class Integer>
  void required_integer(std::string_view name, Integer& value, int64_t, int64_t) {
    if (!noting_) writer_.json_member(name, std::to_string(value));
  }
  void signal(std::string_view name, int& value) { put_json(name, std::to_string(value)); }
  void optional_integer(std::string_view name, std::optional<int64_t>& value, int64_t, int64_t) {
    put_json(name, value ? std::to_string(*value) : "false");
  }
  void required_number(std::string_view name, double& value, double, double) {
    if (!noting_) writer_.member(name, value);
  }
  void flag(std::string_view name, bool& value) { put_json(name, value ? "true" : "false"); }
  template <class Enum>
  void word(std::string_view name, Enum& value) {
    put(name, std::string(contracts::to_text(value)));
  }
  void way(std::string_view name, Way& value) { word(name, value); }
  void text(std::string_view name, std::string& value, std::size_t) { put(name, value); }
  void required_text(std::string_view name, std::string& value, std::size_t) {
    if (!noting_) writer_.member(name, value);
  }
  void texts(std::string_view name, std::vector<std::string>& values, std::size_t) {
    std::string json;
    for (const std::string& value : values) {
      const rapidjson::Value text(rapidjson::StringRef(value.data(), value.size()));
      json += (json.empty() ? "[" : ",") + contracts::to_json(text);
    }
    put_json(name, json.empty() ? "[]" : json + "]");
  }
  template <class Part>
  void object(std::string_view name, Part& value) {
    if (noting_) return keep<Part>(value);
    const std::string json = difference(value, noted<Part>());
    if (json != "{}") member(name, json);
  }
  template <class Part>
  void optional_object(std::string_view name, std::optional<Part>& value) {
    if (noting_) return keep<std::optional<Part>>(value);
    std::optional<Part> usual = noted<std::optional<Part>>();
    if (!value) {
      if (usual) member(name, "false");
      return;
    }
    Part base = usual.value_or(Part{});
    const std::string json = difference(*value, base);
    if (json != "{}" || !usual) member(name, json);
  }
  template <class Part>
  void list(std::string_view name, std::vector<Part>& values, std::size_t, const Part& fresh) {
    if (noting_ || values.empty()) return;
    std::string json;
    for (Part& value : values) json += (json.empty() ? "[" : ",") + difference(value, fresh);
    member(name, json + "]");
  }
  void sts_faults(std::string_view name, fakes::sts::StsScript& script) {
    if (noting_ || script.faults.empty()) return;
    std::string json;
    for (const fakes::sts::Fault& fault : script.faults) {
      json += json.empty() ? "[" : ",";
      fakes::sts::append_json(json, fault);
    }
    member(name, json + "]");
  }
  template <class... Alternatives, std::size_t N>
  void choice(std::string_view name, std::variant<Alternatives...>& value, const std::string_view (&words)[N]) {
    if (noting_) return;
    writer_.member(name, words[value.index()]);
    std::visit([&](auto& alternative) { append_fields(alternative); }, value);
  }

  template <class Part>
  static std::string difference(Part& value, Part usual) {
    FieldWriter out;
    out.note(true);
    describe(out, usual);
    out.note(false);
    describe(out, value);
    return out.finish();
  }

 private:
  // The fields of a chosen alternative stand beside the word that chooses it.
  template <class Alternative>
  void append_fields(Alternative& alternative) {
    const std::string json = difference(alternative, fresh<Alternative>());
    if (json != "{}") text_ += "," + json.substr(1, json.size() - 2);
  }
  void put(std::string_view name, const std::string& value) {
    if (differs(value)) writer_.member(name, value);
  }
  void put_json(std::string_view name, const std::string& json) {
    if (differs(json)) member(name, json);
  }
  void member(std::string_view name, const std::string& json) { writer_.json_member(name, json); }
  bool differs(const std::string& value) {
    if (noting_) {
      usual_.push_back(value);
      return false;
    }
    return usual_.at(next_++) != value;
  }
  template <class Part>
  void keep(const Part& value) {
    parts_.push_back(std::make_shared<Part>(value));
  }
  template <class Part>
  Part noted() {
    return *std::static_pointer_cast<Part>(parts_.at(next_part_++));
  }

  std::string text_;
  ObjectWriter writer_{text_};
  bool noting_ = false;
  std::size_t next_ = 0;
  std::size_t next_part_ = 0;
  std::vector<std::string> usual_;
  std::vector<std::shared_ptr<void>> parts_;
};

// ---- For people.

constexpr std::size_t kLineLength = 120;

// On one line, with a space behind each ':' and ','.
std::string on_one_line(const rapidjson::Value& value) {
  std::string text;
  if (value.IsArray()) {
    for (const auto& element : value.GetArray()) text += (text.empty() ? "" : ", ") + on_one_line(element);
    return "[" + text + "]";
  }
  if (!value.IsObject()) return contracts::to_json(value);
  for (const auto& member : value.GetObject()) {
    text += (text.empty() ? "" : ", ") + contracts::to_json(member.name) + ": " + on_one_line(member.value);
  }
  return "{" + text + "}";
}

// What is too long for a line has a line for each of its parts. `used`: characters that stand before it.
std::string laid_out(const rapidjson::Value& value, std::size_t indent, std::size_t used) {
  const std::string line = on_one_line(value);
  const bool has_parts = (value.IsArray() && !value.Empty()) || (value.IsObject() && !value.ObjectEmpty());
  if (!has_parts || used + line.size() < kLineLength) return line;
  const std::string start = "\n" + std::string(indent + 2, ' ');
  std::string text;
  const auto part = [&](const std::string& name, const rapidjson::Value& inner) {
    text += (text.empty() ? "" : ",") + start + name + laid_out(inner, indent + 2, indent + 2 + name.size());
  };
  if (value.IsArray()) {
    for (const auto& element : value.GetArray()) part("", element);
  } else {
    for (const auto& member : value.GetObject()) part(contracts::to_json(member.name) + ": ", member.value);
  }
  const bool is_array = value.IsArray();
  return (is_array ? "[" : "{") + text + "\n" + std::string(indent, ' ') + (is_array ? "]" : "}");
}

}  // namespace

std::string to_json(const Scenario& scenario) {
  Scenario value = scenario;
  return FieldWriter::difference(value, default_scenario());
}

std::string to_readable_json(const Scenario& scenario) { return readable_json(to_json(scenario)); }

std::string readable_json(const std::string& json) {
  const auto tree = contracts::parse_json(json);
  return (tree ? laid_out(*tree, 0, 0) : json) + "\n";
}

}  // namespace sw::sim

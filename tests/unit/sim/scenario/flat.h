// A scenario as one line for each of its fields, whatever their values: what two scenarios are compared by, apart from
// reading and writing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fakes/sts/script_writer.h"
#include "sim/scenario/fields.h"

namespace sw::sim {

class Flat {
 public:
  void time(std::string_view name, TimeDelta& value, TimeDelta, TimeDelta) { add(name, value.nanos()); }
  void required_time(std::string_view name, TimeDelta& value, TimeDelta, TimeDelta) { add(name, value.nanos()); }
  void optional_time(std::string_view name, std::optional<TimeDelta>& value, TimeDelta, TimeDelta) {
    value ? add(name, value->nanos()) : line(name, "none");
  }
  void media_time(std::string_view name, MediaTime& value) { add(name, value.nanos()); }
  template <class Integer, class Max>
  void integer(std::string_view name, Integer& value, int64_t, Max) {
    add(name, static_cast<int64_t>(value));
  }
  template <class Integer>
  void required_integer(std::string_view name, Integer& value, int64_t, int64_t) {
    add(name, static_cast<int64_t>(value));
  }
  void optional_integer(std::string_view name, std::optional<int64_t>& value, int64_t, int64_t) {
    value ? add(name, *value) : line(name, "none");
  }
  void required_number(std::string_view name, double& value, double, double) { line(name, std::to_string(value)); }
  void flag(std::string_view name, bool& value) { add(name, value ? 1 : 0); }
  void signal(std::string_view name, int& value) { add(name, value); }
  template <class Enum>
  void word(std::string_view name, Enum& value) {
    add(name, static_cast<int64_t>(value));
  }
  void way(std::string_view name, Way& value) { add(name, static_cast<int64_t>(value)); }
  void text(std::string_view name, std::string& value, std::size_t) { line(name, value); }
  void required_text(std::string_view name, std::string& value, std::size_t) { line(name, value); }
  void texts(std::string_view name, std::vector<std::string>& values, std::size_t) {
    for (const std::string& value : values) line(name, value);
  }
  template <class Part>
  void object(std::string_view name, Part& value) {
    line(name, "");
    describe(*this, value);
  }
  template <class Part>
  void optional_object(std::string_view name, std::optional<Part>& value) {
    line(name, value ? "some" : "none");
    if (value) describe(*this, *value);
  }
  template <class Part>
  void list(std::string_view name, std::vector<Part>& values, std::size_t, const Part&) {
    for (Part& value : values) {
      line(name, "next");
      describe(*this, value);
    }
  }
  void sts_faults(std::string_view name, fakes::sts::StsScript& script) {
    std::string text;
    fakes::sts::append_json(text, script);
    line(name, text);
  }
  template <class... Alternatives, std::size_t N>
  void choice(std::string_view name, std::variant<Alternatives...>& value, const std::string_view (&words)[N]) {
    line(name, words[value.index()]);
    std::visit([&](auto& alternative) { describe(*this, alternative); }, value);
  }
  const std::string& text() const { return text_; }

 private:
  void add(std::string_view name, int64_t number) { line(name, std::to_string(number)); }
  void line(std::string_view name, std::string_view value) {
    text_ += std::string(name) + "=" + std::string(value) + "\n";
  }
  std::string text_;
};

inline std::string flat(Scenario scenario) {
  Flat out;
  describe(out, scenario);
  return out.text();
}

}  // namespace sw::sim

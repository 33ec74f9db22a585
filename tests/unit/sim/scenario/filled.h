// Scenarios with every field drawn from its range, by walking the description of fields (sim/scenario/fields.h).
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "sim/scenario/fields.h"
#include "worker/base/random.h"

namespace sw::sim {

class Filler {
 public:
  explicit Filler(uint64_t seed) : seed_(seed) {}

  void time(std::string_view, TimeDelta& value, TimeDelta min, TimeDelta max) { value = draw_time(min, max); }
  void required_time(std::string_view name, TimeDelta& value, TimeDelta min, TimeDelta max) {
    time(name, value, min, max);
  }
  void optional_time(std::string_view, std::optional<TimeDelta>& value, TimeDelta min, TimeDelta max) {
    value.reset();
    if (one_in(2)) value = draw_time(min, max);
  }
  void media_time(std::string_view, MediaTime& value) {
    value = MediaTime::FromNanos(0) + draw_time(kNoTime, kMaxScenarioTime);
  }
  template <class Integer, class Max>
  void integer(std::string_view, Integer& value, int64_t min, Max max) {
    value = static_cast<Integer>(draw(min, static_cast<int64_t>(max)));
  }
  template <class Integer>
  void required_integer(std::string_view name, Integer& value, int64_t min, int64_t max) {
    integer(name, value, min, max);
  }
  void optional_integer(std::string_view, std::optional<int64_t>& value, int64_t min, int64_t max) {
    value.reset();
    if (one_in(2)) value = draw(min, max);
  }
  void required_number(std::string_view, double& value, double, double) {
    value = static_cast<double>(draw(-1'000, 1'000)) / 8;
  }
  void flag(std::string_view, bool& value) { value = one_in(2); }
  void signal(std::string_view, int& value) { value = one_in(2) ? 2 : 15; }
  template <class Enum>
  void word(std::string_view, Enum& value) {
    value = static_cast<Enum>(draw(0, std::size(contracts::EnumNames<Enum>::kNames) - 1));
  }
  void way(std::string_view, Way& value) { value = static_cast<Way>(draw(1, 3)); }
  // Identifiers, and the events and metrics of expectations, too.
  void text(std::string_view, std::string& value, std::size_t) { value = one_in(2) ? "" : draw_text(); }
  void required_text(std::string_view name, std::string& value, std::size_t) {
    value = draw_text() + std::to_string(next_);
    if (name == "event") value = one_in(2) ? "fragment:data" : "output.first";
    if (name == "metric") value = "worker_fallback_total";
  }
  void texts(std::string_view, std::vector<std::string>& values, std::size_t) {
    for (int64_t left = draw(0, 3); left > 0; --left) values.push_back(draw_text());
  }
  template <class Part>
  void object(std::string_view, Part& value) {
    describe(*this, value);
  }
  template <class Part>
  void optional_object(std::string_view, std::optional<Part>& value) {
    value.reset();
    if (one_in(3)) return;
    describe(*this, value.emplace());
  }
  template <class Part>
  void list(std::string_view, std::vector<Part>& values, std::size_t, const Part& usual) {
    for (int64_t left = draw(0, 4); left > 0; --left) {
      values.push_back(usual);
      describe(*this, values.back());
    }
  }
  void sts_faults(std::string_view, fakes::sts::StsScript& script) {
    if (one_in(2)) script.faults.push_back({"sts", TimeDelta::Seconds(1), {}, {}, {}, {}, fakes::sts::Silent{}});
  }
  template <class... Alternatives, std::size_t N>
  void choice(std::string_view, std::variant<Alternatives...>& value, const std::string_view (&)[N]) {
    emplace<0>(value, static_cast<std::size_t>(draw(0, N - 1)));
  }

 private:
  uint64_t raw() { return keyed_draw(seed_, "fill", 0, next_++); }
  bool one_in(uint64_t n) { return raw() % n == 0; }
  // The ends are as likely as all between.
  int64_t draw(int64_t min, int64_t max) {
    const uint64_t width = static_cast<uint64_t>(max) - static_cast<uint64_t>(min);
    const uint64_t which = raw() % 6;
    if (which == 0 || width == 0) return min;
    if (which == 1) return max;
    return min + static_cast<int64_t>(raw() % width);
  }
  TimeDelta draw_time(TimeDelta min, TimeDelta max) { return TimeDelta::Nanos(draw(min.nanos(), max.nanos())); }
  std::string draw_text() {
    static constexpr std::string_view kTexts[] = {"a", "with \"quotes\"", "tab\tand\nline", "\xC3\xA4\xF0\x9F\x8E\xAC",
                                                  "~/"};
    return std::string(kTexts[raw() % std::size(kTexts)]);
  }
  template <std::size_t I, class... Alternatives>
  void emplace(std::variant<Alternatives...>& value, std::size_t index) {
    if constexpr (I < sizeof...(Alternatives)) {
      if (I != index) return emplace<I + 1>(value, index);
      using Alternative = std::variant_alternative_t<I, std::variant<Alternatives...>>;
      describe(*this, value.template emplace<I>(fresh<Alternative>()));
    }
  }

  uint64_t seed_;
  uint64_t next_ = 0;
};

// Fields that must fit one another are made to.
inline Scenario filled_scenario(uint64_t seed) {
  Scenario scenario;
  Filler filler(seed);
  describe(filler, scenario);
  const auto by_time = [](const auto& a, const auto& b) { return a.at < b.at; };
  std::ranges::stable_sort(scenario.source.gaps, by_time);
  std::ranges::stable_sort(scenario.source.jumps, by_time);
  std::ranges::stable_sort(scenario.source.video_changes, by_time);
  std::ranges::stable_sort(scenario.source.audio_changes, by_time);
  if (!scenario.source.audio) scenario.source.audio_changes.clear();
  if (scenario.storage.min_time > scenario.storage.max_time) {
    std::swap(scenario.storage.min_time, scenario.storage.max_time);
  }
  scenario.limit = kMaxScenarioTime;
  for (Expectation& expectation : scenario.expect) {
    if (auto* count = std::get_if<ExpectCount>(&expectation.what)) count->until.reset();
  }
  return scenario;
}

}  // namespace sw::sim

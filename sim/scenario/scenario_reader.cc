#include "sim/scenario/scenario_reader.h"

#include <utility>

#include "contracts/json_text.h"
#include "contracts/value_rules.h"
#include "fakes/sts/script_parser.h"
#include "fakes/sts/strict_object.h"
#include "sim/scenario/exact_integer.h"
#include "sim/scenario/fields.h"
#include "sim/scenario/scenario_rules.h"

namespace sw::sim {
namespace {

using contracts::IntegerRange;
using fakes::sts::DurationRule;
using fakes::sts::StrictObject;

constexpr contracts::IntegerChoice<2> kSignals{{2, 15}};  // SIGINT, SIGTERM

// Takes each field that a description names from one JSON object. `target` holds the defaults before.
class FieldReader {
 public:
  explicit FieldReader(StrictObject& in) : in_(in) {}

  void time(std::string_view name, TimeDelta& target, TimeDelta min, TimeDelta max) {
    target = in_.with_default(name, DurationRule{min, max}, target);
  }
  void required_time(std::string_view name, TimeDelta& target, TimeDelta min, TimeDelta max) {
    target = in_.required(name, DurationRule{min, max}, target);
  }
  void optional_time(std::string_view name, std::optional<TimeDelta>& target, TimeDelta min, TimeDelta max) {
    if (is_none(name)) return target.reset();
    if (const auto read = in_.optional(name, DurationRule{min, max})) target = read;
  }
  void media_time(std::string_view name, MediaTime& target) {
    const TimeDelta fallback = target - MediaTime::FromNanos(0);
    target = MediaTime::FromNanos(0) + in_.with_default(name, DurationRule{kNoTime, kMaxScenarioTime}, fallback);
  }
  template <class Integer, class Max>
  void integer(std::string_view name, Integer& target, int64_t min, Max max) {
    const IntegerRange rule{min, static_cast<int64_t>(max)};
    target = static_cast<Integer>(in_.with_default(name, rule, static_cast<int64_t>(target)));
  }
  template <class Integer>
  void required_integer(std::string_view name, Integer& target, int64_t min, int64_t max) {
    target = static_cast<Integer>(in_.required(name, IntegerRange{min, max}, static_cast<int64_t>(target)));
  }
  void optional_integer(std::string_view name, std::optional<int64_t>& target, int64_t min, int64_t max) {
    if (is_none(name)) return target.reset();
    if (const auto read = in_.optional(name, IntegerRange{min, max})) target = read;
  }
  void required_number(std::string_view name, double& target, double min, double max) {
    target = in_.required(name, contracts::NumberRange{min, max}, target);
  }
  void signal(std::string_view name, int& target) {
    target = static_cast<int>(in_.with_default(name, kSignals, static_cast<int64_t>(target)));
  }
  void flag(std::string_view name, bool& target) { target = in_.with_default(name, contracts::kBoolean, target); }
  template <class Enum>
  void word(std::string_view name, Enum& target) {
    target = in_.with_default(name, contracts::Word<Enum>(), target);
  }
  void way(std::string_view name, Way& target) {
    word(name, target);
    if (!includes(Way::kBoth, target)) in_.fail(name, "\"to_server\" or \"to_worker\" or \"both\"", "\"\"");
  }
  void text(std::string_view name, std::string& target, std::size_t max) {
    target = in_.with_default(name, contracts::BoundedString{max}, target);
  }
  void required_text(std::string_view name, std::string& target, std::size_t max) {
    target = in_.required(name, contracts::BoundedString{max}, target);
    if (target.empty()) in_.fail(name, "string that is not empty", "\"\"");
  }
  void texts(std::string_view name, std::vector<std::string>& target, std::size_t limit) {
    each(name, limit, [&](const rapidjson::Value& element, const std::string& pointer) {
      auto read = contracts::kName.read(element);
      if (read) return target.push_back(std::move(*read));
      if (!in_.has_failed()) {
        in_.error() = contracts::ParseError{pointer, contracts::kName.expectation(), contracts::describe(element)};
      }
    });
  }
  template <class Part>
  void object(std::string_view name, Part& target) {
    const rapidjson::Value* value = in_.find(name);
    if (value != nullptr) inner(*value, in_.pointer_to(name), target);
  }
  template <class Part>
  void optional_object(std::string_view name, std::optional<Part>& target) {
    const rapidjson::Value* value = in_.find(name);
    if (value == nullptr) return;
    if (is_none(name)) return target.reset();
    if (!target) target.emplace();
    inner(*value, in_.pointer_to(name), *target);
  }
  template <class Part>
  void list(std::string_view name, std::vector<Part>& target, std::size_t limit, const Part& fresh) {
    each(name, limit, [&](const rapidjson::Value& element, const std::string& pointer) {
      target.push_back(fresh);
      inner(element, pointer, target.back());
    });
  }
  void sts_faults(std::string_view name, fakes::sts::StsScript& target) {
    each(name, kMaxWorldFaults, [&](const rapidjson::Value& element, const std::string& pointer) {
      auto fault = fakes::sts::parse_fault(element);
      if (fault) return target.faults.push_back(std::move(*fault));
      if (in_.has_failed()) return;
      in_.error() = fault.error();
      in_.error()->pointer = pointer + in_.error()->pointer;
    });
  }
  template <class... Alternatives, std::size_t N>
  void choice(std::string_view name, std::variant<Alternatives...>& target, const std::string_view (&words)[N]) {
    const rapidjson::Value* value = in_.find(name);
    if (value == nullptr) return in_.require(name, all_of(words));
    for (std::size_t i = 0; i < N; ++i) {
      if (value->IsString() && words[i] == std::string_view(value->GetString(), value->GetStringLength())) {
        return emplace<0>(target, i);
      }
    }
    in_.fail(name, all_of(words), *value);
  }

 private:
  // `false` stands for none where the default is something.
  bool is_none(std::string_view name) {
    const rapidjson::Value* value = in_.find(name);
    return value != nullptr && value->IsFalse();
  }
  template <class Part>
  void inner(const rapidjson::Value& value, std::string pointer, Part& target) {
    StrictObject object(value, std::move(pointer), in_.error());
    if (object.has_failed()) return;
    FieldReader reader(object);
    describe(reader, target);
    object.finish();
  }
  template <class Take>
  void each(std::string_view name, std::size_t limit, const Take& take) {
    const rapidjson::Value* value = in_.find(name);
    if (value == nullptr) return;
    const std::string expected = "array of at most " + std::to_string(limit);
    if (!value->IsArray()) return in_.fail(name, expected, *value);
    if (value->Size() > limit) return in_.fail(name, expected, std::to_string(value->Size()) + " elements");
    for (rapidjson::SizeType i = 0; i < value->Size(); ++i) {
      take((*value)[i], in_.pointer_to(name) + "/" + std::to_string(i));
    }
  }
  template <std::size_t I, class... Alternatives>
  void emplace(std::variant<Alternatives...>& target, std::size_t index) {
    if constexpr (I < sizeof...(Alternatives)) {
      if (I != index) return emplace<I + 1>(target, index);
      using Alternative = std::variant_alternative_t<I, std::variant<Alternatives...>>;
      describe(*this, target.template emplace<I>(fresh<Alternative>()));
    }
  }
  template <std::size_t N>
  static std::string all_of(const std::string_view (&words)[N]) {
    std::string text;
    for (const std::string_view word : words) text += (text.empty() ? "\"" : " or \"") + std::string(word) + '"';
    return text;
  }

  StrictObject& in_;
};

}  // namespace

Scenario default_scenario() {
  Scenario scenario;
  scenario.source.video.fps_numerator = 10;
  scenario.source.video.gop = 20;
  scenario.source.video.start = TimeDelta::Seconds(1);
  scenario.source.audio->sample_rate = 16'000;
  scenario.source.audio->frame_samples = 960;  // 60 ms: boundaries of whole seconds times three lie between two frames
  scenario.source.audio->start = TimeDelta::Seconds(1);
  scenario.media.input_batch = TimeDelta::Zero();
  return scenario;
}

expected<Scenario, contracts::ParseError> read_scenario(const rapidjson::Value& value) {
  std::optional<contracts::ParseError> error;
  Scenario scenario = default_scenario();
  StrictObject object(value, "", error);
  if (!error) {
    FieldReader reader(object);
    describe(reader, scenario);
    object.finish();
  }
  if (!error) error = scenario_problem(scenario);
  if (error) return unexpected(*error);
  return scenario;
}

expected<Scenario, std::string> read_scenario_text(std::string_view text) {
  if (text.size() > kMaxScenarioBytes) return unexpected(std::string("a scenario has at most 1 MiB"));
  const auto tree = contracts::parse_json(text);
  if (!tree) return unexpected("no JSON " + contracts::to_text(tree.error()));
  auto scenario = read_scenario(*tree);
  if (!scenario) return unexpected(contracts::to_text(scenario.error()));
  return std::move(*scenario);
}

}  // namespace sw::sim

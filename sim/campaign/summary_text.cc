// A campaign's result as JSON and as JUnit.
#include <cstdio>
#include <utility>

#include "contracts/json_text.h"
#include "contracts/object_writer.h"
#include "sim/campaign/failure_fields.h"
#include "sim/campaign/probes.h"
#include "sim/campaign/summary.h"
#include "worker/base/xml_text.h"

namespace sw::sim {
namespace {

using contracts::ObjectWriter;
using fakes::sts::StrictObject;

// More values than this are more than contracts::parse_json() takes.
constexpr std::size_t kMaxFailures = 5'000;

std::string failures_json(const Summary& summary) {
  std::string json = "[";
  for (std::size_t i = 0; i < summary.failures.size() && i < kMaxFailures; ++i) {
    const CampaignFailure& failure = summary.failures[i];
    if (i > 0) json += ",";
    ObjectWriter out(json);
    out.begin();
    write_number(out, "index", failure.index);
    write_number(out, "seed", failure.seed);
    // The last events are in the failure file.
    CaseFailure brief = failure.failure;
    brief.last.clear();
    write_failure_fields(out, brief);
    out.member("file", failure.file);
    out.end();
  }
  return json + "]";
}

void write_probes(ObjectWriter& out, const std::map<std::string, uint64_t>& probes) {
  for (const auto& [probe, hits] : probes) write_number(out, probe, hits);
}

std::vector<std::string> shard_texts(const Summary& summary) {
  std::vector<std::string> texts;
  for (const Shard& shard : summary.shards) {
    texts.push_back(std::to_string(shard.index) + "/" + std::to_string(shard.of));
  }
  return texts;
}

std::string junit_case(const Summary& summary, const CampaignFailure& failure) {
  const std::string name =
      (summary.plan.sweep ? "sweep " : "seed ") + std::to_string(summary.plan.sweep ? failure.index : failure.seed);
  std::string body = "at " + std::to_string(to_seconds(failure.failure.at)) + " s";
  if (!failure.file.empty()) body += "\nstream-worker sim replay " + xml(failure.file);
  for (const std::string& line : failure.failure.last) body += "\n" + xml(line);
  return "  <testcase classname=\"campaign\" name=\"" + name + "\"><failure type=\"" +
         xml(failure.failure.oracle + "/" + failure.failure.rule) + "\" message=\"" + xml(failure.failure.text) +
         "\">" + body + "</failure></testcase>\n";
}

}  // namespace

std::string to_json(const Summary& summary) {
  std::string text;
  ObjectWriter out(text);
  out.begin();
  out.member("sweep", summary.plan.sweep);
  write_number(out, "base_seed", summary.plan.base_seed);
  write_number(out, "count", summary.plan.count);
  write_texts(out, "shards", shard_texts(summary));
  write_number(out, "scenarios", summary.scenarios);
  write_number(out, "repeated", summary.repeated);
  write_number(out, "failed", summary.failures.size());
  out.json_member("failures", failures_json(summary));
  out.member("simulated_seconds", to_seconds(summary.simulated));
  out.member("wall_seconds", summary.wall_seconds);
  out.member("core_seconds", summary.core_seconds);
  out.member("speedup", summary.speedup());
  out.member("speedup_per_core", summary.speedup_per_core());
  out.member("trace_hash", hex(summary.trace_hash));
  auto probes = summary.probes;
  for (const std::string& probe : required_probes()) probes.emplace(probe, 0);
  out.object("probes", probes, write_probes);
  write_times(out, "recovery", summary.recovery);
  out.end();
  return text;
}

// Cases that held are counted and not listed: ten thousand lines that say nothing.
std::string to_junit(const Summary& summary) {
  char time[32];
  std::snprintf(time, sizeof time, "%.3f", summary.wall_seconds);
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites><testsuite name=\"sim campaign\" tests=\"" +
      std::to_string(summary.scenarios) + "\" failures=\"" + std::to_string(summary.failures.size()) +
      "\" errors=\"0\" time=\"" + time + "\">\n";
  for (const CampaignFailure& failure : summary.failures) out += junit_case(summary, failure);
  return out + "</testsuite></testsuites>\n";
}

namespace {

void read_failures(StrictObject& outer, std::vector<CampaignFailure>& failures) {
  outer.require("failures", "array");
  const rapidjson::Value* list = outer.find("failures");
  if (list == nullptr) return;
  const std::string expected = "array of at most " + std::to_string(kMaxFailures);
  if (!list->IsArray() || list->Size() > kMaxFailures) return outer.fail("failures", expected, *list);
  for (rapidjson::SizeType i = 0; i < list->Size(); ++i) {
    StrictObject in((*list)[i], outer.pointer_to("failures") + "/" + std::to_string(i), outer.error());
    CampaignFailure failure{read_number(in, "index"), read_number(in, "seed"), read_failure_fields(in), {}};
    failure.file = in.with_default("file", contracts::kText, {});
    in.finish();
    if (outer.has_failed()) return;
    failures.push_back(std::move(failure));
  }
}

void read_probes(StrictObject& in, std::map<std::string, uint64_t>& probes) {
  const std::string expected = "object of at most " + std::to_string(kMaxProbes) + " counts";
  in.require("probes", expected);
  const rapidjson::Value* object = in.find("probes");
  if (object == nullptr) return;
  if (!object->IsObject() || object->MemberCount() > kMaxProbes) return in.fail("probes", expected, *object);
  for (const auto& member : object->GetObject()) {
    const auto hits = kExactNumber.read(member.value);
    if (!hits) return in.fail("probes", expected, member.value);
    const std::string name(member.name.GetString(), member.name.GetStringLength());
    if (*hits > 0) probes.insert_or_assign(name, static_cast<uint64_t>(*hits));
  }
}

void read_shards(StrictObject& in, std::vector<Shard>& shards) {
  in.require("shards", "array of I/N");
  for (const std::string& text : read_texts(in, "shards", kMaxShards)) {
    const auto shard = parse_shard(text);
    if (!shard) return in.fail("shards", "I/N with 1 <= I <= N", contracts::describe_text(text));
    shards.push_back(*shard);
  }
}

}  // namespace

expected<Summary, std::string> parse_summary(std::string_view text) {
  const auto tree = contracts::parse_json(text);
  if (!tree) return unexpected("no JSON " + contracts::to_text(tree.error()));
  std::optional<contracts::ParseError> error;
  StrictObject in(*tree, "", error);
  Summary summary;
  summary.plan.sweep = in.required("sweep", contracts::kBoolean, false);
  summary.plan.base_seed = read_number(in, "base_seed");
  summary.plan.count = read_number(in, "count");
  read_shards(in, summary.shards);
  summary.scenarios = read_number(in, "scenarios");
  summary.repeated = read_number(in, "repeated");
  read_failures(in, summary.failures);
  summary.simulated = from_seconds(in.required("simulated_seconds", contracts::NumberRange{0, 9e9}, 0.0));
  summary.wall_seconds = in.required("wall_seconds", contracts::kNotNegative, 0.0);
  summary.core_seconds = in.required("core_seconds", contracts::kNotNegative, 0.0);
  summary.trace_hash = read_hex(in, "trace_hash");
  for (const char* derived : {"failed", "speedup", "speedup_per_core"}) in.find(derived);
  read_probes(in, summary.probes);
  summary.recovery = read_times(in, "recovery");
  in.finish();
  if (error) return unexpected(contracts::to_text(*error));
  return summary;
}

}  // namespace sw::sim

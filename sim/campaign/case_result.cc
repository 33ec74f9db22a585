#include "sim/campaign/case_result.h"

#include "contracts/json_text.h"
#include "sim/campaign/failure_fields.h"

namespace sw::sim {

using contracts::ObjectWriter;
using fakes::sts::StrictObject;

std::string to_json(const CaseResult& result) {
  std::string text;
  ObjectWriter out(text);
  out.begin();
  write_number(out, "index", result.index);
  write_number(out, "seed", result.seed);
  out.member("hash", hex(result.hash));
  out.member("simulated", to_seconds(result.simulated));
  out.member("repeated", result.repeated);
  out.object("failure", result.failure, write_failure_fields);
  write_texts(out, "probes", result.probes);
  write_times(out, "recovery", result.recovery);
  out.end();
  return text;
}

expected<CaseResult, std::string> parse_case_result(std::string_view line) {
  const auto tree = contracts::parse_json(line);
  if (!tree) return unexpected("no JSON " + contracts::to_text(tree.error()));
  std::optional<contracts::ParseError> error;
  StrictObject in(*tree, "", error);
  CaseResult result{.index = read_number(in, "index"),
                    .seed = read_number(in, "seed"),
                    .hash = read_hex(in, "hash"),
                    .simulated = from_seconds(in.required("simulated", kRunSeconds, 0.0)),
                    .repeated = in.required("repeated", contracts::kBoolean, false)};
  result.failure = read_failure(in);
  result.probes = read_texts(in, "probes", kMaxProbes);
  result.recovery = read_times(in, "recovery");
  in.finish();
  if (error) return unexpected(contracts::to_text(*error));
  return result;
}

}  // namespace sw::sim

#include "fakes/conformance/sts/observations.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "contracts/events.h"
#include "contracts/judge/event_schemas.h"

namespace sw::fakes::conformance {
namespace {

using contracts::Direction;

struct WatchedRule {
  Watched what;
  std::string_view name, claim, clause;
};
constexpr WatchedRule kRules[] = {
    {Watched::kProtocol, "always/protocol", "every byte keeps WebSocket, Engine.IO v4 and Socket.IO v5",
     "spec FR-012a; RFC 6455; Engine.IO v4; Socket.IO v5"},
    {Watched::kSchema, "always/schema", "every event keeps its schema", "contracts/schemas/*.sts_to_worker.json"},
    {Watched::kStream, "always/own-stream", "every event names the stream of its connection",
     "stream_id in stream_ready, stream_complete, fragment_processed, backpressure .sts_to_worker.json"},
    {Watched::kFragment, "always/own-fragments",
     "acks and results name fragments of their connection, by id and number",
     "fragment_ack.sts_to_worker.json, fragment_processed.sts_to_worker.json: fragment_id, sequence_number"},
    {Watched::kOneResult, "always/one-result", "no fragment has a second result",
     "spec FR-015a; fragment_processed.sts_to_worker.json: the result of one fragment"},
    {Watched::kRetryable, "always/retryable", "errors carry the retryable flag of their code",
     "spec FR-016d, FR-021a; error.sts_to_worker.json; codes of spec 016 8.1"},
};

}  // namespace

void Observations::on_event(const Traffic& traffic, const rapidjson::Value& payload) {
  const Heard& heard = traffic.heard.back();
  check_schema(heard, payload);
  if (heard.message) std::visit([&](const auto& message) { on_message(traffic, message); }, *heard.message);
}

// Unknown events are anybody's own.
void Observations::check_schema(const Heard& heard, const rapidjson::Value& payload) {
  const contracts::EventContract* event = contracts::find_event(heard.event, Direction::kStsToWorker);
  if (event == nullptr) return;
  ++seen_[Watched::kSchema];
  if (const auto problem = contracts::schema_problem(*event, payload)) {
    blame(Watched::kSchema, heard.event + " as in " + std::string(event->schema) + ".json, got " + *problem);
  }
}

void Observations::check_stream(const Traffic& traffic, const std::string& stream_id, const char* event) {
  ++seen_[Watched::kStream];
  if (stream_id == traffic.stream_id) return;
  blame(Watched::kStream, "stream_id " + traffic.stream_id + " in " + event + ", got " + stream_id);
}

void Observations::on_message(const Traffic& traffic, const contracts::StreamReady& ready) {
  check_stream(traffic, ready.stream_id, "stream:ready");
}
void Observations::on_message(const Traffic& traffic, const contracts::StreamComplete& complete) {
  check_stream(traffic, complete.stream_id, "stream:complete");
}
void Observations::on_message(const Traffic& traffic, const contracts::Backpressure& pressure) {
  check_stream(traffic, pressure.stream_id, "backpressure");
}

void Observations::on_message(const Traffic& traffic, const contracts::StsFragmentAck& ack) {
  ++seen_[Watched::kFragment];
  if (std::ranges::find(traffic.sent, ack.fragment_id, &SentFragment::fragment_id) != traffic.sent.end()) return;
  blame(Watched::kFragment, "fragment:ack of a fragment that was sent on this connection, got " + ack.fragment_id);
}

void Observations::on_message(const Traffic& traffic, const contracts::FragmentProcessed& result) {
  check_stream(traffic, result.stream_id, "fragment:processed");
  const auto known = std::ranges::find(traffic.sent, result.stream_id, &SentFragment::stream_id);
  if (result.stream_id != traffic.stream_id && known == traffic.sent.end()) return;  // whose it is, is unknown
  ++seen_[Watched::kFragment];
  ++seen_[Watched::kOneResult];
  const auto is_its = [&](const SentFragment& sent) { return sent.fragment_id == result.fragment_id; };
  const auto sent = std::ranges::count_if(traffic.sent, is_its);
  if (sent == 0) {
    return blame(Watched::kFragment,
                 "fragment:processed of a fragment that was sent on this connection, got " + result.fragment_id);
  }
  const bool numbered = std::ranges::any_of(
      traffic.sent, [&](const SentFragment& f) { return is_its(f) && f.number == result.sequence_number; });
  if (!numbered) {
    const int64_t number = std::ranges::find_if(traffic.sent, is_its)->number;
    blame(Watched::kFragment, "sequence_number " + std::to_string(number) + " in the fragment:processed of " +
                                  result.fragment_id + ", got " + std::to_string(result.sequence_number));
  }
  const auto results = std::ranges::count_if(traffic.heard, [&](const Heard& heard) {
    const auto* one = heard.message ? std::get_if<contracts::FragmentProcessed>(&*heard.message) : nullptr;
    return one != nullptr && one->fragment_id == result.fragment_id;
  });
  if (results > sent) {
    blame(Watched::kOneResult, "one fragment:processed of " + result.fragment_id + ", got " + std::to_string(results));
  }
}

// Severities are for people; the flag moves the worker's breaker.
void Observations::on_message(const Traffic&, const contracts::ErrorEvent& error) {
  const auto kind = error.code.kind();
  if (!kind) return;
  ++seen_[Watched::kRetryable];
  const bool expected = contracts::traits_of(*kind).retryable;
  if (error.retryable == expected) return;
  blame(Watched::kRetryable, "retryable " + std::string(expected ? "true" : "false") + " with " + error.code.text() +
                                 ", got " + (error.retryable ? "true" : "false"));
}

void Observations::blame(Watched rule, std::string what) {
  Violation& violation = violations_[rule];
  if (violation.count++ == 0) violation.first = std::move(what);
}

void Observations::append(std::vector<Finding>& findings, const std::vector<std::string>& only) const {
  for (const WatchedRule& rule : kRules) {
    Finding finding{std::string(rule.name), std::string(rule.claim), std::string(rule.clause), Verdict::kPassed};
    if (!is_wanted(finding.rule, only)) continue;
    const auto violation = violations_.find(rule.what);
    const auto seen = seen_.find(rule.what);
    if (violation != violations_.end()) {
      finding.verdict = Verdict::kFailed;
      finding.detail = "expected " + violation->second.first;
      if (violation->second.count > 1) finding.detail += "; " + std::to_string(violation->second.count) + " such";
    } else if (seen == seen_.end()) {
      finding.verdict = Verdict::kSkipped;
      finding.detail = "nothing came that could be judged";
    }
    findings.push_back(std::move(finding));
  }
}

bool is_wanted(const std::string& rule, const std::vector<std::string>& only) {
  return only.empty() || std::ranges::any_of(only, [&](const std::string& begin) { return rule.starts_with(begin); });
}

}  // namespace sw::fakes::conformance
